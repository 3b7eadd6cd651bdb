/** What the camera sees, with the heat of the newest inspection over the running picture. */
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import type { LiveMode } from '../../core/contract/schema/inspect.js';
import { text } from '../../core/text/index.js';
import { rgbPainter } from '../canvas/painters.js';
import { FaultOverlay } from '../capture/FaultOverlay.js';
import { Button } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { isSimulated } from '../state/camera.js';
import { useCamera, useInspect, useStudio } from '../state/context.js';
import { HeatControls } from './HeatControls.js';
import { HeatLayers } from './HeatLayers.js';
import { HeatLegend } from './HeatLegend.js';
import {
  everyMs,
  FRAME_STEPS,
  inspectCamera,
  show,
  startLive,
  stopLive,
  watchScene,
} from './live.js';
import { layerStyle, PART_RATIO, partOf, wholeOf } from './window.js';

/** Where the camera does not tell its rate. */
const USUAL_FPS = 30;
const USUAL_SIZE = { width: 16, height: 9 } as const;

export function LivePane(): ReactElement {
  const studio = useStudio();
  const seen = useInspect((state) => state.seen);
  useEffect(() => {
    const stops = [
      studio.link.listen('inspect.seen', (inspection, more) => {
        show(studio, inspection);
        more();
      }),
      studio.link.listen('inspect.live', (live) => {
        studio.inspect.getState().actions.set({ live, ...(live.problem ? { seen: null } : {}) });
      }),
      watchScene(studio),
    ];
    return () => {
      for (const stop of stops) stop();
      stopLive(studio);
    };
  }, [studio]);
  return (
    <section className="inspect__centre" aria-label={text('inspect.livePicture')}>
      <LiveHead />
      <div className="inspect__stage">
        <LivePicture />
        {seen ? <HeatLegend inspection={seen.inspection} line={null} /> : null}
      </div>
      <HeatControls annotated={false} />
    </section>
  );
}

function LiveHead(): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  const model = useInspect((state) => state.model);
  const running = useInspect((state) => state.live.mode !== null);
  const fps = useCamera((state) => state.state?.profile?.fps ?? USUAL_FPS);
  const streaming = useCamera((state) => state.state?.status === 'streaming');
  const [when, setWhen] = useState<LiveMode['when']>('stable');
  const [step, setStep] = useState<number>(15);
  const restart = (next: Omit<LiveMode, 'model'>): void => {
    if (running) void startLive(studio, next);
  };
  const modeOf = (how: LiveMode['when'], frames: number): Omit<LiveMode, 'model'> => ({
    when: how,
    everyMs: everyMs(frames, fps),
  });
  return (
    <header className="view__head live-head">
      <SegmentedControl
        size="s"
        label={text('inspect.when')}
        value={when}
        options={(['stable', 'every'] as const).map((value) => ({
          value,
          label: text(`inspect.when.${value}`),
        }))}
        onChange={(value) => {
          setWhen(value);
          restart(modeOf(value, step));
        }}
      />
      {when === 'every' ? (
        <Select
          size="s"
          label={text('inspect.everyLabel')}
          value={String(step)}
          options={FRAME_STEPS.map((frames) => ({
            value: String(frames),
            label: text(frames === 1 ? 'inspect.everyFrame' : 'inspect.every', {
              frames,
              seconds: (everyMs(frames, fps) / 1000).toFixed(1),
            }),
          }))}
          onChange={(value) => {
            setStep(Number(value));
            restart(modeOf(when, Number(value)));
          }}
        />
      ) : null}
      <span className="grow" />
      <Button
        size="s"
        keys={keyOf('inspectCamera')}
        disabled={model === null || !streaming}
        onClick={() => {
          void inspectCamera(studio);
        }}
      >
        {text('inspect.lookNow')}
      </Button>
      <Button
        size="s"
        tone={running ? 'plain' : 'primary'}
        keys={keyOf('inspectLive')}
        disabled={model === null}
        onClick={() => {
          if (running) stopLive(studio);
          else void startLive(studio, modeOf(when, step));
        }}
      >
        {text(running ? 'inspect.stopLive' : 'inspect.startLive')}
      </Button>
    </header>
  );
}

function LivePicture(): ReactElement {
  const studio = useStudio();
  const canvas = useRef<HTMLCanvasElement>(null);
  const streaming = useCamera((state) => state.state?.status === 'streaming');
  const simulated = useCamera(isSimulated);
  const profile = useCamera((state) => state.state?.profile ?? null);
  const seen = useInspect((state) => state.seen);
  const fit = useInspect((state) => state.fit);
  const running = useInspect((state) => state.live.mode !== null);
  useEffect(() => {
    if (!canvas.current) return;
    return studio.feed.paint(rgbPainter(canvas.current));
  }, [studio]);
  // Heat of the last part must not lie over a picture that stands still.
  const inspection = streaming ? (seen?.inspection ?? null) : null;
  const width = inspection?.width ?? profile?.width ?? USUAL_SIZE.width;
  const height = inspection?.height ?? profile?.height ?? USUAL_SIZE.height;
  const window = useMemo(
    () =>
      inspection && fit === 'part'
        ? partOf(inspection, [inspection], PART_RATIO)
        : wholeOf({ width, height }),
    [inspection, fit, width, height],
  );
  return (
    <div className="heat">
      <div
        className={`heat__picture ${streaming ? '' : 'heat__picture--dimmed'}`}
        style={{ '--ratio': window.ratio }}
      >
        <div className="heat__layer" style={layerStyle({ width, height }, window)}>
          <canvas ref={canvas} role="img" aria-label={text('inspect.livePicture')} />
          {inspection ? <HeatLayers inspection={inspection} line={null} /> : null}
        </div>
        {simulated ? (
          <span className="sim sim--on-picture">{text('capture.simulated')}</span>
        ) : null}
        <FaultOverlay />
        <span className="heat__legend-note readout" role="status">
          {running ? <Mark state="half" /> : null}
          {inspection
            ? text('inspect.seen', {
                verdict: text(`inspect.verdict.${inspection.verdict}`),
                milliseconds: Math.round(inspection.milliseconds),
              })
            : text(running ? 'inspect.waitingForScene' : 'inspect.liveOff')}
        </span>
      </div>
    </div>
  );
}
