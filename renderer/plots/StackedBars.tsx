/** Counts per bin, stacked by name, on a linear or logarithmic axis, with a legend in the picture. */
import type { ReactElement } from 'react';
import { count, fixed } from '../state/format.js';
import { logTicks, niceTicks, tickDigits, type StackedBin } from './axis.js';
import { Legend, legendHeight } from './Legend.js';

const EDGE = { left: 34, right: 12, top: 6, bottom: 22 };

export function StackedBars(props: {
  readonly width: number;
  readonly height: number;
  readonly bins: readonly StackedBin[];
  readonly names: readonly string[];
  readonly colours: readonly string[];
  readonly scale: 'linear' | 'log';
  /** Spoken summary. */
  readonly label: string;
  readonly unit: string;
}): ReactElement {
  const { width, bins, names, colours, scale } = props;
  const shown = names.map((name, i) => ({ name, colour: colours[i] ?? '' }));
  const legend = shown.length > 1 ? legendHeight(shown, width) : 0;
  const height = props.height - legend;
  const inner = { width: width - EDGE.left - EDGE.right, height: height - EDGE.top - EDGE.bottom };
  const low = bins[0]?.from ?? 0;
  const high = bins.at(-1)?.to ?? 1;
  const x = (value: number): number =>
    EDGE.left +
    inner.width *
      (scale === 'log'
        ? Math.log(value / low) / Math.log(high / low || 1)
        : (value - low) / (high - low || 1));
  const most = Math.max(1, ...bins.map((bin) => bin.total));
  const counts = niceTicks(0, most, 4).filter((tick) => Number.isInteger(tick));
  const top = Math.max(most, counts.at(-1) ?? 1);
  const y = (value: number): number => EDGE.top + inner.height * (1 - value / top);
  const ticks = thin(
    scale === 'log' ? logTicks(low, high) : niceTicks(low, high, Math.max(3, inner.width / 60)),
    Math.max(2, Math.floor(inner.width / 38)),
  );
  const digits = tickDigits(ticks);
  return (
    <svg
      className="chart"
      width={width}
      height={props.height}
      viewBox={`0 0 ${String(width)} ${String(props.height)}`}
      role="img"
      aria-label={props.label}
    >
      {counts.map((tick) => (
        <g key={tick}>
          <path
            className="chart__grid"
            d={`M${String(EDGE.left)} ${y(tick).toFixed(1)}H${String(width - EDGE.right)}`}
          />
          <text className="chart__tick" x={EDGE.left - 6} y={y(tick) + 4} textAnchor="end">
            {count(tick)}
          </text>
        </g>
      ))}
      {bins.map((bin) => {
        const left = x(bin.from) + 0.5;
        const wide = Math.max(1, x(bin.to) - x(bin.from) - 1);
        let below = 0;
        return (
          <g key={bin.from}>
            <title>{`${fixed(bin.from, digits + 1)} – ${fixed(bin.to, digits + 1)} ${props.unit}: ${names
              .map((name, i) => ({ name, part: bin.parts[i] ?? 0 }))
              .filter(({ part }) => part > 0)
              .map(({ name, part }) =>
                names.length > 1 ? `${name} ${part.toString()}` : part.toString(),
              )
              .join(', ')}`}</title>
            {bin.parts.map((part, i) => {
              if (part === 0) return null;
              const from = below;
              below += part;
              return (
                <rect
                  key={names[i]}
                  className="chart__bar"
                  x={left}
                  width={wide}
                  y={y(from + part)}
                  height={Math.max(0, y(from) - y(from + part))}
                  fill={colours[i]}
                />
              );
            })}
          </g>
        );
      })}
      <path
        className="chart__base"
        d={`M${String(EDGE.left)} ${y(0).toFixed(1)}H${String(width - EDGE.right)}`}
      />
      {ticks.map((tick) => (
        <text key={tick} className="chart__tick" x={x(tick)} y={height - 6} textAnchor="middle">
          {fixed(tick, digits)}
        </text>
      ))}
      {legend > 0 ? <Legend entries={shown} width={width} top={height} /> : null}
    </svg>
  );
}

/** Every n-th tick, so that at most `most` stay. */
export function thin(ticks: readonly number[], most: number): readonly number[] {
  const step = Math.ceil(ticks.length / most);
  return step <= 1 ? ticks : ticks.filter((_, i) => i % step === 0);
}
