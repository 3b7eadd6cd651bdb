/** Simulated 1280x720 samples of every category on all cores: project and tree, as `simulate` writes them. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CATEGORIES } from '../../core/dataset/vocabulary.js';
import type { simulate as simulateOf } from '../../host/simulate/simulate.js';
import type { Row } from '../detector/row.js';

/** @param folder empty, removed by the caller */
export async function simulateRows(folder: string, tell: (line: string) => void): Promise<Row[]> {
  // The built module, not the bundle: its threads are files beside it.
  const built = pathToFileURL(join(process.cwd(), 'out/host/simulate/simulate.js')).href;
  const { simulate } = (await import(built)) as { simulate: typeof simulateOf };
  tell('simulating 3 samples of each category, defects included ...');
  const times: number[] = [];
  const from = performance.now();
  const { rendered } = await simulate(
    {
      out: folder,
      categories: CATEGORIES,
      seed: 1,
      train: 1,
      validation: 0,
      test: 2,
      width: 1280,
      height: 720,
      whole: false,
      parts: { project: true, tree: true },
    },
    ({ ms }) => times.push(ms),
  );
  const each = (performance.now() - from) / rendered / 1000;
  times.sort((a, b) => a - b);
  const median = (times[times.length >> 1] ?? 0) / 1000;
  return [
    {
      what: `one simulated 1280x720 RGB-D sample, ${String(rendered)} of all categories on ${String(availableParallelism())} cores, written as project and tree`,
      value: `${each.toFixed(2)} s`,
      target: 'under 1.5 s',
      met: each < 1.5,
    },
    {
      what: 'the same, one sample on its own thread, median',
      value: `${median.toFixed(2)} s`,
      target: '',
      met: null,
    },
  ];
}
