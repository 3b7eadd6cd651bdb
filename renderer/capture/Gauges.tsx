/** The six gauges under the views, each with mark, value, track, limit in words and 30 seconds. */
import type { ReactElement } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { useCamera, useCapture, useHistory } from '../state/context.js';
import { HISTORY_LENGTH, HISTORY_SECONDS, TRACKED, type Tracked } from '../state/history.js';
import { gaugeModel, type GaugeModel } from './gauge-model.js';
import { useLimits } from './live.js';
import { sparkPath, sparkRange } from './plots.js';

export function Gauges(): ReactElement {
  return (
    <section className="gauges" aria-label={text('capture.gauges')}>
      {TRACKED.map((name) => (
        <Gauge key={name} name={name} />
      ))}
    </section>
  );
}

function Gauge(props: { readonly name: Tracked }): ReactElement {
  const limits = useLimits();
  const session = useCapture(
    useShallow((state) =>
      state.session
        ? {
            firstDistanceMm: state.session.firstDistanceMm,
            medianSharpness: state.session.medianSharpness,
          }
        : null,
    ),
  );
  // The model holds only what is shown, so equal words do not render again.
  const written = useCamera((state) =>
    JSON.stringify(gaugeModel(props.name, { live: state.measures, limits, session })),
  );
  const model = JSON.parse(written) as GaugeModel;
  return (
    <div
      className={`gauge gauge--${model.mark}`}
      role="group"
      aria-label={text(`capture.gauge.${props.name}`)}
    >
      <div className="gauge__name">
        <Mark state={model.mark} label={text(`app.mark.${model.mark}`)} />
        <span>{text(`capture.gauge.${props.name}`)}</span>
      </div>
      <div className="gauge__value">
        {model.value}{' '}
        <small>{[model.unit, model.detail].filter((part) => part !== '').join(', ')}</small>
      </div>
      <Track model={model} />
      <div className="gauge__limit">
        <span className="cut">{model.limit}</span>
        <span>{text('capture.gauge.seconds', { count: HISTORY_SECONDS })}</span>
      </div>
      <Sparkline name={props.name} />
    </div>
  );
}

/** Position on the track as a percentage; percentages keep shapes unstretched at any width. */
function Track(props: { readonly model: GaugeModel }): ReactElement {
  const { track, zone, at } = props.model;
  const share = (value: number): number =>
    Math.max(0, Math.min(1, (value - track[0]) / (track[1] - track[0] || 1))) * 100;
  const from = zone ? share(zone[0]) : 0;
  const to = zone ? share(zone[1]) : 0;
  const pc = (value: number): string => `${value.toFixed(2)}%`;
  return (
    <svg className="gauge__track" aria-hidden="true">
      <rect className="gauge__rail" y="5" width="100%" height="5" rx="2.5" />
      {zone ? (
        <>
          <rect
            className="gauge__zone"
            x={pc(from)}
            y="5"
            width={pc(Math.max(0, to - from))}
            height="5"
          />
          <line className="gauge__ends" x1={pc(from)} x2={pc(from)} y1="2" y2="13" />
          <line className="gauge__ends" x1={pc(to)} x2={pc(to)} y1="2" y2="13" />
        </>
      ) : null}
      {at === null ? null : (
        <svg x={pc(share(at))} overflow="visible">
          <g className="gauge__pointer">
            <path d="M0 10.500l-4.500 5.500h9z" />
            <path d="M-1 3h2v8h-2z" />
          </g>
        </svg>
      )}
    </svg>
  );
}

/** Smallest height of a sparkline in the gauge's unit, so that noise does not look like drift. */
const LEAST: Readonly<Record<Tracked, number>> = {
  tilt: 0.4,
  distance: 2,
  fillRate: 2,
  planeRms: 0.1,
  temporalNoise: 0.1,
  sharpness: 40,
};

function Sparkline(props: { readonly name: Tracked }): ReactElement {
  const values = useHistory(props.name);
  const range = sparkRange(values, LEAST[props.name]);
  const last = values.at(-1) ?? null;
  const y = last === null ? 0 : 24 - ((last - range[0]) / (range[1] - range[0])) * 24;
  return (
    <svg className="gauge__spark" aria-hidden="true">
      <svg viewBox="0 0 150 26" preserveAspectRatio="none">
        <path className="plot__base" d="M0 25.500H150" />
        <path className="gauge__line" d={sparkPath(values, HISTORY_LENGTH, range, 150, 24)} />
      </svg>
      {last === null ? null : <circle className="gauge__now" cx="100%" cy={y} r="1.800" />}
    </svg>
  );
}
