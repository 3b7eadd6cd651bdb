/** The live views: one or two pictures with their heads and strips, or the point cloud. */
import { lazy, Suspense, useCallback, useEffect, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { depthPainter, overlayPainter, rgbPainter } from '../canvas/painters.js';
import { useCamera, useCapture, useStudio } from '../state/context.js';
import { isSimulated } from '../state/camera.js';
import { fixed, signed } from '../state/format.js';
import { CropGuide } from './CropGuide.js';
import { DepthStrip } from './DepthStrip.js';
import { LevelOverlay } from './LevelOverlay.js';
import { LumaStrip } from './LumaStrip.js';
import { OnionSkin } from './OnionSkin.js';
import { Picture } from './Picture.js';
import { RegionBox } from './RegionBox.js';
import { useDepthColours } from './useDepthColours.js';
import { usePicked } from './usePicked.js';

const CloudView = lazy(() => import('./CloudView.js'));

export function Views(): ReactElement {
  const view = useCapture((state) => state.view);
  switch (view) {
    case 'side':
      return (
        <div className="views views--side">
          <RgbView />
          <DepthView />
        </div>
      );
    case 'rgb':
      return (
        <div className="views">
          <RgbView />
        </div>
      );
    case 'depth':
      return (
        <div className="views">
          <DepthView />
        </div>
      );
    case 'overlay':
      return (
        <div className="views">
          <OverlayView />
        </div>
      );
    case 'cloud':
      return (
        <div className="views">
          <Suspense fallback={<div className="cloud cloud--loading" />}>
            <CloudView />
          </Suspense>
        </div>
      );
  }
}

function SimulatedTag(): ReactElement | null {
  const simulated = useCamera(isSimulated);
  return simulated ? (
    <span className="sim sim--on-picture">{text('capture.simulated')}</span>
  ) : null;
}

function colourDescription(stream: string | null | undefined): string {
  switch (stream) {
    case 'left-ir':
      return text('capture.view.leftIr');
    case 'colour':
      return text('capture.view.colourStream');
    case 'file':
      return text('capture.view.fromFile');
    default:
      return '';
  }
}

function RgbReadout(): ReactElement | null {
  const value = usePicked();
  if (!value) return null;
  if (!value.rgb || !value.fullColour)
    return <span className="t2">{text('capture.view.noPoint')}</span>;
  const [red, green, blue] = value.rgb;
  return (
    <span className="t2">
      {text('capture.view.rgbAt', {
        x: value.fullColour.u,
        y: value.fullColour.v,
        red,
        green,
        blue,
      })}
    </span>
  );
}

function DepthReadout(): ReactElement | null {
  const value = usePicked();
  if (!value) return null;
  if (value.zMm === null) return <span className="t2">{text('capture.view.noDepthHere')}</span>;
  return (
    <span className="t2">
      {text('capture.view.xyAt', { x: signed(value.xMm, 1), y: signed(value.yMm, 1) })}{' '}
      <b className="t1">{text('capture.view.zAt', { z: fixed(value.zMm, 1) })}</b>
    </span>
  );
}

function RgbView(): ReactElement {
  const stream = useCamera((state) => state.state?.colour);
  return (
    <section className="view" aria-label={text('capture.view.rgb')}>
      <header className="view__head">
        <b>{text('capture.view.rgb')}</b>
        <span className="t3 cut">{colourDescription(stream)}</span>
        <span className="grow" />
        <RgbReadout />
      </header>
      <Picture
        label={text('capture.view.rgbPicture')}
        grid="colour"
        paint={rgbPainter}
        paintKey="rgb"
      >
        <OnionSkin />
        <CropGuide />
        <LevelOverlay />
        <SimulatedTag />
      </Picture>
      <LumaStrip />
    </section>
  );
}

/** A painter that reads the colours of the moment, and a redraw when they change. */
function useColouredPainter(
  make: typeof depthPainter,
): (canvas: HTMLCanvasElement) => ReturnType<typeof depthPainter> {
  const { feed, prefs, capture, project } = useStudio();
  const colours = useDepthColours();
  useEffect(() => {
    feed.redraw();
  }, [feed, colours.palette, colours.rangeMm]);
  return useCallback(
    (canvas: HTMLCanvasElement) =>
      make(canvas, () => ({
        palette: prefs.getState().value.depthPalette,
        rangeMm: project.getState().info?.project.depthRangeMm ?? capture.getState().looseRangeMm,
      })),
    [make, prefs, capture, project],
  );
}

function DepthView(): ReactElement {
  const paint = useColouredPainter(depthPainter);
  return (
    <section className="view" aria-label={text('capture.view.depth')}>
      <header className="view__head">
        <b>{text('capture.view.depth')}</b>
        <span className="t3 cut">{text('capture.view.depthNote')}</span>
        <span className="grow" />
        <DepthReadout />
      </header>
      <Picture
        label={text('capture.view.depthPicture')}
        grid="depth"
        paint={paint}
        paintKey="depth"
      >
        <RegionBox />
        <SimulatedTag />
      </Picture>
      <DepthStrip />
    </section>
  );
}

function OverlayView(): ReactElement {
  const paint = useColouredPainter(overlayPainter);
  return (
    <section className="view" aria-label={text('capture.view.overlay')}>
      <header className="view__head">
        <b>{text('capture.view.overlay')}</b>
        <span className="t3 cut">{text('capture.view.overlayNote')}</span>
        <span className="grow" />
        <DepthReadout />
      </header>
      <Picture
        label={text('capture.view.overlayPicture')}
        grid="colour"
        paint={paint}
        paintKey="overlay"
      >
        <OnionSkin />
        <CropGuide />
        <LevelOverlay />
        <SimulatedTag />
      </Picture>
      <DepthStrip />
    </section>
  );
}
