/** Statistics as pictures: counts, areas, depths, positions, quality over time, agreement. */
import { useMemo, type ReactElement } from 'react';
import type { Project } from '../../../core/contract/schema/project.js';
import { text } from '../../../core/text/index.js';
import { Mark } from '../../controls/Mark.js';
import { count } from '../../state/format.js';
import { useShownSamples } from '../useShownSamples.js';
import { AgreementPlot } from './AgreementPlot.js';
import { AreaPlot, DepthPlot } from './AreaPlot.js';
import { regionsOf } from './model.js';
import { PlanPlot } from './PlanPlot.js';
import { PositionPlot } from './PositionPlot.js';
import { QualityPlot } from './QualityPlot.js';
import { useStatistics, type StatisticsState } from './useStatistics.js';

/** What stands in place of a plot that waits for the masks to be read; null when it need not. */
export function waitingWords(state: StatisticsState): string | null {
  if (state.value) return null;
  if (state.error) return state.error.message;
  return state.progress && state.progress.total > 0
    ? text('stats.reading', {
        done: count(state.progress.done),
        total: count(state.progress.total),
      })
    : text('app.loading');
}

export function StatisticsTab(props: { readonly project: Project }): ReactElement {
  const { project } = props;
  const state = useStatistics();
  const samples = useShownSamples();
  const shown = useMemo(() => new Set(samples.map(({ id }) => id)), [samples]);
  const regions = useMemo(
    () => (state.value ? regionsOf(state.value, shown) : []),
    [state.value, shown],
  );
  const agreement = useMemo(
    () => state.value?.agreement.filter((entry) => shown.has(entry.sampleId)) ?? [],
    [state.value, shown],
  );
  const waiting = waitingWords(state);
  const unreadable = state.value?.unreadable ?? [];
  return (
    <div className="statistics" aria-busy={state.loading}>
      {unreadable.length > 0 ? (
        <p className="hint statistics__note">
          <Mark state="warn" label={text('app.mark.warn')} />
          {text('stats.unreadable', {
            count: count(unreadable.length),
            reason: unreadable[0]?.reason ?? '',
          })}
        </p>
      ) : null}
      <div className="statistics__grid">
        <PlanPlot project={project} samples={samples} />
        <AreaPlot project={project} regions={regions} height={176} waiting={waiting} />
        <DepthPlot project={project} regions={regions} height={176} waiting={waiting} />
        <PositionPlot statistics={state.value} height={176} waiting={waiting} />
        <AgreementPlot agreement={agreement} height={176} waiting={waiting} />
        <QualityPlot project={project} samples={samples} measure="fillRate" height={160} />
        <QualityPlot project={project} samples={samples} measure="tiltDeg" height={160} />
        <QualityPlot project={project} samples={samples} measure="distanceMm" height={160} />
        <QualityPlot project={project} samples={samples} measure="sharpness" height={160} />
      </div>
    </div>
  );
}
