/** The one scale of the model with numbers, the line, and where this sample lies. */
import type { ReactElement } from 'react';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import { CLEAR_SHARE, heatSteps, type HeatPalette } from '../../core/inspect/heat.js';
import { text } from '../../core/text/index.js';
import { fixed } from '../state/format.js';
import { useInspect } from '../state/context.js';

const TICKS = 6;

export function HeatLegend(props: {
  readonly inspection: Inspection;
  /** Where the line is being dragged to; null where it rests. */
  readonly line: number | null;
}): ReactElement {
  const { inspection } = props;
  const { palette, clearBelow } = useInspect((state) => state.heat);
  const line = props.line ?? inspection.rule.threshold;
  const [low, high] = inspection.mapRange;
  const at = (score: number): string =>
    `${(Math.max(0, Math.min(1, (score - low) / Math.max(high - low, 1e-12))) * 100).toString()}%`;
  return (
    <figure className="legend-bar" aria-label={text('inspect.legend')}>
      <figcaption>{text('inspect.score')}</figcaption>
      <div className="legend-bar__track">
        <div className="legend-bar__ramp" style={{ backgroundImage: gradient(palette) }}>
          {clearBelow ? (
            <span className="legend-bar__clear" style={{ height: at(CLEAR_SHARE * line) }} />
          ) : null}
        </div>
        {Array.from({ length: TICKS }, (_, i) => low + ((high - low) * i) / (TICKS - 1)).map(
          (tick) => (
            <span key={tick} className="legend-bar__tick" style={{ bottom: at(tick) }}>
              {fixed(tick, 2)}
            </span>
          ),
        )}
        <span className="legend-bar__line" style={{ bottom: at(line) }}>
          {fixed(line, 3)}
        </span>
        <span
          className="legend-bar__here"
          style={{ bottom: at(inspection.score) }}
          title={text('inspect.thisSample')}
        />
      </div>
      <p className="t2">
        {palette === 'jet' ? text('inspect.jetMisleads') : text('inspect.oneScale')}
      </p>
    </figure>
  );
}

function gradient(palette: HeatPalette): string {
  const steps = heatSteps(palette);
  const stops = Array.from({ length: 17 }, (_, i) => {
    const step = Math.round((i / 16) * 255) * 3;
    return `rgb(${String(steps[step])} ${String(steps[step + 1])} ${String(steps[step + 2])})`;
  });
  return `linear-gradient(0deg, ${stops.join(', ')})`;
}
