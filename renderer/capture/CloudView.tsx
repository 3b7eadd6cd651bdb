/**
 * The live point cloud in metres, the table flat and the camera's side up (see cloud-points.ts);
 * drag or arrow keys orbit, wheel or + and - come nearer, Home resets. Every second pixel is shown.
 */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { makeCloudStage, type CloudBuffers, type CloudStage } from '../canvas/cloud-stage.js';
import { LookupCache } from '../canvas/painters.js';
import { Button } from '../controls/Button.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { isSimulated } from '../state/camera.js';
import { useCamera, useStudio } from '../state/context.js';
import { fillCloud } from './cloud-points.js';
import { FaultOverlay } from './FaultOverlay.js';
import { useDepthColours } from './useDepthColours.js';

type Paint = 'rgb' | 'depth';
/** New points are taken this often; orbiting stays smooth between. */
const UPDATE_MS = 100;
const KEY_RADIANS = 0.08;

export default function CloudView(): ReactElement {
  const { feed } = useStudio();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [paint, setPaint] = useState<Paint>('rgb');
  const [failed, setFailed] = useState(false);
  const colours = useDepthColours();
  const simulated = useCamera(isSimulated);
  const settings = useRef({ paint, colours });
  settings.current = { paint, colours };
  const stage = useRef<CloudStage | null>(null);

  const update = useRef<() => void>(() => undefined);

  useEffect(() => {
    if (!canvas.current) return;
    let made: CloudStage;
    try {
      made = makeCloudStage(canvas.current);
    } catch {
      setFailed(true);
      return;
    }
    stage.current = made;
    const lookup = new LookupCache();
    let buffers: CloudBuffers | null = null;
    update.current = () => {
      const frame = feed.latest();
      if (!frame) return;
      const { paint: chosen, colours: held } = settings.current;
      buffers = fillCloud({ frame, colours: held }, chosen, lookup, buffers);
      made.show(buffers);
    };
    let last = 0;
    const stop = feed.paint(() => {
      const now = performance.now();
      if (now - last < UPDATE_MS) return;
      last = now;
      update.current();
    });
    return () => {
      stop();
      made.dispose();
      stage.current = null;
    };
  }, [feed]);
  useEffect(() => {
    update.current();
  }, [paint, colours.palette, colours.rangeMm]);

  return (
    <section className="view" aria-label={text('capture.view.cloud')}>
      <header className="view__head">
        <b>{text('capture.view.cloud')}</b>
        <span className="t3 cut">{text('capture.cloud.note')}</span>
        <span className="grow" />
        <SegmentedControl
          label={text('capture.cloud.colour')}
          size="s"
          value={paint}
          options={[
            { value: 'rgb', label: text('capture.view.rgb') },
            { value: 'depth', label: text('capture.view.depth') },
          ]}
          onChange={setPaint}
        />
        <Button size="s" icon="reset" onClick={() => stage.current?.reset()}>
          {text('capture.cloud.reset')}
        </Button>
      </header>
      <div className="cloud">
        {failed ? <p className="cloud__failed">{text('capture.cloud.noWebgl')}</p> : null}
        <canvas
          ref={canvas}
          tabIndex={0}
          role="img"
          aria-label={text('capture.cloud.label')}
          onKeyDown={(event) => {
            const turn = TURNS[event.key];
            const nearer = event.key === '+' || event.key === '=';
            if (turn) stage.current?.orbit(turn[0] * KEY_RADIANS, turn[1] * KEY_RADIANS);
            else if (nearer || event.key === '-') stage.current?.zoom(nearer ? 0.9 : 1 / 0.9);
            else if (event.key === 'Home') stage.current?.reset();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        {simulated ? (
          <span className="sim sim--on-picture">{text('capture.simulated')}</span>
        ) : null}
        <FaultOverlay />
      </div>
    </section>
  );
}

const TURNS: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
