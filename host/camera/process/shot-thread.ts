/** Writes shots on a thread that gives way to the live pictures; shot-writer.ts asks it. */
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { toErrorValue, type StudioErrorValue } from '../../../core/contract/errors.js';
import type { WrittenShot } from '../service.js';
import { writeShotFiles, type ShotPixels } from './shot-files.js';

export interface ShotOrder {
  readonly id: number;
  readonly pixels: ShotPixels;
  readonly folder: string;
}

export type ShotReply = { readonly id: number } & (
  { readonly written: WrittenShot } | { readonly error: StudioErrorValue }
);

// On Linux a priority is a thread's own; elsewhere this would slow down the whole camera process.
if (process.platform === 'linux') {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Then it runs as the process does.
  }
}

const port = parentPort;
port?.on('message', ({ id, pixels, folder }: ShotOrder) => {
  void writeShotFiles(pixels, folder).then(
    (written) => {
      port.postMessage({ id, written } satisfies ShotReply);
    },
    (error: unknown) => {
      port.postMessage({ id, error: toErrorValue(error) } satisfies ShotReply);
    },
  );
});
