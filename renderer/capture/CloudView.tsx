/**
 * The live point cloud in metres, the table flat and the camera's side up (see cloud-points.ts);
 * drag or arrow keys orbit, wheel or + and - come nearer, Home resets. Every second pixel is shown.
 */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { CloudCanvas } from '../canvas/CloudCanvas.js';
import type { CloudBuffers, CloudStage } from '../canvas/cloud-stage.js';
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

export default function CloudView(): ReactElement {
  const { feed } = useStudio();
  const [paint, setPaint] = useState<Paint>('rgb');
  const colours = useDepthColours();
  const simulated = useCamera(isSimulated);
  const settings = useRef({ paint, colours });
  settings.current = { paint, colours };
  const stage = useRef<CloudStage | null>(null);

  const update = useRef<() => void>(() => undefined);

  useEffect(() => {
    const lookup = new LookupCache();
    let buffers: CloudBuffers | null = null;
    update.current = () => {
      const frame = feed.latest();
      if (!frame || !stage.current) return;
      const { paint: chosen, colours: held } = settings.current;
      buffers = fillCloud({ frame, colours: held }, chosen, lookup, buffers);
      stage.current.show(buffers);
    };
    let last = 0;
    const stop = feed.paint(() => {
      const now = performance.now();
      if (now - last < UPDATE_MS) return;
      last = now;
      update.current();
    });
    return stop;
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
        <CloudCanvas
          stage={stage}
          label={text('capture.cloud.label')}
          noWebgl={text('capture.cloud.noWebgl')}
          absent={null}
        />
        {simulated ? (
          <span className="sim sim--on-picture">{text('capture.simulated')}</span>
        ) : null}
        <FaultOverlay />
      </div>
    </section>
  );
}
