export function findElectron(folder?: string): string | null;
