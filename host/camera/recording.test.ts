/** Recordings through the real SDKs: read, refused, made. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CameraState } from '../../core/contract/schema/camera.js';
import { fetchedSdks } from '../../tests/support/sdk.js';
import { NO_SHARED_DATA, root, sharedData } from '../../tests/support/shared-data.js';
import { decodeGray16 } from '../codecs/png.js';
import type { CameraService, OpenRequest } from './service.js';
import { createCameraService } from './supervisor.js';

const bag = sharedData('realsense-bag', 'single_depth_color_640x480.bag');
const entry = join(root, 'out', 'host', 'camera', 'process', 'main.js');

const request = (source: string, stepped = true): OpenRequest => ({
  source,
  colour: null,
  profile: null,
  metresPerCount: null,
  stepped,
});

describe.each(fetchedSdks())('librealsense $version', ({ version, path, reason }) => {
  let camera: CameraService;
  let folder: string;
  const spawnWithSdk = (): ChildProcess =>
    spawn(process.execPath, [entry], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
      serialization: 'advanced',
      env: { ...process.env, PD_STUDIO_LIBREALSENSE: path ?? '' },
    });

  beforeEach(async () => {
    camera = createCameraService({ spawn: spawnWithSdk });
    folder = await mkdtemp(join(tmpdir(), 'pd-recording-'));
  });
  afterEach(async () => {
    await camera.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const until = (fits: (state: CameraState) => boolean): Promise<CameraState> =>
    new Promise((resolve) => {
      const stop = camera.subscribe({
        state(state) {
          if (!fits(state)) return;
          stop();
          resolve(state);
        },
      });
      if (fits(camera.state())) resolve(camera.state());
    });

  it('gives the frames of a real recording bit for bit', async (ctx) => {
    if (path === null) return ctx.skip(reason ?? 'no SDK');
    if (bag === null) return ctx.skip(NO_SHARED_DATA);
    await camera.open(request(bag));
    const state = await until((s) => s.status === 'streaming');
    expect(state.metresPerCount).toBe(0.001);
    expect(state.camera).toMatchObject({ serial: '728612070259', sdk: version });
    const held = await camera.hold(1);
    expect(held.pairDeltaMs).toBeGreaterThan(95);
    expect(held.pairDeltaMs).toBeLessThan(110);
    expect(held.framePeriodMs).toBeCloseTo(1000 / 6, 6);
    expect(held.rgb.intrinsics.fx).not.toBe(held.depth.intrinsics.fx);
    await camera.write(held.shotId, folder);
    const { data } = await decodeGray16('depth.png', await readFile(join(folder, 'depth.png')));
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sdkDepthSha(path, bag));
  });

  it('ends a stepped recording after its last pair, and says so', async (ctx) => {
    if (path === null) return ctx.skip(reason ?? 'no SDK');
    if (bag === null) return ctx.skip(NO_SHARED_DATA);
    await camera.open(request(bag));
    await until((s) => s.status === 'streaming');
    const first = await camera.hold(1);
    const second = await camera.hold(1);
    expect(second.shotId).not.toBe(first.shotId);
    await expect(camera.hold(1)).rejects.toMatchObject({ details: { fault: 'source-ended' } });
    expect(camera.state().faults[0]?.message).toBe(
      'single_depth_color_640x480.bag has come to its end.',
    );
  });

  it('tells what is wrong with a file that is no recording', async (ctx) => {
    if (path === null) return ctx.skip(reason ?? 'no SDK');
    const file = join(folder, 'broken.bag');
    await writeFile(file, 'not a recording');
    await expect(camera.open(request(file))).rejects.toMatchObject({
      details: { fault: 'source-unreadable' },
      message: expect.stringContaining('broken.bag cannot be read') as string,
    });
  });

  it('says that no camera is connected', async (ctx) => {
    if (path === null) return ctx.skip(reason ?? 'no SDK');
    const sources = await camera.sources();
    if (sources.some((source) => source.kind === 'realsense'))
      return ctx.skip('a camera is connected');
    await expect(camera.open(request('realsense'))).rejects.toMatchObject({
      message: 'No RealSense camera is connected.',
      details: { fault: 'no-camera' },
    });
  });

  it('refuses .db3 where the SDK is too old, with that reason', async (ctx) => {
    if (path === null) return ctx.skip(reason ?? 'no SDK');
    if (!version.startsWith('2.53')) return ctx.skip('only of versions before 2.58');
    const file = join(folder, 'later.db3');
    await writeFile(file, '');
    await expect(camera.open(request(file))).rejects.toMatchObject({
      details: { fault: 'sdk-too-old' },
      message: `librealsense ${version} is too old for this: .db3 recordings are read since 2.58.`,
    });
  });

  it('records the simulator and reads it back as a D405', async (ctx) => {
    if (path === null) return ctx.skip(reason ?? 'no SDK');
    await camera.open(request('simulated:profile=424x240@30', false));
    await until((s) => s.status === 'streaming');
    const { path: file } = await camera.startRecording(join(folder, 'r.bag'), 30);
    expect(file).toMatch(/r\.(bag|db3)$/);
    for (let i = 0; i < 3; i++) await camera.hold(2).then(({ shotId }) => camera.release(shotId));
    expect(await camera.stopRecording()).toEqual({ path: file });
    await camera.open(request(file));
    const state = await until((s) => s.status === 'streaming');
    expect(state.metresPerCount).toBe(1e-4);
    expect(state.camera?.model).toContain('D405');
    const held = await camera.hold(1);
    expect(held.depth).toMatchObject({ width: 424, height: 240 });
    expect(held.depth.intrinsics.fx).toBeCloseTo(210.803, 2);
    expect(held.pairDeltaMs).toBe(0);
    // What is measured needs the recorded baseline, and what was recorded is the left infrared.
    expect(held.stream).toBe('left-ir');
    expect(state.colour).toBe('left-ir');
    expect(held.measures.subpixelRmsPx).toBeGreaterThan(0);
    expect(held.measures.fillRate).toBeGreaterThan(0.98);
    await expect(camera.open({ ...request(file), colour: 'colour' })).rejects.toMatchObject({
      details: { fault: 'source-unreadable' },
      message: expect.stringContaining('it lacks a colour stream') as string,
    });
  });
});

/** SHA-256 of the first depth frame as the SDK itself hands it out. */
function sdkDepthSha(sdk: string, file: string): string {
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'out', 'native', 'testing', 'check-sdk.js'), file],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, PD_STUDIO_LIBREALSENSE: sdk },
    },
  );
  const line = stdout.split('\n').find((l) => l.startsWith('{')) ?? '{}';
  return (JSON.parse(line) as { depthSha: string }).depthSha;
}
