/**
 * The bubble level: outer ring 2 degrees, inner 1, target dashed until it is met. The bubble goes to
 * the high side and sticks to the ring beyond 2 degrees; arrows point to the side to raise.
 */
import type { ReactElement } from 'react';
import { levelGuide, RIM_DEG } from '../../core/levelling/guide.js';

/** Radius of the outer ring in the drawing's own units. */
const RIM = 52;
const BUBBLE = 9;

export function BubbleLevel(props: {
  readonly pitchDeg: number;
  readonly rollDeg: number;
  readonly targetDeg: number;
  readonly label: string;
}): ReactElement {
  const guide = levelGuide(props.pitchDeg, props.rollDeg, props.targetDeg);
  const unit = RIM / RIM_DEG;
  const x = guide.bubble.xDeg * unit;
  const y = guide.bubble.yDeg * unit;
  const tone = guide.inTarget ? 'bubble--ok' : 'bubble--off';
  return (
    <svg
      className={`bubble ${tone}`}
      viewBox="-100 -100 200 200"
      role="img"
      aria-label={props.label}
    >
      <circle className="bubble__plate" r="64" />
      <circle className="bubble__rim" r={RIM} />
      <circle className="bubble__ring" r={RIM / 2} />
      <path className="bubble__cross" d="M-52 0h-6M52 0h6M0-52v-6M0 52v6M-52 0H52M0-52V52" />
      <circle
        className="bubble__target"
        r={Math.max(4, props.targetDeg * unit)}
        strokeDasharray={guide.inTarget ? undefined : '3 2'}
      />
      <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
        <circle className="bubble__ball" r={BUBBLE} />
        <circle className="bubble__gleam" cx={-3} cy={-3} r={2} />
      </g>
      {guide.roll === null ? null : <Arrow side={guide.roll} />}
      {guide.pitch === null ? null : <Arrow side={guide.pitch} />}
    </svg>
  );
}

const TURN = { right: 0, bottom: 90, left: 180, top: 270 } as const;

function Arrow(props: { readonly side: keyof typeof TURN }): ReactElement {
  const d = 'M70 0h22M85-8l8 8-8 8';
  return (
    <g transform={`rotate(${TURN[props.side].toString()})`}>
      <path className="bubble__arrow-casing" d={d} />
      <path className="bubble__arrow" d={d} />
    </g>
  );
}
