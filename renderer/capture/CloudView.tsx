/**
 * The live point cloud in metres, the table flat and the camera's side up (see cloud-points.ts);
 * drag or arrow keys orbit, wheel or + and - come nearer, Home resets. Every second pixel is shown.
 */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import {
  BufferAttribute,
  BufferGeometry,
  DynamicDrawUsage,
  LinearSRGBColorSpace,
  PerspectiveCamera,
  Points,
  PointsMaterial,
  Scene,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { text } from '../../core/text/index.js';
import { LookupCache } from '../canvas/painters.js';
import { Button } from '../controls/Button.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { isSimulated } from '../state/camera.js';
import { useCamera, useStudio } from '../state/context.js';
import { fillCloud, type CloudBuffers } from './cloud-points.js';
import { FaultOverlay } from './FaultOverlay.js';
import { useDepthColours } from './useDepthColours.js';

type Paint = 'rgb' | 'depth';
/** New points are taken this often; orbiting stays smooth between. */
const UPDATE_MS = 100;
const KEY_RADIANS = 0.08;
const FIELD_DEG = 40;
/** Points overlap a little; three's point size leaves the field of view out. */
const POINT_SIZE = 1.5 / Math.tan((FIELD_DEG * Math.PI) / 360);

interface Stage {
  update(): void;
  reset(): void;
  orbit(horizontal: number, vertical: number): void;
  zoom(factor: number): void;
  dispose(): void;
}

export default function CloudView(): ReactElement {
  const { feed } = useStudio();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [paint, setPaint] = useState<Paint>('rgb');
  const [failed, setFailed] = useState(false);
  const colours = useDepthColours();
  const simulated = useCamera(isSimulated);
  const settings = useRef({ paint, colours });
  settings.current = { paint, colours };
  const stage = useRef<Stage | null>(null);

  useEffect(() => {
    if (!canvas.current) return;
    try {
      stage.current = makeStage(canvas.current, () => {
        const frame = feed.latest();
        return frame ? { frame, ...settings.current } : null;
      });
    } catch {
      setFailed(true);
      return;
    }
    let last = 0;
    const stop = feed.paint(() => {
      const now = performance.now();
      if (now - last < UPDATE_MS) return;
      last = now;
      stage.current?.update();
    });
    return () => {
      stop();
      stage.current?.dispose();
      stage.current = null;
    };
  }, [feed]);
  useEffect(() => {
    stage.current?.update();
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

type Source = () => (Parameters<typeof fillCloud>[0] & { readonly paint: Paint }) | null;

function makeStage(canvas: HTMLCanvasElement, source: Source): Stage {
  const renderer = new WebGLRenderer({ canvas, antialias: false, alpha: true });
  // Pixels are shown as they are: they are sRGB already.
  renderer.outputColorSpace = LinearSRGBColorSpace;
  const scene = new Scene();
  const eye = new PerspectiveCamera(FIELD_DEG, 16 / 9, 0.005, 5);
  const controls = new OrbitControls(eye, canvas);
  const geometry = new BufferGeometry();
  const material = new PointsMaterial({ size: 0.001, vertexColors: true });
  const cloud = new Points(geometry, material);
  cloud.frustumCulled = false;
  scene.add(cloud);
  const lookup = new LookupCache();
  let buffers: CloudBuffers | null = null;
  let centreMetres = 0;
  let asked = false;

  const render = (): void => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      renderer.render(scene, eye);
    });
  };
  const reset = (): void => {
    const distance = centreMetres > 0 ? centreMetres : 0.2;
    controls.target.set(0, -distance, 0);
    eye.position.set(distance * 0.28, -distance * 0.42, distance * 0.72);
    controls.update();
    render();
  };
  const resize = (): void => {
    const box = canvas.parentElement?.getBoundingClientRect();
    if (!box || box.width === 0 || box.height === 0) return;
    renderer.setPixelRatio(Math.min(2, window.devicePixelRatio));
    renderer.setSize(box.width, box.height, false);
    eye.aspect = box.width / box.height;
    eye.updateProjectionMatrix();
    render();
  };
  const observer = new ResizeObserver(resize);
  if (canvas.parentElement) observer.observe(canvas.parentElement);
  controls.addEventListener('change', render);

  return {
    update() {
      const now = source();
      if (!now) return;
      const next = fillCloud(now, now.paint, lookup, buffers);
      if (next !== buffers) {
        const positions = new BufferAttribute(next.positions, 3).setUsage(DynamicDrawUsage);
        geometry.setAttribute('position', positions);
        const colours = new BufferAttribute(next.colours, 3, true).setUsage(DynamicDrawUsage);
        geometry.setAttribute('color', colours);
        buffers = next;
      }
      for (const name of ['position', 'color']) {
        const attribute = geometry.getAttribute(name);
        if (attribute instanceof BufferAttribute) attribute.needsUpdate = true;
      }
      geometry.setDrawRange(0, next.count);
      material.size = next.spacingMetres * POINT_SIZE;
      if (centreMetres === 0 && next.middleMetres > 0) {
        centreMetres = next.middleMetres;
        reset();
      }
      render();
    },
    reset,
    orbit(horizontal, vertical) {
      const arm = eye.position.clone().sub(controls.target);
      arm.applyAxisAngle(new Vector3(0, 1, 0), horizontal);
      const side = new Vector3().crossVectors(eye.up, arm).normalize();
      const raised = arm.clone().applyAxisAngle(side, vertical);
      // Past the pole up and down would swap.
      if (Math.abs(raised.angleTo(eye.up) - Math.PI / 2) < 1.5) arm.copy(raised);
      eye.position.copy(controls.target).add(arm);
      controls.update();
      render();
    },
    zoom(factor) {
      eye.position.sub(controls.target).multiplyScalar(factor).add(controls.target);
      controls.update();
      render();
    },
    dispose() {
      observer.disconnect();
      controls.dispose();
      geometry.dispose();
      material.dispose();
      renderer.dispose();
    },
  };
}
