/** Runs the built command line as a user does. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shared-data.js';

export const CLI = join(root, 'out/host/cli/main.js');

export interface CliResult {
  readonly code: number | null;
  readonly stderr: string;
  /** Non-empty lines of stdout. */
  readonly lines: readonly string[];
}

export function runCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  if (!existsSync(CLI)) throw new Error('Run `npm run build` first: out/host is missing.');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stderr, lines: stdout.split('\n').filter((line) => line !== '') });
    });
  });
}
