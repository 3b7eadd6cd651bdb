/** A camera for tests of the shutter: holds what it is told, writes real files, fails on request. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraState, LiveMeasures } from '../../core/contract/schema/camera.js';
import type { Measures } from '../../core/contract/schema/sample.js';
import { StudioError } from '../../core/contract/errors.js';
import { IDENTITY } from '../../core/geometry/projection.js';
import { encodeGray16Png, encodeRgbPng } from '../codecs/png.js';
import type { CameraEvents, CameraService, HeldShot } from '../camera/service.js';

const INTRINSICS = {
  fx: 30,
  fy: 30,
  ppx: 16,
  ppy: 12,
  model: 'none',
  coefficients: [0, 0, 0, 0, 0],
} as const;

export const GOOD_MEASURES: Measures = {
  pitchDeg: 0.1,
  rollDeg: 0.1,
  tiltDeg: 0.14,
  distanceMm: 180,
  fillRate: 0.99,
  planeRmsMm: 0.2,
  subpixelRmsPx: 0.06,
  sharpness: 400,
  clippedDark: 0,
  clippedBright: 0,
};

export class FakeCamera implements CameraService {
  measures: Measures = GOOD_MEASURES;
  metresPerCount = 0.0001;
  /** Grey level of the picture; a change makes the shot differ from the one before. */
  level = 10;
  failWrite: StudioError | null = null;
  restarts = 0;
  readonly held = new Set<string>();
  private readonly listeners = new Set<Partial<CameraEvents>>();
  private shots = 0;

  /** The process ends and comes back: what it held is gone. */
  crash(): void {
    this.held.clear();
    this.restarts += 1;
    for (const listener of this.listeners) listener.state?.(this.state());
  }

  sources(): Promise<[]> {
    return Promise.resolve([]);
  }
  open(): Promise<CameraState> {
    return Promise.resolve(this.state());
  }
  close(): Promise<CameraState> {
    return Promise.resolve(this.state());
  }
  state(): CameraState {
    return {
      status: 'streaming',
      source: null,
      camera: null,
      colour: 'left-ir',
      profile: { width: 32, height: 24, fps: 30, minDistanceMm: 70 },
      profiles: [],
      options: [],
      presets: [],
      metresPerCount: this.metresPerCount,
      fps: 30,
      dropped: 0,
      faults: [],
      simulator: null,
      restarts: this.restarts,
      processId: null,
    };
  }
  latestMeasures(): LiveMeasures | null {
    return null;
  }
  setOption(): Promise<CameraState> {
    return Promise.resolve(this.state());
  }
  setPreset(): Promise<CameraState> {
    return Promise.resolve(this.state());
  }
  simulate(): Promise<CameraState> {
    return Promise.resolve(this.state());
  }
  setRegion(): Promise<void> {
    return Promise.resolve();
  }

  hold(burst: number): Promise<HeldShot> {
    const shotId = `shot-${String(++this.shots)}`;
    this.held.add(shotId);
    const luma = Uint8Array.from({ length: 16 * 12 }, (_, i) => (i < 40 ? this.level : 100));
    return Promise.resolve({
      shotId,
      takenAt: '2026-01-02T03:04:05.000Z',
      measures: this.measures,
      signature: { width: 16, height: 12, luma },
      rgb: { width: 32, height: 24, intrinsics: INTRINSICS },
      depth: {
        ...{ width: 32, height: 24, intrinsics: INTRINSICS, metresPerCount: this.metresPerCount },
        encoding: 'uint16',
      },
      stream: 'left-ir',
      depthToColour: IDENTITY,
      pairDeltaMs: 1,
      framePeriodMs: 33,
      camera: {
        model: 'fake',
        serial: '1',
        firmware: '1',
        sdk: null,
        usb: '3.2',
        exposureUs: 1,
        gain: 1,
        preset: null,
        filters: [],
      },
      kind: 'simulated',
      burst,
    });
  }

  async write(shotId: string, folder: string): ReturnType<CameraService['write']> {
    if (!this.held.has(shotId)) throw new StudioError('nothing-pending', 'released');
    if (this.failWrite) throw this.failWrite;
    const rgb = await encodeRgbPng(new Uint8Array(32 * 24 * 3).fill(this.level), 32, 24);
    const depth = await encodeGray16Png(new Uint16Array(32 * 24).fill(1800), 32, 24);
    await Promise.all([
      writeFile(join(folder, 'rgb.png'), rgb),
      writeFile(join(folder, 'depth.png'), depth),
    ]);
    const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
    return {
      rgb: { file: 'rgb.png', sha256: digest(rgb) },
      depth: { file: 'depth.png', sha256: digest(depth) },
      depthMedian: null,
      small: { width: 8, height: 6, data: new Uint8Array(8 * 6 * 3).fill(this.level) },
    };
  }

  pixels(): ReturnType<CameraService['pixels']> {
    return Promise.resolve({
      rgb: new Uint8Array(32 * 24 * 3).fill(this.level),
      counts: new Uint16Array(32 * 24).fill(1800),
    });
  }
  release(shotId: string): Promise<void> {
    this.held.delete(shotId);
    return Promise.resolve();
  }
  startRecording(path: string): Promise<{ path: string }> {
    return Promise.resolve({ path });
  }
  stopRecording(): Promise<{ path: null }> {
    return Promise.resolve({ path: null });
  }
  subscribe(events: Partial<CameraEvents>): () => void {
    this.listeners.add(events);
    return () => this.listeners.delete(events);
  }
  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
