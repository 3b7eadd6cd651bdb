/** Names with their colours below a plot, in as many rows as they need. */
import type { ReactElement } from 'react';

export interface LegendEntry {
  readonly name: string;
  readonly colour: string;
}

const ROW = 18;
const LEFT = 12;
/** Widest of the platform fonts at 11 px; a legend may be a little loose, never cut. */
const CHARACTER = 5.8;

interface Placed extends LegendEntry {
  readonly x: number;
  readonly row: number;
}

function place(entries: readonly LegendEntry[], width: number): Placed[] {
  let x = LEFT;
  let row = 0;
  return entries.map((entry) => {
    const needed = 13 + entry.name.length * CHARACTER + 9;
    if (x > LEFT && x + needed > width) {
      x = LEFT;
      row += 1;
    }
    const at = { ...entry, x, row };
    x += needed;
    return at;
  });
}

export function legendHeight(entries: readonly LegendEntry[], width: number): number {
  return ((place(entries, width).at(-1)?.row ?? -1) + 1) * ROW + 4;
}

export function Legend(props: {
  readonly entries: readonly LegendEntry[];
  readonly width: number;
  readonly top: number;
}): ReactElement {
  return (
    <g>
      {place(props.entries, props.width).map((entry) => (
        <g
          key={entry.name}
          transform={`translate(${String(entry.x)} ${String(props.top + 4 + entry.row * ROW)})`}
        >
          <rect className="chart__bar" width={9} height={9} y={1} rx={1.5} fill={entry.colour} />
          <text className="chart__name" x={13} y={10}>
            {entry.name}
          </text>
        </g>
      ))}
    </g>
  );
}
