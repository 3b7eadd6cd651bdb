/**
 * The colour bar of depth: ticks in mm, the frame's own histogram above, the share without data, and
 * the held range, changed by dragging its ends or with the arrow keys while it is unlocked.
 */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { PALETTE_NAMES, paletteSteps, type PaletteName } from '../canvas/palettes.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { Icon } from '../controls/Icon.js';
import { Select } from '../controls/Select.js';
import { setPreferences } from '../state/commands.js';
import { useCamera, useCapture, useProject, useStudio } from '../state/context.js';
import { percent } from '../state/format.js';
import { attempt } from '../state/studio.js';
import { histogramPath, rebin, ticks } from './plots.js';
import { RangeHandle } from './RangeHandle.js';
import { useDepthColours } from './useDepthColours.js';

const WIDTH = 268;
const MOST_BINS = 90;
/** Depth is counted in steps of about this many mm; finer bins would show gaps. */
const COUNTED_MM = 1.7;

/** Far at the left, near at the right, as a CSS gradient through every sixteenth step. */
export function paletteGradient(name: PaletteName): string {
  const steps = paletteSteps(name);
  const stops: string[] = [];
  for (let i = 0; i <= 16; i++) {
    const at = Math.min(255, i * 16) * 3;
    stops.push(
      `rgb(${steps[at]!.toString()} ${steps[at + 1]!.toString()} ${steps[at + 2]!.toString()})`,
    );
  }
  return `linear-gradient(90deg, ${stops.join(', ')})`;
}

type Range = readonly [number, number];

export function DepthStrip(): ReactElement {
  const studio = useStudio();
  const { palette, rangeMm } = useDepthColours();
  const shots = useCapture((state) => state.session?.shots ?? 0);
  const readOnly = useProject((state) => state.info?.readOnly != null);
  const [unlocked, setUnlocked] = useState(false);
  const [draft, setDraft] = useState<Range | null>(null);
  const [asking, setAsking] = useState(false);
  const range = draft ?? rangeMm;

  const apply = (next: Range): void => {
    setDraft(null);
    const { info, actions } = studio.project.getState();
    if (!info) {
      studio.capture.getState().actions.setLooseRange(next);
      return;
    }
    const patch = { depthRangeMm: [next[0], next[1]] as [number, number] };
    void attempt(studio, studio.link.call('project.update', { patch })).then((changed) => {
      if (changed) actions.setInfo(changed);
    });
  };
  const toggleLock = (): void => {
    if (unlocked) setUnlocked(false);
    else if (shots > 0) setAsking(true);
    else setUnlocked(true);
  };

  return (
    <div className="strip">
      <span className="s12 t3">{text('capture.mm')}</span>
      <div className="scale">
        <DepthHistogram range={range} />
        <div className="scale__bar" style={{ background: paletteGradient(palette) }} />
        <ScaleTicks range={range} />
        {unlocked ? (
          <>
            <RangeHandle end="far" range={range} onDraft={setDraft} onCommit={apply} />
            <RangeHandle end="near" range={range} onDraft={setDraft} onCommit={apply} />
          </>
        ) : null}
      </div>
      <span className="grow" />
      <span className="scale__facts">
        <span className="fact">
          <i className="swatch" />
          <NoData />
        </span>
        <button
          type="button"
          className="fact fact--button"
          aria-pressed={!unlocked}
          disabled={readOnly}
          onClick={toggleLock}
          title={text(unlocked ? 'capture.range.lockHint' : 'capture.range.unlockHint')}
        >
          <Icon name={unlocked ? 'unlock' : 'lock'} size={14} />
          {text(unlocked ? 'capture.range.free' : 'capture.range.held')}
        </button>
      </span>
      <Select
        label={text('capture.palette')}
        size="s"
        value={palette}
        options={PALETTE_NAMES.map((value) => ({ value, label: text(`capture.palette.${value}`) }))}
        onChange={(depthPalette) => {
          void setPreferences(studio, { depthPalette });
        }}
      />
      {asking ? (
        <Dialog
          title={text('capture.range.askTitle')}
          size="s"
          onClose={() => {
            setAsking(false);
          }}
          footer={
            <>
              <Button
                onClick={() => {
                  setAsking(false);
                }}
              >
                {text('capture.range.keep')}
              </Button>
              <Button
                tone="primary"
                onClick={() => {
                  setAsking(false);
                  setUnlocked(true);
                }}
              >
                {text('capture.range.change')}
              </Button>
            </>
          }
        >
          <p>{text('capture.range.ask', { count: shots })}</p>
        </Dialog>
      ) : null}
    </div>
  );
}

function NoData(): ReactElement {
  const share = useCamera((state) => percent(state.measures?.noDataShare));
  return <>{text('capture.noData', { share })}</>;
}

function DepthHistogram(props: { readonly range: Range }): ReactElement {
  const histogram = useCamera((state) => state.measures?.depthHistogramMm);
  const [near, far] = props.range;
  const fine = Math.max(8, Math.min(MOST_BINS, Math.floor((far - near) / COUNTED_MM)));
  const bins = histogram ? rebin(histogram, near, far, fine).reverse() : null;
  return (
    <svg
      className="scale__histogram"
      viewBox={`0 0 ${WIDTH.toString()} 14`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text('capture.depthPlot')}
    >
      {bins ? <path className="plot__fill" d={histogramPath(bins, WIDTH, 14)} /> : null}
    </svg>
  );
}

function ScaleTicks(props: { readonly range: Range }): ReactElement {
  const [near, far] = props.range;
  return (
    <div className="scale__ticks" aria-hidden="true">
      {ticks(near, far, 6).map((value) => (
        <span key={value} style={{ left: `${(((far - value) / (far - near)) * 100).toFixed(2)}%` }}>
          {value}
        </span>
      ))}
    </div>
  );
}
