/** Beside the counts: areas, positions and fill rate of what is shown. The rest is in Statistics. */
import { useMemo, type ReactElement } from 'react';
import type { Project } from '../../core/contract/schema/project.js';
import { AreaPlot } from './statistics/AreaPlot.js';
import { regionsOf } from './statistics/model.js';
import { PositionPlot } from './statistics/PositionPlot.js';
import { QualityPlot } from './statistics/QualityPlot.js';
import { waitingWords } from './statistics/StatisticsTab.js';
import { useStatistics } from './statistics/useStatistics.js';
import { useShownSamples } from './useShownSamples.js';

export function Overview(props: { readonly project: Project }): ReactElement {
  const { project } = props;
  const state = useStatistics();
  const samples = useShownSamples();
  const regions = useMemo(() => {
    const shown = new Set(samples.map(({ id }) => id));
    return state.value ? regionsOf(state.value, shown) : [];
  }, [state.value, samples]);
  const waiting = waitingWords(state);
  return (
    <div className="overview">
      <AreaPlot project={project} regions={regions} height={150} waiting={waiting} />
      <div className="overview__pair">
        <PositionPlot statistics={state.value} height={118} waiting={waiting} compact />
        <QualityPlot project={project} samples={samples} measure="fillRate" height={126} compact />
      </div>
    </div>
  );
}
