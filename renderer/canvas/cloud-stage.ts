/**
 * A point cloud on a canvas by three: the table flat and the camera's side up. Drag orbits, the wheel
 * comes nearer; drawn only when something changed.
 */
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
import { pickPoint } from './pick-point.js';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';

export interface CloudBuffers {
  /** Metres, three a point: x right, -z up, y towards the viewer. */
  readonly positions: Float32Array;
  /** RGB, 0 to 255. */
  readonly colours: Uint8Array;
  /** Points in use. */
  count: number;
  /** Median-like depth of the middle of the picture; 0 without data. */
  middleMetres: number;
  /** Distance between neighbouring points there. */
  spacingMetres: number;
}

export interface CloudStage {
  show(buffers: CloudBuffers): void;
  reset(): void;
  orbit(horizontal: number, vertical: number): void;
  zoom(factor: number): void;
  /** Shows one place through everything; null shows none. */
  mark(place: readonly [x: number, y: number, z: number] | null): void;
  /** Number of the shown point there, pixels from the canvas's top left; null where there is none. */
  pick(x: number, y: number): number | null;
  dispose(): void;
}

const FIELD_DEG = 40;
/** Points overlap a little; three's point size leaves the field of view out. */
const POINT_SIZE = 1.5 / Math.tan((FIELD_DEG * Math.PI) / 360);

const SPOT_PX = 9;
const SPOT_COLOUR = 0xffd23f;

/** @throws Error where the browser has no WebGL */
export function makeCloudStage(canvas: HTMLCanvasElement): CloudStage {
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
  const spot = new Points(
    new BufferGeometry().setAttribute('position', new BufferAttribute(new Float32Array(3), 3)),
    new PointsMaterial({
      ...{ size: SPOT_PX, sizeAttenuation: false, color: SPOT_COLOUR },
      ...{ depthTest: false, transparent: true },
    }),
  );
  spot.frustumCulled = false;
  spot.visible = false;
  scene.add(spot);
  let shown: CloudBuffers | null = null;
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
    show(next) {
      if (next.positions !== shown?.positions || next.colours !== shown.colours) {
        const positions = new BufferAttribute(next.positions, 3).setUsage(DynamicDrawUsage);
        geometry.setAttribute('position', positions);
        const colours = new BufferAttribute(next.colours, 3, true).setUsage(DynamicDrawUsage);
        geometry.setAttribute('color', colours);
      }
      shown = next;
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
    mark(place) {
      if (!place && !spot.visible) return;
      spot.visible = place !== null;
      if (place) spot.position.set(...place);
      render();
    },
    pick(x, y) {
      if (!shown) return null;
      eye.updateMatrixWorld();
      const matrix = eye.projectionMatrix.clone().multiply(eye.matrixWorldInverse).toArray();
      const size = { width: canvas.clientWidth, height: canvas.clientHeight };
      return pickPoint(shown.positions, shown.count, matrix, size, [x, y]);
    },
    dispose() {
      spot.geometry.dispose();
      spot.material.dispose();
      observer.disconnect();
      controls.dispose();
      geometry.dispose();
      material.dispose();
      renderer.dispose();
    },
  };
}
