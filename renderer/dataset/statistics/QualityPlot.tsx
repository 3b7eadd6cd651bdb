/** A measure of quality over time, with the gate's limit. */
import { useMemo, type ReactElement } from 'react';
import type { Project } from '../../../core/contract/schema/project.js';
import type { SampleSummary } from '../../../core/contract/schema/sample.js';
import { text } from '../../../core/text/index.js';
import { PlotCard } from '../../plots/PlotCard.js';
import { TimeSeries } from '../../plots/TimeSeries.js';
import { count, day, fixed, percent } from '../../state/format.js';
import { median, timePoints, type Measure } from './model.js';

const DIGITS: Readonly<Record<Measure, number>> = {
  fillRate: 0,
  tiltDeg: 1,
  distanceMm: 0,
  sharpness: 0,
};

function limitOf(
  project: Project,
  measure: Measure,
): { value: number; words: string; below: boolean } | null {
  const { gates } = project;
  if (measure === 'fillRate' && gates.fillRate !== null)
    return {
      value: gates.fillRate * 100,
      words: text('stats.gate', { limit: `${percent(gates.fillRate, 0)} %` }),
      below: true,
    };
  if (measure === 'tiltDeg' && gates.tiltDeg !== null)
    return {
      value: gates.tiltDeg,
      words: text('stats.gate', { limit: `${fixed(gates.tiltDeg, 1)}°` }),
      below: false,
    };
  return null;
}

export function QualityPlot(props: {
  readonly project: Project;
  readonly samples: readonly SampleSummary[];
  readonly measure: Measure;
  readonly height: number;
  /** Without the note, where there is no room for it. */
  readonly compact?: boolean;
}): ReactElement {
  const { project, samples, measure } = props;
  const points = useMemo(() => timePoints(samples, measure), [samples, measure]);
  const first = points[0];
  const last = points.at(-1);
  const title = text(`stats.quality.${measure}`);
  const middle = median(points.map((point) => point.value));
  return (
    <PlotCard
      title={title}
      note={
        props.compact === true ? '' : text('stats.quality.note', { count: count(points.length) })
      }
      file={`quality-${measure}`}
      empty={points.length === 0 ? text('stats.notMeasured') : null}
      table={() => ({
        head: ['sample', 'taken_at', measure === 'fillRate' ? 'fill_rate_percent' : measure],
        rows: points.map((point) => [point.id, point.at, point.value]),
      })}
    >
      {(width) => (
        <TimeSeries
          width={width}
          height={props.height}
          points={points}
          digits={DIGITS[measure]}
          limit={limitOf(project, measure)}
          from={first ? day(first.at) : ''}
          to={last ? day(last.at) : ''}
          label={text('stats.quality.label', {
            title,
            count: count(points.length),
            median: fixed(middle, DIGITS[measure] + 1),
          })}
        />
      )}
    </PlotCard>
  );
}
