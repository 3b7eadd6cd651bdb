/** The shared cursor over one picture: hair lines, a ring, and on depth the distance beside it. */
import type { ReactElement } from 'react';
import { fixed } from '../state/format.js';
import { usePicked } from './usePicked.js';

const pc = (share: number): string => `${(share * 100).toFixed(3)}%`;

export function Crosshair(props: { readonly grid: 'colour' | 'depth' }): ReactElement | null {
  const value = usePicked();
  if (!value) return null;
  const x = props.grid === 'depth' ? value.depthX : value.colourX;
  const y = props.grid === 'depth' ? value.depthY : value.colourY;
  if (x === null || y === null) return null;
  const flip = x > 0.8 ? 'cross__label--left' : '';
  return (
    <div
      className={`cross cross--${props.grid} ${value.pointed ? '' : 'cross--idle'}`}
      aria-hidden="true"
    >
      <svg>
        <line x1="0" x2="100%" y1={pc(y)} y2={pc(y)} />
        <line y1="0" y2="100%" x1={pc(x)} x2={pc(x)} />
        <circle className="cross__casing" cx={pc(x)} cy={pc(y)} r="6" />
        <circle cx={pc(x)} cy={pc(y)} r="6" />
      </svg>
      {props.grid === 'depth' && value.zMm !== null ? (
        <span className={`readout cross__label ${flip}`} style={{ left: pc(x), top: pc(y) }}>
          {`${fixed(value.zMm, 1)} mm`}
        </span>
      ) : null}
    </div>
  );
}
