/** How runs are named, counted and written; pure. */
import {
  type DetectorConfig,
  type ModelSummary,
  type RunProgress,
  type RunSummary,
} from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import type { MarkState } from '../controls/Mark.js';
import type { TrainState } from '../state/train.js';

export const STATE_MARK: Readonly<Record<RunSummary['state'], MarkState>> = {
  queued: 'new',
  running: 'half',
  paused: 'unsure',
  interrupted: 'warn',
  done: 'done',
  failed: 'fail',
  cancelled: 'off',
};

const MOST_SEEDS = 50;
const LARGEST_SEED = 2_147_483_647;

/** Seeds as written, each once; null where one is not a whole number in range, or there is none. */
export function parseSeeds(written: string): readonly number[] | null {
  const words = written.split(/[\s,;]+/).filter((word) => word !== '');
  const seeds = [...new Set(words.map(Number))];
  const right = seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED);
  return right && seeds.length > 0 && seeds.length <= MOST_SEEDS ? seeds : null;
}

/** 42 s, 5 min 40 s, 1 h 2 min: two parts at most. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${String(whole)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 10 && whole % 60 !== 0) return `${String(minutes)} min ${String(whole % 60)} s`;
  const rounded = Math.round(whole / 60);
  if (rounded < 60) return `${String(rounded)} min`;
  const hours = Math.floor(rounded / 60);
  return rounded % 60 === 0
    ? `${String(hours)} h`
    : `${String(hours)} h ${String(rounded % 60)} min`;
}

/** Nothing goes on any more, though it may be resumed. */
export function isOver(state: RunSummary['state']): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

export function presetWord(name: DetectorConfig['preset']): string {
  return text(`trainPage.preset.${name}`);
}

export function runName(run: RunSummary): string {
  if (run.kind === 'train') return run.model ?? run.id;
  return run.category === 'all'
    ? text('trainPage.evaluation.all')
    : text('trainPage.evaluation', { category: run.category });
}

export function runWhat({ config }: RunSummary): string {
  if (!config) return '';
  return text('trainPage.what', {
    preset: presetWord(config.preset),
    scales: config.scales.join(' '),
    seed: config.seed,
  });
}

/** Runs of the category that is chosen, newest first; all where none is. */
export function shownRuns({
  runs,
  draft,
}: Pick<TrainState, 'runs' | 'draft'>): readonly RunSummary[] {
  if (draft.category === null) return runs;
  return runs.filter(({ category }) => category === draft.category || category === 'all');
}

export function modelOf(
  run: RunSummary | null,
  models: readonly ModelSummary[],
): ModelSummary | null {
  return models.find(({ name }) => name === run?.model) ?? null;
}

/** Models of the checked runs; of the one in sight where none is checked. */
export function modelNames(
  state: Pick<TrainState, 'runs' | 'checked' | 'selected' | 'models'>,
): string[] {
  const ids = state.checked.size > 0 ? state.checked : new Set([state.selected]);
  const names = state.runs
    .filter(({ id }) => ids.has(id))
    .flatMap((run) => modelOf(run, state.models)?.name ?? []);
  return [...new Set(names)].sort();
}

/** How much of a run is done, from 0 to 1. */
export function shareOf(run: RunSummary, progress: RunProgress | null): number {
  if (run.state === 'done') return 1;
  if (progress) return progress.share;
  const spent = run.stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const left = run.stages.reduce((sum, stage) => sum + (stage.remainingSeconds ?? 0), 0);
  return spent + left === 0 ? 0 : spent / (spent + left);
}

/** Sides of a map with `side` cells at the scales. */
export function mapSides(side: number, scales: readonly number[]): number[] {
  return scales.map((scale) => side / scale);
}

/** Scales that divide a map, as chips offer them. */
export function possibleScales(mapSide: number): number[] {
  return [1, 2, 3, 4, 6, 8, 12].filter((scale) => mapSide % scale === 0 && scale <= mapSide / 2);
}
