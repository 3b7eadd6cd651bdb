export function findChromium(): string | null;
export function ensureChromium(): Promise<{ path: string } | { path: null; reason: string }>;
