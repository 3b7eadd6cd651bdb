/** A thread that performs tasks; host/workers/pool.ts hands them out. */
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { perform, type WorkOrder } from './work.js';

// There is a thread for each core already.
sharp.concurrency(1);

const port = parentPort;
port?.on('message', ({ ticket, order }: { ticket: number; order: WorkOrder }) => {
  void perform(order).then((reply) => {
    port.postMessage({ ticket, reply });
  });
});
