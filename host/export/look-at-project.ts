/** Split proposals and statistics of an open project: every sample looked at once, on all cores. */
import { join } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import type { SplitProposal, SplitRequest } from '../../core/contract/schema/dataset-export.js';
import type { Statistics } from '../../core/contract/schema/dataset-statistics.js';
import type { RegistrationReport } from '../../core/contract/schema/dataset-export.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import type { Signature } from '../../core/capture/signature.js';
import { proposeSplits } from '../../core/dataset/splits.js';
import { countsAgainstPlan, heatmapOf, qualityOverTime } from '../../core/dataset/statistics.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import type { ProjectStore } from '../project/store.js';
import { runPool } from '../workers/pool.js';
import type { LookTask, SampleLook } from './sample-look.js';

export interface LookOptions {
  readonly signal?: AbortSignal;
  /** 0: in this thread. */
  readonly threads?: number;
  readonly looked?: (done: number, total: number) => void;
}

/** @throws StudioError bad-input (all ratios 0), cancelled */
export async function proposeProjectSplits(
  store: ProjectStore,
  { ids, ...request }: SplitRequest,
  options: LookOptions = {},
): Promise<SplitProposal> {
  const { train, validation, test } = request.ratios;
  if (train + validation + test <= 0)
    throw new StudioError('bad-input', 'At least one ratio must be above 0.');
  const wanted = ids === null ? null : new Set(ids);
  const samples = store.samples().filter(({ id }) => wanted?.has(id) ?? true);
  const signatures = new Map<string, Signature>();
  let done = 0;
  await runPool(
    'signature',
    { tasks: samples, ...poolOptions(options) },
    taskOf(store),
    ({ id }, signature) => {
      signatures.set(id, signature);
      options.looked?.(++done, samples.length);
    },
    () => {
      options.looked?.(++done, samples.length);
    },
  );
  return proposeSplits(
    samples.map((sample) => ({ ...sample, signature: signatures.get(sample.id) ?? null })),
    request,
  );
}

/** Samples without depth or calibration, and unreadable ones, are counted. @throws StudioError cancelled */
export async function projectRegistration(
  store: ProjectStore,
  ids: readonly string[],
  options: LookOptions = {},
): Promise<RegistrationReport> {
  const wanted = new Set(ids);
  const samples = store.samples().filter(({ id }) => wanted.has(id));
  const pairs: RegistrationReport['pairs'] = [];
  let done = 0;
  await runPool(
    'registration',
    { tasks: samples, ...poolOptions(options) },
    taskOf(store),
    ({ id }, found) => {
      if (found) pairs.push({ id, ...found });
      options.looked?.(++done, samples.length);
    },
    () => {
      options.looked?.(++done, samples.length);
    },
  );
  pairs.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { pairs, unchecked: samples.length - pairs.length };
}

/** @throws StudioError cancelled */
export async function projectStatistics(
  store: ProjectStore,
  categories: readonly string[] | null,
  options: LookOptions = {},
): Promise<Statistics> {
  const chosen = categories === null ? null : new Set(categories);
  const of = <T extends { readonly category: string }>(list: readonly T[]): T[] =>
    list.filter(({ category }) => chosen?.has(category) ?? true);
  const samples = of(store.samples());
  const anomalous = samples.filter(({ anomaly }) => anomaly !== GOOD);
  const looks = new Map<string, SampleLook>();
  const unreadable: Statistics['unreadable'] = [];
  let done = 0;
  await runPool(
    'regions',
    { tasks: anomalous, ...poolOptions(options) },
    taskOf(store),
    ({ id }, look) => {
      looks.set(id, look);
      options.looked?.(++done, anomalous.length);
    },
    ({ id }, error) => {
      unreadable.push({ sampleId: id, reason: error.message });
      options.looked?.(++done, anomalous.length);
    },
  );
  const seen = anomalous
    .flatMap((sample) => {
      const look = looks.get(sample.id);
      return look ? [{ sample, look }] : [];
    })
    .sort((a, b) => (a.sample.id < b.sample.id ? -1 : 1));
  return {
    samples: samples.length,
    counts: countsAgainstPlan(of(store.project().plan), samples),
    regions: seen.flatMap(({ sample: { id, category, anomaly }, look }) =>
      look.regions.map((region) => ({ sampleId: id, category, anomaly, ...region })),
    ),
    heatmap: heatmapOf(seen.map(({ look }) => look.cells).filter((cells) => cells.length > 0)),
    quality: qualityOverTime(samples),
    agreement: seen.flatMap(({ sample, look }) =>
      look.agreement.map((pair) => ({ sampleId: sample.id, ...pair })),
    ),
    unreadable,
  };
}

function taskOf(store: ProjectStore): (sample: SampleSummary) => LookTask {
  const cache = join(store.path, '.cache');
  return ({ id }) => ({ folder: join(store.path, 'samples', id), cache });
}

function poolOptions({ signal, threads }: LookOptions): { signal?: AbortSignal; threads?: number } {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(threads === undefined ? {} : { threads }),
  };
}
