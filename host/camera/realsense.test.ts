/** The source for real cameras through the real SDKs: a software D405, fed by the simulator. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CameraState } from '../../core/contract/schema/camera.js';
import { fetchedSdks } from '../../tests/support/sdk.js';
import { root } from '../../tests/support/shared-data.js';
import { decodeGray16, decodeRgb } from '../codecs/png.js';
import type { CameraService } from './service.js';
import { createCameraService } from './supervisor.js';
import { SoftwareFeeder } from './testing/software-feeder.js';

const entry = join(root, 'out', 'host', 'camera', 'process', 'main.js');

describe.each(fetchedSdks())(
  'a D405 through librealsense $version',
  ({ version, path, reason }) => {
    let folder: string;
    let socket: string;
    let feeder: SoftwareFeeder;
    let camera: CameraService;
    let feeding: NodeJS.Timeout | undefined;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pd-realsense-'));
      socket = join(folder, 'feed.sock');
      feeder = new SoftwareFeeder({
        width: 424,
        height: 240,
        fps: 30,
        pairs: 3,
        stream: 'left-ir',
      });
      await feeder.listen(socket);
      camera = createCameraService({
        spawn: () =>
          spawn(process.execPath, [entry], {
            stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
            serialization: 'advanced',
            env: { ...process.env, PD_STUDIO_LIBREALSENSE: path ?? '' },
          }),
      });
    });
    afterEach(async () => {
      clearInterval(feeding);
      await camera.dispose();
      await feeder.close();
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

    const stream = async (colourLateMs = 0): Promise<CameraState> => {
      const opened = await camera.open({
        source: `software:${socket}`,
        colour: null,
        profile: { width: 424, height: 240, fps: 30 },
        metresPerCount: null,
      });
      expect(opened.source).toMatchObject({ kind: 'realsense', label: 'Intel RealSense D405' });
      feeding = setInterval(() => feeder.feed(colourLateMs), 1000 / 30);
      return until((state) => state.status === 'streaming');
    };

    it('streams the left infrared with depth, bit for bit and paired by device time', async (ctx) => {
      if (path === null) return ctx.skip(reason ?? 'no SDK');
      const state = await stream();
      expect(state).toMatchObject({ colour: 'left-ir', metresPerCount: 1e-4 });
      expect(state.camera).toMatchObject({
        model: 'Intel RealSense D405',
        serial: '000000000405',
        firmware: '5.16.0.1',
        usb: '3.2',
        sdk: version,
      });
      const held = await camera.hold(1);
      expect(held.pairDeltaMs).toBe(0);
      expect(held.depth.intrinsics.fx).toBeCloseTo(210.803, 3);
      expect(held.rgb.intrinsics).toEqual(held.depth.intrinsics);
      await camera.write(held.shotId, folder);
      const depth = await decodeGray16('depth.png', await readFile(join(folder, 'depth.png')));
      const rgb = await decodeRgb('rgb.png', await readFile(join(folder, 'rgb.png')));
      const pair = feeder.pairs.find((p) => same(p.depth.data, depth.data));
      expect(pair).toBeDefined();
      expect(same(pair?.colour.data ?? [], rgb.data)).toBe(true);
    });

    it("offers the device's own controls with their ranges", async (ctx) => {
      if (path === null) return ctx.skip(reason ?? 'no SDK');
      const state = await stream();
      const exposure = state.options.find(({ name }) => name === 'exposure');
      expect(exposure).toMatchObject({ min: 1, max: 165000, step: 1, value: 33000 });
      const changed = await camera.setOption('exposure', 20000);
      expect(changed.options.find(({ name }) => name === 'exposure')?.value).toBe(20000);
    });

    it('stores how far apart the pictures of a pair are', async (ctx) => {
      if (path === null) return ctx.skip(reason ?? 'no SDK');
      await stream(12);
      const held = await camera.hold(1);
      expect(held.pairDeltaMs).toBeCloseTo(12, 3);
    });

    it('tells that the camera was unplugged, and goes on when it is back', async (ctx) => {
      if (path === null) return ctx.skip(reason ?? 'no SDK');
      await stream();
      feeder.unplug();
      const lost = await until((state) => state.faults.some((fault) => fault.code === 'unplugged'));
      expect(lost.faults.find((fault) => fault.code === 'unplugged')?.message).toBe(
        'The camera Intel RealSense D405 was unplugged.',
      );
      // The feed offers a fresh device to whoever connects: the camera process does so by itself.
      const back = await until((state) => state.status === 'streaming');
      expect(back.faults.filter((fault) => fault.blocking)).toEqual([]);
    });

    it('refuses a profile that the device does not have, by name', async (ctx) => {
      if (path === null) return ctx.skip(reason ?? 'no SDK');
      await expect(
        camera.open({
          source: `software:${socket}`,
          colour: null,
          profile: { width: 1280, height: 720, fps: 90 },
          metresPerCount: null,
        }),
      ).rejects.toMatchObject({
        message: 'The camera Intel RealSense D405 does not offer 1280x720 at 90.',
      });
    });
  },
);

function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
