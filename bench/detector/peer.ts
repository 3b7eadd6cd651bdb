/** Runs a peer's Python script of bench/peers in the same sitting; PD_STUDIO_PYTHON names the interpreter. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type PeerResult =
  | { readonly found: true; readonly value: unknown }
  | { readonly found: false; readonly why: string };

export const pythonHere = (): string => process.env['PD_STUDIO_PYTHON'] ?? 'python3';

/** The JSON of the script's last line, or why there is none. */
export async function runPeer(script: string, args: readonly string[]): Promise<PeerResult> {
  const python = pythonHere();
  try {
    const { stdout } = await promisify(execFile)(python, [join('bench/peers', script), ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return { found: true, value: JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as unknown };
  } catch (error) {
    const why = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : '';
    return { found: false, why: `${python} could not run bench/peers/${script}: ${why}` };
  }
}
