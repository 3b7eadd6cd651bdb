/**
 * State marks. Each state has a silhouette of its own (circle, triangle, octagon, ring, dashed ring,
 * diamond), so that nothing is told by colour alone.
 */
import type { ReactElement } from 'react';

export type MarkState = 'pass' | 'warn' | 'fail' | 'done' | 'new' | 'half' | 'unsure' | 'off';

const GLYPH = { stroke: 'var(--mk)', strokeWidth: 1.7, fill: 'none' } as const;

export function Mark(props: {
  readonly state: MarkState;
  readonly size?: number;
  /** Spoken name; leave out where words beside it say the same. */
  readonly label?: string;
}): ReactElement {
  const { state, label } = props;
  const size = props.size ?? 14;
  const named =
    label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg
      className={`mark mark--${state}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      {...named}
    >
      {shapeOf(state)}
    </svg>
  );
}

function shapeOf(state: MarkState): ReactElement {
  switch (state) {
    case 'pass':
      return (
        <>
          <circle cx="8" cy="8" r="6.500" fill="currentColor" />
          <path d="M5 8.300l2.200 2.100L11 6" {...GLYPH} />
        </>
      );
    case 'warn':
      return (
        <>
          <path d="M8 1.600L15 14H1z" fill="currentColor" />
          <path d="M8 6v3.600M8 11.800v.1" {...GLYPH} />
        </>
      );
    case 'fail':
      return (
        <>
          <path d="M5.200 1.300h5.600l4 4v5.400l-4 4H5.200l-4-4V5.300z" fill="currentColor" />
          <path d="M5.600 5.600l4.800 4.800M10.400 5.600l-4.800 4.800" {...GLYPH} />
        </>
      );
    case 'done':
      return (
        <>
          <circle cx="8" cy="8" r="5.800" fill="none" stroke="currentColor" strokeWidth="1.500" />
          <path
            d="M5.300 8.200l2 1.900L10.800 6"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.500"
          />
        </>
      );
    case 'new':
      return (
        <circle
          cx="8"
          cy="8"
          r="5.800"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.500"
          strokeDasharray="2.500 2"
        />
      );
    case 'half':
      return (
        <>
          <circle cx="8" cy="8" r="5.800" fill="none" stroke="currentColor" strokeWidth="1.500" />
          <path d="M8 2.200a5.800 5.800 0 0 1 0 11.600z" fill="currentColor" />
        </>
      );
    case 'unsure':
      return <path d="M8 1.500L14.500 8 8 14.500 1.500 8z" fill="currentColor" />;
    case 'off':
      return <path d="M4 8h8" fill="none" stroke="currentColor" strokeWidth="1.500" />;
  }
}
