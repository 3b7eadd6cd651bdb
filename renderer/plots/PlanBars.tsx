/** Rows of stacked counts against a target, drawn as a tick at the planned number. */
import type { ReactElement } from 'react';
import { count } from '../state/format.js';
import { niceTicks } from './axis.js';
import { Legend, legendHeight } from './Legend.js';

const EDGE = { left: 92, right: 46, top: 4, bottom: 22 };
const ROW = 19;

export interface BarRow {
  readonly name: string;
  readonly parts: readonly number[];
  readonly total: number;
  readonly target: number;
}

export function PlanBars(props: {
  readonly width: number;
  readonly rows: readonly BarRow[];
  readonly names: readonly string[];
  readonly colours: readonly string[];
  readonly label: string;
  readonly targetWords: (row: BarRow) => string;
}): ReactElement {
  const { width, rows } = props;
  const entries = props.names.map((name, i) => ({ name, colour: props.colours[i] ?? '' }));
  const legend = legendHeight(entries, width);
  const body = EDGE.top + rows.length * ROW;
  const height = body + EDGE.bottom + legend;
  const most = Math.max(1, ...rows.map((row) => Math.max(row.total, row.target)));
  const x = (value: number): number =>
    EDGE.left + ((width - EDGE.left - EDGE.right) * value) / most;
  const ticks = niceTicks(0, most, Math.max(2, Math.floor((width - 140) / 70)));
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
            d={`M${x(tick).toFixed(1)} ${String(EDGE.top)}V${String(body)}`}
          />
          <text className="chart__tick" x={x(tick)} y={body + 15} textAnchor="middle">
            {count(tick)}
          </text>
        </g>
      ))}
      {rows.map((row, r) => {
        const top = EDGE.top + r * ROW;
        let before = 0;
        return (
          <g key={row.name}>
            <title>{props.targetWords(row)}</title>
            <text className="chart__name" x={12} y={top + 13}>
              {row.name.length > 12 ? `${row.name.slice(0, 11)}…` : row.name}
            </text>
            <rect
              className="chart__track"
              x={EDGE.left}
              y={top + 4}
              width={Math.max(0, x(row.target) - EDGE.left)}
              height={ROW - 8}
            />
            {row.parts.map((part, i) => {
              const from = before;
              before += part;
              return part === 0 ? null : (
                <rect
                  key={props.names[i]}
                  className="chart__bar"
                  x={x(from)}
                  y={top + 4}
                  width={x(before) - x(from)}
                  height={ROW - 8}
                  fill={props.colours[i]}
                />
              );
            })}
            {row.target > 0 ? (
              <path
                className="chart__target"
                d={`M${x(row.target).toFixed(1)} ${String(top + 1)}v${String(ROW - 2)}`}
              />
            ) : null}
            <text className="chart__tick" x={width - 12} y={top + 13} textAnchor="end">
              {count(row.total)}
            </text>
          </g>
        );
      })}
      <Legend entries={entries} width={width} top={body + EDGE.bottom} />
    </svg>
  );
}
