/** Brightness of the colour picture: histogram and clipped shares with their marks. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { useCamera } from '../state/context.js';
import { percent } from '../state/format.js';
import { useLimits } from './live.js';
import { histogramPath } from './plots.js';

const WIDTH = 230;
const HEIGHT = 33;

export function LumaStrip(): ReactElement {
  return (
    <div className="strip">
      <span className="s12 t3">{text('capture.luma')}</span>
      <LumaPlot />
      <span className="grow" />
      <Clipped side="dark" />
      <Clipped side="bright" />
    </div>
  );
}

function LumaPlot(): ReactElement {
  const counts = useCamera((state) => state.measures?.lumaHistogram.counts);
  return (
    <svg
      className="plot"
      viewBox={`0 0 ${WIDTH.toString()} ${(HEIGHT + 1).toString()}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text('capture.lumaPlot')}
    >
      {counts ? <path className="plot__fill" d={histogramPath(counts, WIDTH, HEIGHT)} /> : null}
      <path className="plot__base" d={`M0 ${(HEIGHT + 0.5).toString()}H${WIDTH.toString()}`} />
    </svg>
  );
}

function Clipped(props: { readonly side: 'dark' | 'bright' }): ReactElement {
  const limit = useLimits().clipping;
  const share = useCamera((state) => {
    const measures = state.measures?.measures;
    const value = props.side === 'dark' ? measures?.clippedDark : measures?.clippedBright;
    return value === undefined ? null : Math.round(value * 1000) / 1000;
  });
  const mark = share === null ? 'new' : limit !== null && share > limit ? 'fail' : 'pass';
  return (
    <span className="fact">
      <Mark state={mark} />
      {text(`capture.clipped.${props.side}`, { share: percent(share) })}
    </span>
  );
}
