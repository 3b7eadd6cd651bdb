/**
 * The simulated D405. Slow parts are cached by what they depend on (scene, pose, exposure); a frame
 * adds fresh noise only. Deterministic: the same options and frame number give the same frame.
 */
import type { FramePair } from '../frame/frame.js';
import { planePose, tiltedPlane, type PlanePose } from '../geometry/plane.js';
import { IDENTITY } from '../geometry/projection.js';
import { rayTable } from '../geometry/rays.js';
import { autoExposure, exposePicture, readColour } from './colour-sensor.js';
import {
  D405_BASELINE_MM,
  D405_DEPTH_TO_COLOUR,
  D405_METRES_PER_COUNT,
  d405Profile,
  type D405Profile,
} from './d405.js';
import { disparities, readDepth, type StereoOptions } from './depth-sensor.js';
import { DEFAULT_SIMULATOR, type SimulatorOptions } from './keys.js';
import { makeRandom, seedOf } from './random.js';
import { sceneOf } from './scene.js';
import { renderView, type View } from './view.js';

export interface Exposure {
  /** Auto exposure; when off, `exposureUs` and `gain` decide. */
  readonly auto: boolean;
  readonly exposureUs: number;
  readonly gain: number;
}

/** Reused for frames by callers that pool their buffers. */
export interface FrameBuffers {
  readonly counts: Uint16Array;
  readonly rgb: Uint8Array;
}

export interface GroundTruth extends PlanePose {
  /** 1 = anomalous, on the grid of the colour picture. */
  readonly mask: Uint8Array;
  /** Noise-free Z in metres on the depth grid. */
  readonly depthMetres: Float32Array;
}

interface Rendered {
  readonly key: string;
  readonly depth: View;
  readonly colour: View;
}

const NEUTRAL_EXPOSURE_US = 33000;
const NEUTRAL_GAIN = 16;

export class SimulatedD405 {
  private current: SimulatorOptions;
  private stream: 'left-ir' | 'colour';
  private light: Exposure = { auto: true, exposureUs: NEUTRAL_EXPOSURE_US, gain: NEUTRAL_GAIN };
  private rendered: Rendered | null = null;
  private exposed: { key: string; picture: Uint8Array } | null = null;
  private matched: { key: string; disparity: Float32Array } | null = null;

  constructor(options: Partial<SimulatorOptions> = {}, stream: 'left-ir' | 'colour' = 'left-ir') {
    this.current = { ...DEFAULT_SIMULATOR, ...options };
    this.stream = stream;
    this.profile();
  }

  get options(): SimulatorOptions {
    return this.current;
  }

  get metresPerCount(): number {
    return this.current.fault === 'depth-unit-1mm' ? 0.001 : D405_METRES_PER_COUNT;
  }

  /** @throws RangeError for a size that the D405 does not have */
  profile(): D405Profile {
    const found = d405Profile(this.current.width, this.current.height);
    if (!found)
      throw new RangeError(
        `The D405 has no ${String(this.current.width)}x${String(this.current.height)} profile`,
      );
    return found;
  }

  update(patch: Partial<SimulatorOptions>): void {
    this.current = { ...this.current, ...patch };
    this.profile();
  }

  setStream(stream: 'left-ir' | 'colour'): void {
    this.stream = stream;
  }

  setExposure(exposure: Exposure): void {
    this.light = exposure;
  }

  /** The exposure in effect, with what auto exposure has chosen. */
  exposure(): { exposureUs: number; gain: number } {
    if (!this.light.auto) return { exposureUs: this.light.exposureUs, gain: this.light.gain };
    const factor = autoExposure(this.views().colour);
    return {
      exposureUs: Math.round(NEUTRAL_EXPOSURE_US * Math.min(1, factor * 0.3)),
      gain: NEUTRAL_GAIN,
    };
  }

  /** One frame pair; `buffers` are filled and returned in it where given. */
  frame(frameNumber: number, buffers?: FrameBuffers): FramePair {
    const profile = this.profile();
    const { width, height } = profile;
    const options = this.stereo(profile);
    const random = makeRandom(seedOf(`${String(this.current.seed)}/${String(frameNumber)}`));
    const counts = buffers?.counts ?? new Uint16Array(width * height);
    const rgb = buffers?.rgb ?? new Uint8Array(width * height * 3);
    readDepth(this.disparity(options), options, random, counts);
    readColour(this.picture(), random, rgb);
    const rectified = this.stream === 'left-ir';
    return {
      depth: {
        width,
        height,
        data: counts,
        metresPerCount: this.metresPerCount,
        intrinsics: profile.depth,
      },
      colour: {
        width,
        height,
        data: rgb,
        intrinsics: rectified ? profile.depth : profile.colour,
        stream: this.stream,
      },
      depthToColour: rectified ? IDENTITY : D405_DEPTH_TO_COLOUR,
      deviceTimeMs: (frameNumber * 1000) / this.current.fps,
      pairDeltaMs: 0,
      frameNumber,
    };
  }

  /** What is really there: pose, defect mask, noise-free depth. */
  truth(): GroundTruth {
    const views = this.views();
    return { ...planePose(this.plane()), mask: views.colour.mask, depthMetres: views.depth.depth };
  }

  private plane(): ReturnType<typeof tiltedPlane> {
    return tiltedPlane(this.current.tiltDeg, this.current.azimuthDeg, this.current.distanceMm);
  }

  private stereo(profile: D405Profile): StereoOptions {
    return {
      width: profile.width,
      height: profile.height,
      fx: profile.depth.fx,
      baselineMm: D405_BASELINE_MM,
      minDistanceMm: profile.minDistanceMm,
      metresPerCount: this.metresPerCount,
      cornerHoles: this.current.fault === 'corner-holes',
      holeSeed: this.current.seed,
    };
  }

  private disparity(options: StereoOptions): Float32Array {
    const views = this.views();
    const key = `${views.key}|${String(options.cornerHoles)}`;
    if (this.matched?.key !== key)
      this.matched = { key, disparity: disparities(views.depth.depth, options) };
    return this.matched.disparity;
  }

  private picture(): Uint8Array {
    const views = this.views();
    const { fault } = this.current;
    const { auto, exposureUs, gain } = this.light;
    const factor = auto
      ? autoExposure(views.colour)
      : ((exposureUs / NEUTRAL_EXPOSURE_US) * gain) / NEUTRAL_GAIN / 0.3;
    const exposure = fault === 'over-exposed' ? factor * 7 : factor;
    const key = `${views.key}|${exposure.toFixed(4)}|${fault === 'blur' ? 'blur' : ''}`;
    if (this.exposed?.key !== key) {
      this.exposed = {
        key,
        picture: exposePicture(views.colour, exposure, fault === 'blur' ? 14 : 0),
      };
    }
    return this.exposed.picture;
  }

  private views(): Rendered {
    const { object, defect, seed, lighting, tiltDeg, azimuthDeg, distanceMm, width, height } =
      this.current;
    const key = [
      ...[object, defect, seed, lighting],
      ...[tiltDeg, azimuthDeg, distanceMm, width, height, this.stream],
    ].join('|');
    if (this.rendered?.key === key) return this.rendered;
    const scene = sceneOf({ object, defect, seed, lighting });
    const profile = this.profile();
    const depth = renderView(scene, this.plane(), rayTable(profile.depth, width, height));
    const colour =
      this.stream === 'left-ir'
        ? depth
        : renderView(
            scene,
            this.plane(),
            rayTable(profile.colour, width, height),
            D405_DEPTH_TO_COLOUR,
          );
    this.rendered = { key, depth, colour };
    return this.rendered;
  }
}
