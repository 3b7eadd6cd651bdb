/** Asks a process of its own which training engines this machine has. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { engineSchema, type Engine } from '../../../core/contract/schema/detector.js';

const REPORT = fileURLToPath(new URL('./report.js', import.meta.url));
const LIMIT_MS = 60_000;

let known: Promise<Engine[]> | null = null;

/** Asked once; TensorFlow's library takes a second to load. */
export function enginesHere(): Promise<Engine[]> {
  known ??= ask();
  return known;
}

async function ask(): Promise<Engine[]> {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const { output, error } = await new Promise<{ output: string; error: Error | null }>(
    (resolve) => {
      execFile(process.execPath, [REPORT], { env, timeout: LIMIT_MS }, (failure, stdout) => {
        resolve({ output: stdout, error: failure });
      });
    },
  );
  const line = output.trim().split('\n').at(-1) ?? '';
  try {
    return z.array(engineSchema).parse(JSON.parse(line));
  } catch {
    const reason = `its library ends the process that loads it (${error?.message.split('\n')[0] ?? 'no answer'})`;
    return [
      { name: 'tensorflow', available: false, reason, version: '' },
      { name: 'wasm', available: true, reason: '', version: '' },
    ];
  }
}
