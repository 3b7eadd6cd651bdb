/** A measure of samples in the order they were taken: points, their running median, the gate's line. */
import type { ReactElement } from 'react';
import { fixed } from '../state/format.js';
import { niceTicks, runningMedian, tickDigits } from './axis.js';

const EDGE = { left: 40, right: 12, top: 8, bottom: 22 };
/** More points than this are drawn as every n-th; the median is of all. */
const MOST_POINTS = 1500;
/** Width for two dates beside each other. */
const BOTH_DATES = 150;

export interface TimePoint {
  readonly id: string;
  readonly at: string;
  readonly value: number;
}

export function TimeSeries(props: {
  readonly width: number;
  readonly height: number;
  readonly points: readonly TimePoint[];
  readonly digits: number;
  /** Limit in words and value; null where there is none. */
  readonly limit: {
    readonly value: number;
    readonly words: string;
    readonly below: boolean;
  } | null;
  readonly from: string;
  readonly to: string;
  readonly label: string;
}): ReactElement {
  const { width, height, points, limit } = props;
  const inner = { width: width - EDGE.left - EDGE.right, height: height - EDGE.top - EDGE.bottom };
  const values = points.map((point) => point.value);
  const reach = limit ? [...values, limit.value] : values;
  const low = reach.reduce((a, b) => Math.min(a, b), Infinity);
  const high = reach.reduce((a, b) => Math.max(a, b), -Infinity);
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  const [bottom, top] = [low - pad, high + pad];
  const x = (i: number): number =>
    EDGE.left + (points.length < 2 ? inner.width / 2 : (inner.width * i) / (points.length - 1));
  const y = (value: number): number =>
    EDGE.top + inner.height * (1 - (value - bottom) / (top - bottom));
  const ticks = niceTicks(bottom, top, Math.max(2, Math.floor(inner.height / 28)));
  const digits = Math.max(props.digits, tickDigits(ticks));
  const step = Math.ceil(points.length / MOST_POINTS);
  const median = runningMedian(values, Math.max(5, Math.round(points.length / 60)));
  const line = median
    .map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`)
    .filter((_, i) => i % Math.max(1, Math.floor(points.length / 400)) === 0 || i === 0)
    .join('');
  const outside = (value: number): boolean =>
    limit !== null && (limit.below ? value < limit.value : value > limit.value);
  const limitY = limit ? y(limit.value) : 0;
  return (
    <svg
      className="chart"
      width={width}
      height={height}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      role="img"
      aria-label={props.label}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <path
            className="chart__grid"
            d={`M${String(EDGE.left)} ${y(tick).toFixed(1)}H${String(width - EDGE.right)}`}
          />
          <text className="chart__tick" x={EDGE.left - 6} y={y(tick) + 4} textAnchor="end">
            {fixed(tick, digits)}
          </text>
        </g>
      ))}
      <path
        className="chart__points"
        d={points
          .map((point, i) =>
            i % step === 0 && !outside(point.value)
              ? `M${x(i).toFixed(1)} ${y(point.value).toFixed(1)}h0`
              : '',
          )
          .join('')}
      />
      <path className="chart__line" d={line} />
      <path
        className="chart__points chart__points--out"
        d={points
          .map((point, i) =>
            outside(point.value) ? `M${x(i).toFixed(1)} ${y(point.value).toFixed(1)}h0` : '',
          )
          .join('')}
      />
      {limit ? (
        <>
          <path
            className="chart__limit"
            d={`M${String(EDGE.left)} ${limitY.toFixed(1)}H${String(width - EDGE.right)}`}
          />
          <text
            className="chart__limit-name"
            x={width - EDGE.right - 2}
            y={
              limitY + 13 > height - EDGE.bottom || (!limit.below && limitY > 18)
                ? limitY - 5
                : limitY + 13
            }
            textAnchor="end"
          >
            {limit.words}
          </text>
        </>
      ) : null}
      {inner.width < BOTH_DATES ? null : (
        <text className="chart__tick" x={EDGE.left} y={height - 6}>
          {props.from}
        </text>
      )}
      <text className="chart__tick" x={width - EDGE.right} y={height - 6} textAnchor="end">
        {props.to}
      </text>
    </svg>
  );
}
