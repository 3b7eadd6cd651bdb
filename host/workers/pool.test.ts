/**
 * Order, failures and cancelling of tasks, in this thread, and what comes of threads that end; the
 * benchmarks and the built studio use the real ones.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../core/contract/errors.js';
import { NO_CHOICES } from '../dataset/import/scan.js';
import type { EncodeTask } from '../dataset/import/encode-sample.js';
import { encodeRgbPng } from '../codecs/png.js';
import { InOrder, runPool } from './pool.js';

let folder: string;
let picture: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-pool-'));
  picture = await encodeRgbPng(new Uint8Array(4 * 3 * 3).fill(9), 4, 3);
  await writeFile(join(folder, 'a.png'), picture);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function task(name: string, file: Uint8Array): EncodeTask {
  return {
    sample: {
      ...{ key: name, group: '.', files: { rgb: name }, calibration: null, own: null },
      cell: { category: null, split: null, anomaly: null, lighting: null },
    },
    choices: NO_CHOICES,
    files: new Map([[name, file]]),
  };
}

describe('the pool', () => {
  it('should tell what came of each task, and go on after one that fails', async () => {
    const told: string[] = [];
    await runPool(
      'import',
      { tasks: ['a', 'broken', 'unreadable', 'b'], threads: 0 },
      (name) => {
        if (name === 'unreadable') throw new StudioError('not-found', 'gone');
        return Promise.resolve(task(name, name === 'broken' ? new Uint8Array(8) : picture));
      },
      (name, { rgb }) => {
        told.push(`${name} ${String(rgb.record.width)}x${String(rgb.record.height)}`);
      },
      (name, { code }) => told.push(`${name} ${code}`),
    );
    expect(told).toEqual(['a 4x3', 'broken file-corrupt', 'unreadable not-found', 'b 4x3']);
  });

  it('should end with the first failure that nobody takes, and when it is cancelled', async () => {
    const run = (tasks: string[], signal?: AbortSignal, done = (): void => undefined) =>
      runPool(
        'import',
        { tasks, threads: 0, signal },
        (name) => task(name, name === 'broken' ? new Uint8Array(8) : picture),
        done,
      );
    await expect(run(['broken', 'a'])).rejects.toMatchObject({ code: 'file-corrupt' });
    const stop = new AbortController();
    let done = 0;
    await expect(
      run(['a', 'b', 'c'], stop.signal, () => {
        done += 1;
        stop.abort();
      }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toBe(1);
  });
});

describe('threads that end under their tasks', () => {
  it('should cost only the task that ended them, and a new thread goes on', async () => {
    const script = join(folder, 'thread.mjs');
    await writeFile(
      script,
      `import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ ticket, order }) => {
        const { key } = order.task.sample;
        if (key === 'hangs') for (;;);
        if (key === 'exits') process.exit(3);
        if (key === 'throws') throw new Error('a fault');
        if (key === 'eats') for (let a = [];;) a.push({ a });
        parentPort.postMessage({ ticket, reply: { result: key } });
      });`,
    );
    const names = ['a', 'hangs', 'b', 'exits', 'c', 'throws', 'd', 'eats', 'e', 'f'];
    const told = new Map<string, string>();
    await runPool(
      'import',
      {
        ...{ tasks: names, threads: 1, inOrder: true },
        ...{ thread: pathToFileURL(script), taskMs: 2500, heapMb: 32 },
      },
      (name) => task(name, picture),
      (name, result) => {
        told.set(name, JSON.stringify(result));
      },
      (name, { code, message }) => {
        told.set(name, `${code}: ${message}`);
      },
    );
    expect([...told.keys()]).toEqual(names);
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
      expect(told.get(name)).toBe(JSON.stringify(name));
    expect(told.get('hangs')).toBe('too-large: It was not done within 2.5 s.');
    expect(told.get('exits')).toMatch(/^too-large: The thread/);
    expect(told.get('throws')).toMatch(/ended: a fault/);
    expect(told.get('eats')).toMatch(/memory/);
  });
});

describe('the order', () => {
  it('should come in the order of their places, whoever is ready first', async () => {
    const turns = new InOrder(new AbortController().signal);
    const order: number[] = [];
    const lane = async (place: number): Promise<void> => {
      await turns.come(place);
      order.push(place);
      turns.pass();
    };
    await Promise.all([3, 1, 2, 0].map(lane));
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('should let everybody go at the end', async () => {
    const end = new AbortController();
    const turns = new InOrder(end.signal);
    const waiting = [turns.come(1), turns.come(2)];
    end.abort();
    await Promise.all(waiting);
    await turns.come(7);
    expect(end.signal.aborted).toBe(true);
  });
});
