/** Counts per category and part against the plan. */
import { useMemo, type ReactElement } from 'react';
import type { Project } from '../../../core/contract/schema/project.js';
import type { SampleSummary } from '../../../core/contract/schema/sample.js';
import { text } from '../../../core/text/index.js';
import { PlanBars } from '../../plots/PlanBars.js';
import { PlotCard } from '../../plots/PlotCard.js';
import { count } from '../../state/format.js';
import { cellTable, PLAN_PARTS, planRows } from './model.js';

const COLOURS = ['var(--plot-1)', 'var(--plot-3)', 'var(--plot-4)', 'var(--plot-2)'];

export function PlanPlot(props: {
  readonly project: Project;
  readonly samples: readonly SampleSummary[];
}): ReactElement {
  const { project, samples } = props;
  const rows = useMemo(
    () => planRows(project, samples).map((row) => ({ ...row, name: row.category })),
    [project, samples],
  );
  const target = rows.reduce((sum, row) => sum + row.target, 0);
  return (
    <PlotCard
      title={text('stats.plan')}
      note={text(target > 0 ? 'stats.plan.note' : 'stats.plan.noPlan', {
        done: count(samples.length),
        target: count(target),
      })}
      file="counts"
      table={() => ({
        head: ['category', 'split', 'anomaly', 'samples', 'target'],
        rows: cellTable(project, samples),
      })}
      className="plot-card--tall"
    >
      {(width) => (
        <PlanBars
          width={width}
          rows={rows}
          names={PLAN_PARTS.map((part) => text(`stats.part.${part}`))}
          colours={COLOURS}
          label={text('stats.plan.label', { done: count(samples.length), target: count(target) })}
          targetWords={(row) =>
            text('stats.plan.row', {
              name: row.name,
              done: count(row.total),
              target: count(row.target),
            })
          }
        />
      )}
    </PlotCard>
  );
}
