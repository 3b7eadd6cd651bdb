/** How well two people agree on the same sample: overlap of their masks. */
import { useMemo, type ReactElement } from 'react';
import type { Statistics } from '../../../core/contract/schema/dataset-statistics.js';
import { text } from '../../../core/text/index.js';
import { stack } from '../../plots/axis.js';
import { PlotCard } from '../../plots/PlotCard.js';
import { StackedBars } from '../../plots/StackedBars.js';
import { count, fixed } from '../../state/format.js';
import { median } from './model.js';

const BINS = Array.from({ length: 20 }, (_, i) => ({ from: i / 20, to: (i + 1) / 20 }));

export function AgreementPlot(props: {
  readonly agreement: Statistics['agreement'];
  readonly height: number;
  readonly waiting: string | null;
}): ReactElement {
  const { agreement } = props;
  const model = useMemo(() => {
    const items = agreement.map((entry) => ({
      name: `${entry.first}, ${entry.second}`,
      value: entry.iou,
    }));
    const names = [...new Set(items.map((item) => item.name))].sort();
    return { names, bins: stack(BINS, items, names), values: items.map((item) => item.value) };
  }, [agreement]);
  const middle = median(model.values);
  return (
    <PlotCard
      title={text('stats.agreement')}
      note={
        agreement.length === 0
          ? ''
          : text('stats.agreement.note', {
              count: count(agreement.length),
              median: fixed(middle, 2),
            })
      }
      file="annotator-agreement"
      empty={props.waiting ?? (agreement.length === 0 ? text('stats.agreement.none') : null)}
      table={() => ({
        head: ['sample', 'first', 'second', 'iou'],
        rows: agreement.map((entry) => [entry.sampleId, entry.first, entry.second, entry.iou]),
      })}
    >
      {(width) => (
        <StackedBars
          width={width}
          height={props.height}
          bins={model.bins}
          names={model.names}
          colours={['var(--plot-1)', 'var(--plot-2)', 'var(--plot-3)', 'var(--plot-4)']}
          scale="linear"
          unit=""
          label={text('stats.agreement.label', {
            count: count(agreement.length),
            median: fixed(middle, 2),
          })}
        />
      )}
    </PlotCard>
  );
}
