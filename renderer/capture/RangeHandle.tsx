/** One end of the depth range on the colour bar: a slider in mm, by pointer or arrow keys. */
import { useRef, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';

type Range = readonly [number, number];

/** Near and far stay this far apart, in mm. */
const LEAST_SPAN_MM = 5;
const LARGEST_MM = 2000;

/** The range with one end at `valueMm`, whole millimetres, near below far. */
export function withEnd(range: Range, end: 'near' | 'far', valueMm: number): Range {
  const value = Math.round(valueMm);
  return end === 'near'
    ? [Math.max(0, Math.min(range[1] - LEAST_SPAN_MM, value)), range[1]]
    : [range[0], Math.min(LARGEST_MM, Math.max(range[0] + LEAST_SPAN_MM, value))];
}

export function RangeHandle(props: {
  readonly end: 'near' | 'far';
  readonly range: Range;
  readonly onDraft: (range: Range) => void;
  readonly onCommit: (range: Range) => void;
}): ReactElement {
  const { end, range } = props;
  const start = useRef<{ x: number; range: Range; width: number } | null>(null);
  const value = end === 'near' ? range[0] : range[1];
  return (
    <span
      className={`scale__handle scale__handle--${end}`}
      role="slider"
      tabIndex={0}
      aria-label={text(`capture.range.${end}`)}
      aria-valuemin={0}
      aria-valuemax={LARGEST_MM}
      aria-valuenow={value}
      aria-valuetext={`${value.toString()} mm`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const width = event.currentTarget.parentElement?.getBoundingClientRect().width ?? 1;
        start.current = { x: event.clientX, range, width };
      }}
      onPointerMove={(event) => {
        const from = start.current;
        if (!from) return;
        // Far is at the left: to the right is nearer. The grip moves with the span it started from.
        const perPixel = (from.range[1] - from.range[0]) / from.width;
        const moved =
          (end === 'near' ? from.range[0] : from.range[1]) - (event.clientX - from.x) * perPixel;
        props.onDraft(withEnd(from.range, end, moved));
      }}
      onPointerUp={() => {
        if (start.current) props.onCommit(range);
        start.current = null;
      }}
      onKeyDown={(event) => {
        const direction = { ArrowLeft: 1, ArrowDown: -1, ArrowRight: -1, ArrowUp: 1 }[event.key];
        if (direction === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        props.onCommit(withEnd(range, end, value + direction * (event.shiftKey ? 10 : 1)));
      }}
    />
  );
}
