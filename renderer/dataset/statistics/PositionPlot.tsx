/** Where in the picture anomalies lie. */
import type { ReactElement } from 'react';
import type { Statistics } from '../../../core/contract/schema/dataset-statistics.js';
import { text } from '../../../core/text/index.js';
import { HeatGrid } from '../../plots/HeatGrid.js';
import { PlotCard } from '../../plots/PlotCard.js';
import { count, fixed } from '../../state/format.js';

export function PositionPlot(props: {
  readonly statistics: Statistics | null;
  readonly height: number;
  /** Without the note, where there is no room for it. */
  readonly compact?: boolean;
  readonly waiting: string | null;
}): ReactElement {
  const heatmap = props.statistics?.heatmap;
  const none = heatmap === undefined || heatmap.samples === 0;
  return (
    <PlotCard
      title={text('stats.positions')}
      note={
        none || props.compact === true
          ? ''
          : text('stats.positions.note', { samples: count(heatmap.samples) })
      }
      file="anomaly-positions"
      empty={props.waiting ?? (none ? text('stats.noAnomalies') : null)}
      table={() => ({
        head: ['column', 'row', 'samples'],
        rows: (heatmap?.values ?? []).map((value, i) => [
          i % (heatmap?.columns ?? 1),
          Math.floor(i / (heatmap?.columns ?? 1)),
          value,
        ]),
      })}
    >
      {(width) =>
        heatmap === undefined ? null : (
          <HeatGrid
            width={width}
            height={props.height}
            columns={heatmap.columns}
            rows={heatmap.rows}
            values={heatmap.values}
            aspect={heatmap.columns / heatmap.rows}
            unit={text('stats.positions.unit')}
            label={text('stats.positions.label', {
              samples: count(heatmap.samples),
              most: fixed(Math.max(...heatmap.values), 0),
            })}
          />
        )
      }
    </PlotCard>
  );
}
