/** State mark and the one line of fact or fault of a tile. Pure. */
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import type { WorkState } from '../../core/contract/schema/work.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { tileFact, type TileFact } from '../capture/tray-model.js';
import type { MarkState } from '../controls/Mark.js';
import { percent } from '../state/format.js';
import { LOW_FILL } from '../../core/dataset/query.js';

export function sampleFact(sample: SampleSummary): TileFact {
  const fact = tileFact(sample);
  if (fact.tone !== 'plain') return fact;
  if (!sample.hasDepth)
    return {
      mark: 'off',
      markLabel: text('dataset.flag.noDepth'),
      line: text('dataset.flag.noDepth'),
      tone: 'warn',
    };
  const fill = sample.measures?.fillRate;
  if (fill !== undefined && fill < LOW_FILL)
    return {
      mark: 'warn',
      markLabel: text('dataset.fact.fill', { fill: percent(fill) }),
      line: text('dataset.fact.fill', { fill: percent(fill) }),
      tone: 'warn',
    };
  // The annotation's state stands for the sample where nothing is wrong with it.
  const { state } = sample.work;
  if (state === 'new' && sample.anomaly === GOOD) return fact;
  return { ...fact, mark: STATE_MARKS[state], markLabel: text(`dataset.state.${state}`) };
}

export const STATE_MARKS = {
  new: 'new',
  'in-progress': 'half',
  done: 'done',
  checked: 'pass',
} as const satisfies Record<WorkState, MarkState>;
