/** Where something happens in the picture: a grid of counts in viridis, with its scale. */
import type { ReactElement } from 'react';
import { paletteCss } from '../canvas/palettes.js';
import { fixed } from '../state/format.js';

const BAR = { gap: 12, width: 10, words: 34 };
const EDGE = 12;

export function HeatGrid(props: {
  readonly width: number;
  /** At most; the picture keeps its shape. */
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly values: readonly number[];
  /** Width over height of the picture. */
  readonly aspect: number;
  readonly label: string;
  readonly unit: string;
}): ReactElement {
  const { columns, rows, values } = props;
  const room = props.width - EDGE * 2 - BAR.gap - BAR.width - BAR.words;
  const wide = Math.max(40, Math.min(room, (props.height - 8) * props.aspect));
  const high = wide / props.aspect;
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const cell = { width: wide / columns, height: high / rows };
  const barX = EDGE + wide + BAR.gap;
  const steps = Array.from({ length: 24 }, (_, i) => i);
  return (
    <svg
      className="chart"
      width={props.width}
      height={high + 8}
      viewBox={`0 0 ${String(props.width)} ${String(high + 8)}`}
      role="img"
      aria-label={props.label}
    >
      <rect x={EDGE} y={2} width={wide} height={high} fill={paletteCss('viridis', 0)} />
      {values.map((value, i) =>
        value === 0 ? null : (
          <rect
            key={i}
            x={EDGE + (i % columns) * cell.width}
            y={2 + Math.floor(i / columns) * cell.height}
            width={cell.width + 0.4}
            height={cell.height + 0.4}
            fill={paletteCss('viridis', value / (most || 1))}
          />
        ),
      )}
      {steps.map((step) => (
        <rect
          key={step}
          x={barX}
          y={2 + (high * (steps.length - 1 - step)) / steps.length}
          width={BAR.width}
          height={high / steps.length + 0.4}
          fill={paletteCss('viridis', step / (steps.length - 1))}
        />
      ))}
      <text className="chart__tick" x={barX + BAR.width + 5} y={12}>
        {fixed(most, 0)}
      </text>
      <text className="chart__tick" x={barX + BAR.width + 5} y={high}>
        {fixed(0, 0)}
      </text>
    </svg>
  );
}
