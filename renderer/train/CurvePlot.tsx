/** Lines over epochs with their names at the end and a reading under the pointer or by arrow keys. */
import { useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { logTicks, niceTicks, tickDigits } from '../plots/axis.js';

export interface Curve {
  readonly key: string;
  readonly name: string;
  /** Epoch and value. */
  readonly points: readonly (readonly [number, number])[];
}

const EDGE = { left: 46, right: 118, top: 12, bottom: 24 };
/** Lines differ by pattern as well as by colour. */
export const DASHES = ['', '7 4', '2 3', '9 3 2 3', '4 2', '1 3'] as const;
const LABEL_GAP = 15;

interface Scale {
  readonly ticks: readonly number[];
  y(value: number): number;
}

export function CurvePlot(props: {
  readonly width: number;
  readonly height: number;
  readonly curves: readonly Curve[];
  /** The last epoch there will be. */
  readonly epochs: number;
  readonly scale: 'log' | 'linear';
  readonly label: string;
  /** Epoch of the last checkpoint. */
  readonly checkpoint?: number | null;
}): ReactElement {
  const { width, height, curves, epochs } = props;
  const [at, setAt] = useState<number | null>(null);
  const inner = { width: width - EDGE.left - EDGE.right, height: height - EDGE.top - EDGE.bottom };
  const last = Math.max(1, ...curves.map(({ points }) => points.at(-1)?.[0] ?? 1));
  const right = Math.max(2, epochs, last);
  const x = (epoch: number): number => EDGE.left + (inner.width * (epoch - 1)) / (right - 1);
  const { ticks, y } = scaleOf(curves, props.scale, inner.height);
  const digits = tickDigits(ticks);
  const xTicks = niceTicks(0, right, Math.max(2, Math.floor(inner.width / 70)))
    .map((tick) => Math.max(1, Math.round(tick)))
    .filter((tick, i, all) => all.indexOf(tick) === i);
  const labels = spread(
    curves.map((curve) => ({ curve, end: curve.points.at(-1) })),
    y,
    [EDGE.top + 4, EDGE.top + inner.height],
  );
  const reading = at === null ? null : readingAt(curves, at);
  const move = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const epoch = 1 + ((event.clientX - box.left - EDGE.left) / inner.width) * (right - 1);
    setAt(
      epoch < 0.5 || epoch > last + 0.5 ? null : Math.max(1, Math.min(last, Math.round(epoch))),
    );
  };
  const step = (event: KeyboardEvent<SVGSVGElement>): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last }[event.key];
    if (event.key === 'Escape') setAt(null);
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setAt(Math.max(1, Math.min(last, (at ?? last) + (at === null ? 0 : by))));
  };
  return (
    <svg
      className="chart curves"
      width={width}
      height={height}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-valuemin={1}
      aria-valuemax={last}
      aria-valuenow={at ?? last}
      aria-valuetext={spoken(curves, at ?? last)}
      onPointerMove={move}
      onPointerLeave={() => {
        setAt(null);
      }}
      onKeyDown={step}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <path
            className="chart__grid"
            d={`M${String(EDGE.left)} ${y(tick).toFixed(1)}h${String(inner.width)}`}
          />
          <text x={EDGE.left - 7} y={y(tick) + 4} textAnchor="end">
            {props.scale === 'log' ? String(tick) : tick.toFixed(digits)}
          </text>
        </g>
      ))}
      {last < right ? (
        <rect
          className="curves__future"
          x={x(last)}
          y={EDGE.top}
          width={x(right) - x(last)}
          height={inner.height}
        />
      ) : null}
      <path
        className="chart__base"
        d={`M${String(EDGE.left)} ${String(EDGE.top + inner.height)}h${String(inner.width)}`}
      />
      {xTicks.map((tick) => (
        <text key={tick} x={x(tick)} y={height - 6} textAnchor="middle">
          {tick}
        </text>
      ))}
      {props.checkpoint == null ? null : (
        <g>
          <path
            className="curves__checkpoint"
            d={`M${x(props.checkpoint).toFixed(1)} ${String(EDGE.top)}v${String(inner.height)}`}
          />
          <text x={x(props.checkpoint) - 5} y={EDGE.top + 10} textAnchor="end">
            {text('trainPage.loss.checkpoint', { epoch: props.checkpoint })}
          </text>
        </g>
      )}
      {curves.map(({ key, points }, i) => (
        <path
          key={key}
          className={`curves__line curves__line--${String((i % 6) + 1)}`}
          strokeDasharray={DASHES[i % DASHES.length]}
          d={pathOf(points, x, y)}
        />
      ))}
      {labels.map(({ curve, end, top }, i) => (
        <g key={curve.key}>
          <circle
            className={`curves__dot curves__dot--${String((i % 6) + 1)}`}
            cx={x(end[0])}
            cy={y(end[1])}
            r={3}
          />
          <path
            className="curves__lead"
            d={`M${(x(end[0]) + 5).toFixed(1)} ${y(end[1]).toFixed(1)}L${(x(end[0]) + 16).toFixed(1)} ${(top - 4).toFixed(1)}`}
          />
          <text className="curves__name" x={x(end[0]) + 19} y={top}>
            {curve.name} <tspan className="curves__value">{short(end[1])}</tspan>
          </text>
        </g>
      ))}
      {reading === null || at === null ? null : (
        <Reading
          x={x(at)}
          right={EDGE.left + inner.width}
          at={at}
          rows={reading}
          height={inner.height}
        />
      )}
    </svg>
  );
}

function Reading(props: {
  readonly x: number;
  readonly right: number;
  readonly at: number;
  readonly rows: readonly { readonly name: string; readonly value: number }[];
  readonly height: number;
}): ReactElement {
  const wide = 124;
  const left =
    props.x + 10 + wide > props.right + EDGE.right - 8 ? props.x - 10 - wide : props.x + 10;
  return (
    <g className="curves__reading" aria-hidden="true">
      <path d={`M${props.x.toFixed(1)} ${String(EDGE.top)}v${String(props.height)}`} />
      <rect x={left} y={EDGE.top + 2} width={wide} height={22 + props.rows.length * 15} rx={4} />
      <text className="curves__at" x={left + 8} y={EDGE.top + 17}>
        {text('trainPage.loss.epoch', { epoch: props.at })}
      </text>
      {props.rows.map(({ name, value }, i) => (
        <text key={name} x={left + 8} y={EDGE.top + 33 + i * 15}>
          {name} <tspan className="curves__value">{short(value)}</tspan>
        </text>
      ))}
    </g>
  );
}

function readingAt(
  curves: readonly Curve[],
  epoch: number,
): readonly { name: string; value: number }[] {
  return curves.flatMap(({ name, points }) => {
    const found = points.find(([e]) => e === epoch);
    return found ? [{ name, value: found[1] }] : [];
  });
}

function spoken(curves: readonly Curve[], epoch: number): string {
  return readingAt(curves, epoch)
    .map(({ name, value }) => text('trainPage.loss.spoken', { name, value: short(value), epoch }))
    .join(', ');
}

function scaleOf(curves: readonly Curve[], scale: 'log' | 'linear', height: number): Scale {
  const values = curves.flatMap(({ points }) => points.map(([, value]) => value));
  if (scale === 'log') {
    const positive = values.filter((value) => value > 0);
    const low = Math.min(...(positive.length > 0 ? positive : [0.1])) * 0.85;
    const high = Math.max(...(positive.length > 0 ? positive : [1])) * 1.1;
    const span = Math.log(high / low) || 1;
    const all = logTicks(low, high);
    const decades = all.filter((tick) => /^1(e|0*$)|^0\.0*1$/.test(String(tick)));
    return {
      ticks: decades.length >= 3 || all.length > 7 ? decades : all,
      y: (value) => EDGE.top + height * (1 - Math.log(Math.max(value, low) / low) / span),
    };
  }
  const low = Math.min(...(values.length > 0 ? values : [0]));
  const high = Math.max(...(values.length > 0 ? values : [1]));
  const ease = (high - low || Math.abs(high) || 1) * 0.06;
  return {
    ticks: niceTicks(low - ease, high + ease, Math.max(2, height / 44)),
    y: (value) => EDGE.top + height * (1 - (value - low + ease) / (high - low + 2 * ease)),
  };
}

function pathOf(
  points: Curve['points'],
  x: (epoch: number) => number,
  y: (value: number) => number,
): string {
  return points
    .map(
      ([epoch, value], i) => `${i === 0 ? 'M' : 'L'}${x(epoch).toFixed(1)} ${y(value).toFixed(1)}`,
    )
    .join('');
}

/** Places of the names at the ends of their lines: in the order of the curves, none over another. */
function spread(
  ends: readonly { readonly curve: Curve; readonly end: readonly [number, number] | undefined }[],
  y: (value: number) => number,
  [top, bottom]: readonly [number, number],
): { curve: Curve; end: readonly [number, number]; top: number }[] {
  const placed = ends.flatMap(({ curve, end }) =>
    end ? [{ curve, end, top: y(end[1]) + 4 }] : [],
  );
  const down = [...placed].sort((a, b) => a.top - b.top);
  down.forEach((label, i) => {
    const above = down[i - 1];
    label.top = Math.max(label.top, above ? above.top + LABEL_GAP : top + 8);
  });
  down.reverse().forEach((label, i, all) => {
    const below = all[i - 1];
    label.top = Math.min(label.top, below ? below.top - LABEL_GAP : bottom);
  });
  return placed;
}

/** Three digits that count. */
export function short(value: number): string {
  const written =
    Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
  return written.replace('-', '\u2212');
}
