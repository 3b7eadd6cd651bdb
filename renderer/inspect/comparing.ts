/** The other side of a comparison: the nearest good part, or the same part by another model. */
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import type { Compared, Comparison } from '../state/inspect.js';
import type { Studio } from '../state/studio.js';
import { problemOf } from './problem.js';

export async function compareWith(studio: Studio, comparison: Comparison | null): Promise<void> {
  studio.inspect.getState().actions.set({ comparison, compared: null });
  await refreshComparison(studio);
}

/** The key: the nearest good part beside this one, or nothing. */
export function toggleGood(studio: Studio): void {
  const { comparison } = studio.inspect.getState();
  void compareWith(studio, comparison ? null : { kind: 'good' });
}

/** For the sample that is selected now; an answer for another one is dropped. */
export async function refreshComparison(studio: Studio): Promise<void> {
  const { comparison, selected, model } = studio.inspect.getState();
  if (!comparison || selected === null || model === null) return;
  const show = (compared: Omit<Compared, 'of'>): void => {
    const now = studio.inspect.getState();
    if (now.comparison === comparison && now.selected === selected && now.model === model)
      now.actions.set({ compared: { of: comparison, ...compared } });
  };
  try {
    const other =
      comparison.kind === 'model'
        ? { sample: selected, model: comparison.model }
        : { sample: await nearestGood(studio, selected), model };
    // The picture at once, its heat when it is ready.
    show({ sample: other.sample, inspection: null, problem: null });
    const inspection = await studio.link.call('inspect.sample', other);
    show({ sample: other.sample, inspection, problem: null });
  } catch (error) {
    if (error instanceof StudioError && error.code === 'cancelled') return;
    show({
      sample: selected,
      inspection: null,
      problem: problemOf(error),
    });
  }
}

async function nearestGood(studio: Studio, sample: string): Promise<string> {
  const { nearest } = await studio.link.call('inspect.nearestGood', { sample });
  if (!nearest)
    throw new StudioError('not-found', text('inspect.noGood.message'), text('inspect.noGood.hint'));
  return nearest.sample;
}
