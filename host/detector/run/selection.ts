/** What of a category trains, sets the threshold and tests; what is refused and why. */
import type {
  DetectorConfig,
  RefusedSample,
  TrainingPlan,
  UsedVerdict,
} from '../../../core/contract/schema/detector.js';
import { StudioError } from '../../../core/contract/errors.js';
import { GOOD } from '../../../core/dataset/vocabulary.js';
import { text } from '../../../core/text/index.js';
import { wilson } from '../../../core/anomaly/evaluation/threshold.js';
import { MIN_TRAINING_IMAGES, usesForeground } from '../../../models/teacher-student/config.js';
import type { DataSource, SourceSample } from '../data/source.js';

export interface Selection {
  readonly category: string;
  readonly train: readonly SourceSample[];
  /** Names of those of `train` that came back from a review. */
  readonly fromReview: readonly string[];
  /** That sent samples to training or to the test set. */
  readonly verdicts: readonly UsedVerdict[];
  readonly validation: readonly SourceSample[];
  readonly test: readonly SourceSample[];
  readonly refused: readonly RefusedSample[];
}

/**
 * @param fromReview names of good samples of other splits that reviewers sent back for training
 * @throws StudioError not-found where the category does not exist
 */
export async function selectSamples(
  source: DataSource,
  category: string,
  config: DetectorConfig,
  fromReview: readonly string[] = [],
): Promise<Selection> {
  const all = source.samples(category);
  if (all.length === 0)
    throw new StudioError(
      'not-found',
      text('train.no-category', {
        path: source.path,
        category,
        known: source.categories().join(', '),
      }),
    );
  const refused: RefusedSample[] = [...source.refused(category)];
  const usable: SourceSample[] = [];
  const scale = commonScale(all);
  const byHash = new Map<string, string>();
  for (const sample of all) {
    const why = await refusalOf(sample, config, scale, byHash);
    if (why) refused.push({ sample: sample.name, ...why });
    else usable.push(sample);
  }
  const back = new Set(fromReview);
  const trains = (sample: SourceSample): boolean =>
    sample.split === 'train' || (back.has(sample.name) && sample.anomaly === GOOD);
  const train = usable.filter(trains);
  const test = usable.filter((s) => s.split === 'test' && !trains(s));
  const verdicts = [...(await verdictsOf(train, 'train')), ...(await verdictsOf(test, 'test'))];
  const sentBack = new Set(verdicts.filter(({ use }) => use === 'train').map((v) => v.sample));
  return {
    category,
    train,
    fromReview: train
      .filter((s) => s.split !== 'train' || sentBack.has(s.name))
      .map(({ name }) => name),
    verdicts,
    validation: usable.filter((s) => s.split === 'validation' && s.anomaly === GOOD && !trains(s)),
    test,
    refused,
  };
}

/** Of samples that a verdict sent where they are, and that nobody has moved since. */
async function verdictsOf(
  samples: readonly SourceSample[],
  use: UsedVerdict['use'],
): Promise<UsedVerdict[]> {
  const found: UsedVerdict[] = [];
  for (const sample of samples) {
    const verdict = await sample.verdict();
    if (verdict?.use === use) found.push(verdict);
  }
  return found;
}

async function refusalOf(
  sample: SourceSample,
  config: DetectorConfig,
  scale: number | null,
  byHash: Map<string, string>,
): Promise<Pick<RefusedSample, 'code' | 'reason'> | null> {
  const { anomaly, split, metresPerCount } = sample;
  if (split === 'train' && anomaly !== GOOD)
    return { code: 'anomaly-in-train', reason: text('train.anomaly-in-train', { anomaly }) };
  if (usesForeground(config)) {
    if (!sample.hasDepth) return { code: 'no-depth', reason: text('train.no-depth') };
    if (metresPerCount !== null && scale !== null && metresPerCount !== scale) {
      const mm = (metres: number): string => String(Number((metres * 1000).toPrecision(4)));
      const reason = text('train.other-scale', { mm: mm(metresPerCount), set: mm(scale) });
      return { code: 'other-scale', reason };
    }
  }
  if (split !== 'train') return null;
  try {
    const hash = await sample.hash();
    const other = byHash.get(hash);
    if (other !== undefined)
      return { code: 'duplicate', reason: text('train.duplicate', { other }) };
    byHash.set(hash, sample.name);
    return null;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { code: 'unreadable', reason: error.message };
  }
}

/** The depth scale that most training samples have. */
function commonScale(samples: readonly SourceSample[]): number | null {
  const counts = new Map<number, number>();
  for (const { split, metresPerCount } of samples) {
    if (split !== 'train' || metresPerCount === null) continue;
    counts.set(metresPerCount, (counts.get(metresPerCount) ?? 0) + 1);
  }
  const most = [...counts].sort((a, b) => b[1] - a[1])[0];
  return most?.[0] ?? null;
}

/** The counts of a plan with what stands in its way. */
export function judgeSelection(
  selection: Selection,
): Omit<TrainingPlan, 'estimate' | 'engine' | 'category'> {
  const { train, validation, test, refused, category, fromReview } = selection;
  const blockers: string[] = [];
  const warnings: string[] = [];
  if (train.length < MIN_TRAINING_IMAGES)
    blockers.push(
      text('train.too-few', {
        category,
        count: train.length,
        least: MIN_TRAINING_IMAGES,
        refused: refused.length,
      }),
    );
  if (validation.length === 0) warnings.push(text('train.no-validation'));
  else if (validation.length < 20) {
    const interval = (100 * wilson(0, validation.length)[1]).toFixed(0);
    warnings.push(text('train.few-validation', { count: validation.length, interval }));
  }
  if (test.length === 0) warnings.push(text('train.no-test'));
  return {
    train: train.length,
    fromReview: fromReview.length,
    validation: validation.length,
    testGood: test.filter((sample) => sample.anomaly === GOOD).length,
    testAnomalous: test.filter((sample) => sample.anomaly !== GOOD).length,
    refused: [...refused],
    blockers,
    warnings,
  };
}
