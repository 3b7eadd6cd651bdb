/** The binding against the real SDKs, and core/geometry against the SDK's own align and point cloud. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { alignDepthToColour } from '../core/geometry/align.js';
import { pointCloud } from '../core/geometry/point-cloud.js';
import { toExtrinsics, toIntrinsics } from '../host/camera/sources/sdk-frames.js';
import type { SdkExtrinsics, SdkIntrinsics } from '../native/index.js';
import { fetchedSdks } from './support/sdk.js';
import { NO_SHARED_DATA, root, sharedData } from './support/shared-data.js';

interface Facts {
  version: string;
  exposureRange: Record<string, unknown>;
  scale: number;
  soak: { arrived: number; exact: number; live: number };
  optionError: string;
  nothing: boolean;
  tooSmall: boolean;
  twice: boolean;
  recordedAs: string;
  roundTrip: boolean;
  roundTripSerial: string;
  serial: string;
  units: number;
  depthSha: string;
  depthIntrinsics: SdkIntrinsics;
  colourIntrinsics: SdkIntrinsics;
  depthToColour: SdkExtrinsics;
  pairDeltaMs: number;
  aligned: string;
  depth: string;
  points: string;
  liveAtEnd: number;
}

const bag = sharedData('realsense-bag', 'single_depth_color_640x480.bag');
const script = join(root, 'out', 'native', 'testing', 'check-sdk.js');

function ask(path: string): Facts {
  const { stdout, stderr } = spawnSync(process.execPath, [script, ...(bag === null ? [] : [bag])], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
    env: { ...process.env, PD_STUDIO_LIBREALSENSE: path },
  });
  const line = stdout.split('\n').find((l) => l.startsWith('{'));
  if (line === undefined) throw new Error(`the SDK check printed nothing: ${stderr.slice(-2000)}`);
  return JSON.parse(line) as Facts;
}

const words = (base64: string): Uint16Array => {
  const bytes = Buffer.from(base64, 'base64');
  return new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

describe.each(fetchedSdks())('librealsense $version', ({ version, path, reason }) => {
  let facts: Facts | null = null;

  beforeAll(() => {
    if (path !== null && existsSync(path)) facts = ask(path);
  }, 130_000);

  const must = (skip: (note: string) => void, needsBag = false): Facts => {
    if (!facts) skip(reason ?? `${String(path)} is absent`);
    if (needsBag && bag === null) skip(NO_SHARED_DATA);
    return facts as Facts;
  };

  it('loads and passes its self-check', ({ skip }) => {
    expect(must(skip).version).toBe(version);
  });

  it('delivers 300 frame sets of a software D405 unchanged and leaks none', ({ skip }) => {
    const { soak, liveAtEnd } = must(skip);
    expect(soak).toEqual({ arrived: 600, exact: 300, live: 0 });
    expect(liveAtEnd).toBe(0);
  });

  it("tells the device's own option ranges and depth units", ({ skip }) => {
    const { exposureRange, scale } = must(skip);
    expect(exposureRange).toMatchObject({
      name: 'exposure',
      value: 33000,
      min: 1,
      max: 165000,
      readOnly: false,
    });
    expect(scale).toBeCloseTo(0.0001, 9);
  });

  it('turns failures into typed errors and refuses misuse', ({ skip }) => {
    const { optionError, nothing, tooSmall, twice } = must(skip);
    expect(optionError).toMatch(/^rs2_/);
    expect({ nothing, tooSmall, twice }).toEqual({ nothing: true, tooSmall: true, twice: true });
  });

  it('plays back what it recorded, bit for bit', ({ skip }) => {
    const { roundTrip, roundTripSerial, recordedAs } = must(skip);
    expect(roundTrip).toBe(true);
    expect(roundTripSerial).toBe('000000000405');
    expect(recordedAs).toBe(version === '2.53.1' ? 'bag' : 'db3');
  });

  it('reads the real recording', ({ skip }) => {
    const { serial, units, depthSha, pairDeltaMs, depthIntrinsics } = must(skip, true);
    expect(serial).toBe('728612070259');
    expect(units).toBeCloseTo(0.001, 8);
    expect(depthSha.startsWith('c5ae993b10a1')).toBe(true);
    expect(pairDeltaMs).toBeCloseTo(101.566, 2);
    expect(depthIntrinsics.fx).toBeCloseTo(390.4315, 3);
  });

  it("core/geometry aligns depth to colour as the SDK's align block does", ({ skip }) => {
    const f = must(skip, true);
    // The SSE code of 2.53 adds half a pixel and then rounds to nearest, half a pixel further than the
    // reference code (src/proc/align.cpp) and 2.59: a shifted principal point stands for it.
    const seen = toIntrinsics(f.colourIntrinsics);
    const shift = version === '2.53.1' ? 0.5 : 0;
    const colourIntrinsics = { ...seen, ppx: seen.ppx + shift, ppy: seen.ppy + shift };
    const ours = alignDepthToColour(
      words(f.depth),
      f.units,
      { width: 640, height: 480, intrinsics: toIntrinsics(f.depthIntrinsics) },
      { width: 640, height: 480, intrinsics: colourIntrinsics },
      toExtrinsics(f.depthToColour),
    );
    const theirs = words(f.aligned);
    let valid = 0;
    let equal = 0;
    for (let i = 0; i < theirs.length; i++) {
      if (theirs[i] === 0 && ours[i] === 0) continue;
      valid += 1;
      if (Math.abs((theirs[i] ?? 0) - (ours[i] ?? 0)) <= 1) equal += 1;
    }
    expect(valid).toBeGreaterThan(100_000);
    expect(equal / valid).toBeGreaterThanOrEqual(0.999);
  });

  it("core/geometry makes the SDK's point cloud", ({ skip }) => {
    const f = must(skip, true);
    const ours = pointCloud(words(f.depth), f.units, {
      width: 640,
      height: 480,
      intrinsics: toIntrinsics(f.depthIntrinsics),
    });
    const bytes = Buffer.from(f.points, 'base64');
    const theirs = new Float32Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    );
    expect(theirs.length).toBe(ours.length);
    let worst = 0;
    for (let i = 0; i < ours.length; i++)
      worst = Math.max(
        worst,
        Math.abs((ours[i] ?? 0) - (theirs[i] ?? 0)) / Math.max(1, Math.abs(theirs[i] ?? 0)),
      );
    expect(worst).toBeLessThan(2e-6);
    // Within 1e-6 m where a D405 looks (under 2 m); beyond, the SDK's float32 arithmetic itself is coarser.
    let worstMetres = 0;
    for (let i = 0; i < ours.length; i++) {
      if ((ours[i - (i % 3) + 2] ?? 0) < 2)
        worstMetres = Math.max(worstMetres, Math.abs((ours[i] ?? 0) - (theirs[i] ?? 0)));
    }
    expect(worstMetres).toBeLessThan(1e-6);
  });
});
