/**
 * A job process: one training or evaluation. Orders come over IPC, reports leave the same way. It ends
 * with its work, with its host, or when it is killed, and takes all its memory along.
 */
import { toErrorValue } from '../../../core/contract/errors.js';
import type { Job, JobOrder, JobReport, JobVoice } from '../run/job.js';

/** The host may be gone before its end is noticed here: the callback takes that error. */
const send = (report: JobReport): void => {
  if (process.connected) process.send?.(report, undefined, undefined, () => undefined);
};

let paused = false;
let wake: (() => void) | null = null;

const voice: JobVoice = {
  tell: send,
  async whileWanted() {
    // Lets orders in: the networks' steps block the event loop.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (!paused) return;
    send({ t: 'paused', paused: true });
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    send({ t: 'paused', paused: false });
  },
};

process.on('disconnect', () => {
  process.kill(process.pid, 'SIGKILL');
});
// The terminal's Ctrl+C reaches the whole group; the host decides when a job ends.
process.on('SIGINT', () => undefined);
process.on('message', (message) => {
  const order = message as JobOrder;
  if (order.t === 'start') void work(order.job);
  else if (order.t === 'pause') paused = true;
  else {
    paused = false;
    wake?.();
    wake = null;
  }
});

async function work(job: Job): Promise<void> {
  try {
    if (job.kind === 'train') {
      const { trainRun } = await import('../run/train-run.js');
      const { metrics, refused } = await trainRun(job, voice);
      end({ t: 'done', metrics, refused });
    } else {
      const { evaluateRun } = await import('../run/evaluate-run.js');
      await evaluateRun(job, voice);
      end({ t: 'done', metrics: null, refused: [] });
    }
  } catch (error) {
    end({ t: 'failed', error: toErrorValue(error) });
  }
}

/** Leaves at once when the last word is out: the library's threads need no farewell. */
function end(report: JobReport): void {
  if (!process.connected || !process.send) process.exit(1);
  process.send(report, undefined, undefined, () => process.kill(process.pid, 'SIGKILL'));
}
