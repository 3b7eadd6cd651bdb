/** State mark and the one line of fact or fault of a tile. Pure. */
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import { tileFact, type TileFact } from '../capture/tray-model.js';
import { percent } from '../state/format.js';
import { LOW_FILL } from './filter-model.js';

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
  return fact;
}
