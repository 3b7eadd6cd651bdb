/** The index of 50,000 samples: opening with and without its cache, queries, an edit of many. */
import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DATASET_ORDERS,
  NO_DATASET_FILTER,
  type DatasetFilter,
  type DatasetQuery,
} from '../../core/contract/schema/dataset-store.js';
import { queryDataset, warmQueries } from '../../core/dataset/query.js';
import { createProject, openProject } from '../../host/project/open-project.js';
import { writeMadeSamples } from '../../host/testing/make-samples.js';
import type { Row } from '../detector/row.js';

const SAMPLES = 50_000;
const EDITED = 1000;

const FILTERS: readonly Partial<DatasetFilter>[] = [
  {},
  { categories: ['crab', 'bread'], splits: ['test'] },
  { anomalies: ['dent', 'crack'], lighting: ['C'], states: ['new'] },
  { quality: ['overridden', 'lowFill'] },
  { quality: [] },
  { words: 'grace crab' },
  { words: '1k' },
  { takenFrom: '2026-01-03T00:00:00Z', takenBefore: '2026-01-06T00:00:00Z' },
];

const control = { by: 'bench', told: (): void => undefined, signal: { aborted: false } };

/** @param folder empty, removed by the caller */
export async function storeRows(folder: string, tell: (line: string) => void): Promise<Row[]> {
  await createProject(folder, 'Bench');
  tell(`writing ${String(SAMPLES)} samples of generated metadata ...`);
  const ids = writeMadeSamples(folder, 0, SAMPLES);
  const timed = async (): Promise<number> => {
    const from = performance.now();
    const store = await openProject(folder);
    const found = store.samples().length;
    const ms = performance.now() - from;
    if (found !== SAMPLES) throw new Error(`${String(found)} samples were found`);
    await store.close();
    return ms;
  };
  tell('opening without the cache ...');
  const cold = await timed();
  tell('opening with it, three times ...');
  const warm = [await timed(), await timed(), await timed()].sort((a, b) => a - b)[1] ?? 0;
  tell('opening with a cache of which a tenth lies ...');
  for (const id of ids.filter((_, i) => i % 10 === 0))
    appendFileSync(join(folder, 'samples', id, 'sample.json'), '\n');
  const lying = await timed();

  const store = await openProject(folder);
  const samples = store.samples();
  // As the studio does when a project is opened.
  const warmFrom = performance.now();
  warmQueries(samples);
  const warming = performance.now() - warmFrom;
  let slowest = 0;
  let sum = 0;
  let asked = 0;
  for (const order of DATASET_ORDERS) {
    for (const filter of FILTERS) {
      const query: DatasetQuery = {
        filter: { ...NO_DATASET_FILTER, ...filter },
        order,
        offset: 0,
        limit: 200,
      };
      const from = performance.now();
      queryDataset(samples, query);
      const ms = performance.now() - from;
      slowest = Math.max(slowest, ms);
      sum += ms;
      asked += 1;
    }
  }
  tell(`editing ${String(EDITED)} samples in one step, and undoing it ...`);
  const from = performance.now();
  const chosen = samples.filter((s) => s.split !== 'test').slice(0, EDITED);
  await store.bulkEdit(
    { kind: 'edit', ids: chosen.map((s) => s.id), patch: { split: 'test' } },
    control,
  );
  const edit = performance.now() - from;
  const undoFrom = performance.now();
  await store.undo(control);
  const undo = performance.now() - undoFrom;
  await store.close();
  const mb = statSync(join(folder, 'index.jsonl')).size / 1e6;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  return [
    {
      what: `opening a project of 50,000 samples, index cached (${mb.toFixed(0)} MB, every file looked at)`,
      value: seconds(warm),
      target: 'under 3 s',
      met: warm < 3000,
    },
    {
      what: 'the same with 5,000 samples changed by others since',
      value: seconds(lying),
      target: '',
      met: null,
    },
    {
      what: 'the same without index: every file read',
      value: seconds(cold),
      target: '',
      met: null,
    },
    {
      what: `query over 50,000 samples, slowest of ${String(asked)} (mean ${(sum / asked).toFixed(1)} ms; made ready once in ${warming.toFixed(0)} ms at the opening)`,
      value: `${slowest.toFixed(1)} ms`,
      target: 'under 50 ms',
      met: slowest < 50,
    },
    {
      what: 'moving 1,000 samples to another split in one step; undoing it',
      value: `${seconds(edit)}; ${seconds(undo)}`,
      target: '',
      met: null,
    },
  ];
}
