/** A thread that renders samples one after the other; host/simulate/simulate.ts hands them out. */
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import type { PlannedSample } from '../../core/simulator/data-set.js';
import { toErrorValue, type StudioErrorValue } from '../../core/contract/errors.js';
import { renderSample, type RenderTargets } from './render.js';

export type WorkerReply =
  | { readonly id: string; readonly ms: number }
  | { readonly id: string; readonly error: StudioErrorValue };

// There is a worker for each core already.
sharp.concurrency(1);

const targets = workerData as RenderTargets;
const port = parentPort;
port?.on('message', (sample: PlannedSample) => {
  const from = performance.now();
  renderSample(sample, targets).then(
    () => {
      port.postMessage({ id: sample.id, ms: performance.now() - from } satisfies WorkerReply);
    },
    (error: unknown) => {
      port.postMessage({ id: sample.id, error: toErrorValue(error) } satisfies WorkerReply);
    },
  );
});
