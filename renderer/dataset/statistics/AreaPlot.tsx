/** Areas of anomalies in mm² on a logarithmic axis, stacked by type. */
import { useMemo, type ReactElement } from 'react';
import type { Project } from '../../../core/contract/schema/project.js';
import { text } from '../../../core/text/index.js';
import { linearBins, logBins, stack } from '../../plots/axis.js';
import { PlotCard } from '../../plots/PlotCard.js';
import { StackedBars } from '../../plots/StackedBars.js';
import { count, fixed } from '../../state/format.js';
import { anomalyColours, anomalyNames, median, type Region } from './model.js';

const PER_DECADE = 10;

export function AreaPlot(props: {
  readonly project: Project;
  readonly regions: readonly Region[];
  readonly height: number;
  readonly waiting: string | null;
}): ReactElement {
  const { project, regions } = props;
  const model = useMemo(() => {
    const items = regions.flatMap((region) =>
      region.areaMm2 === null ? [] : [{ name: region.anomaly, value: region.areaMm2 }],
    );
    const names = anomalyNames(project, regions);
    const values = items.map((item) => item.value);
    return { items, names, values, bins: stack(logBins(values, PER_DECADE), items, names) };
  }, [project, regions]);
  const samples = new Set(regions.map((region) => region.sampleId)).size;
  const middle = median(model.values);
  return (
    <PlotCard
      title={text('stats.area')}
      note={text('stats.area.note', { samples: count(samples) })}
      file="anomaly-area"
      empty={props.waiting ?? (model.items.length === 0 ? text('stats.noAnomalies') : null)}
      table={() => ({
        head: ['sample', 'category', 'anomaly', 'area_px', 'area_mm2'],
        rows: regions.map((region) => [
          region.sampleId,
          region.category,
          region.anomaly,
          region.areaPx,
          region.areaMm2,
        ]),
      })}
    >
      {(width) => (
        <StackedBars
          width={width}
          height={props.height}
          bins={model.bins}
          names={model.names}
          colours={anomalyColours(project, model.names)}
          scale="log"
          unit="mm²"
          label={text('stats.area.label', {
            count: count(model.items.length),
            median: fixed(middle, 1),
          })}
        />
      )}
    </PlotCard>
  );
}

/** Depths of anomalies in mm: how far they lie below or above the surface around them. */
export function DepthPlot(props: {
  readonly project: Project;
  readonly regions: readonly Region[];
  readonly height: number;
  readonly waiting: string | null;
}): ReactElement {
  const { project, regions } = props;
  const model = useMemo(() => {
    const items = regions.flatMap((region) =>
      region.depthMm === null ? [] : [{ name: region.anomaly, value: region.depthMm }],
    );
    const names = anomalyNames(project, regions);
    const values = items.map((item) => item.value);
    return { items, names, values, bins: stack(linearBins(values, 18), items, names) };
  }, [project, regions]);
  return (
    <PlotCard
      title={text('stats.depth')}
      note={text('stats.depth.note')}
      file="anomaly-depth"
      empty={props.waiting ?? (model.items.length === 0 ? text('stats.noDepths') : null)}
      table={() => ({
        head: ['sample', 'category', 'anomaly', 'median_depth_mm', 'deepest_mm'],
        rows: regions.map((region) => [
          region.sampleId,
          region.category,
          region.anomaly,
          region.depthMm,
          region.deepestMm,
        ]),
      })}
    >
      {(width) => (
        <StackedBars
          width={width}
          height={props.height}
          bins={model.bins}
          names={model.names}
          colours={anomalyColours(project, model.names)}
          scale="linear"
          unit="mm"
          label={text('stats.depth.label', {
            count: count(model.items.length),
            median: fixed(median(model.values), 2),
          })}
        />
      )}
    </PlotCard>
  );
}
