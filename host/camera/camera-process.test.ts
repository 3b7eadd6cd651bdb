/** The real camera process behind the supervisor: faults as a technician reads them, crashes, the shutter. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CameraState, FaultCode, Preview } from '../../core/contract/schema/camera.js';
import { SIMULATOR_FAULTS, type SimulatorFault } from '../../core/simulator/d405.js';
import { root } from '../../tests/support/shared-data.js';
import { decodeGray16, decodeRgb } from '../codecs/png.js';
import type { CameraService, OpenRequest } from './service.js';
import { createCameraService } from './supervisor.js';

const entry = join(root, 'out', 'host', 'camera', 'process', 'main.js');

function spawnBuilt(): ChildProcess {
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run npm run build first`);
  return spawn(process.execPath, [entry], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
    serialization: 'advanced',
    // No SDK: these tests are the simulator's alone.
    env: { ...process.env, PD_STUDIO_LIBREALSENSE: '/nowhere/librealsense2.so' },
  });
}

const request = (keys = ''): OpenRequest => ({
  source: `simulated:profile=424x240@30${keys}`,
  colour: null,
  profile: null,
  metresPerCount: null,
});

let camera: CameraService;

const start = (): void => {
  camera = createCameraService({ spawn: spawnBuilt });
};
const end = (): Promise<void> => camera.dispose();

/** Resolves with the first state, now or later, that fits. */
function stateWhere(fits: (state: CameraState) => boolean): Promise<CameraState> {
  return new Promise((resolve) => {
    const stop = camera.subscribe({
      state(state) {
        if (!fits(state)) return;
        stop();
        resolve(state);
      },
    });
    const now = camera.state();
    if (!fits(now)) return;
    stop();
    resolve(now);
  });
}

/** The first preview of pictures of this width: one of the last source may still be under way. */
function previewOf(fullWidth: number): Promise<Preview> {
  return new Promise((resolve) => {
    const stop = camera.subscribe({
      preview(preview) {
        if (preview.fullWidth !== fullWidth) return;
        stop();
        resolve(preview);
      },
    });
  });
}

const streaming = (state: CameraState): boolean =>
  state.status === 'streaming' && state.faults.length === 0;

const EXPECTED: Readonly<
  Record<Exclude<SimulatorFault, 'blur'>, readonly [FaultCode, RegExp, RegExp]>
> = {
  usb2: ['usb2', /is connected by USB 2\.1: only slower/, /Use a USB 3 port .* works\.$/],
  busy: ['camera-busy', /^The camera .* is used by another program/, /Close that program/],
  unplug: ['unplugged', /^The camera D405 simulated was unplugged\.$/, /Plug it in again/],
  'no-frames': ['no-frames', /is open but sends no frames\.$/, /check cable and USB port/],
  'frozen-frames': ['frozen-frames', /has stood still for 1\.5 s/, /unplug it for five seconds/],
  'repeated-frames': [
    'repeated-frames',
    /repeats frames: \d+ % of the last \d+/,
    /lower frame rate/,
  ],
  'dropped-frames': ['dropped-frames', /^\d+ % of the frames were lost/, /USB 3 port of its own/],
  'corner-holes': ['corner-holes', /has no depth \((top|bottom) (left|right)/, /texture/],
  'depth-unit-1mm': ['depth-unit', /One depth count means 1 mm, but .* 0\.1 mm/, /preset Default/],
  'over-exposed': ['over-exposed', /^\d+ % of the picture is too bright/, /Lower the exposure/],
  'old-firmware': [
    'old-firmware',
    /runs firmware 5\.12\.7\.100; 5\.12\.11\.8 or newer/,
    /rs-fw-update/,
  ],
};

const REFUSING: readonly string[] = ['unplug', 'no-frames', 'frozen-frames'];

describe('faults', () => {
  // One process for all: each test opens its own source, which ends the last one.
  beforeAll(start);
  afterAll(end);

  it('are expected for every switch of the simulator that is one', () => {
    const faults = SIMULATOR_FAULTS.filter((fault) => fault !== 'blur');
    expect(Object.keys(EXPECTED).sort()).toEqual([...faults].sort());
  });

  it.each(Object.entries(EXPECTED))(
    '%s while streaming: message and remedy are shown, no shot is made of it, and it heals',
    async (fault, [code, message, remedy]) => {
      await camera.open(request());
      await stateWhere(streaming);
      await camera.simulate({ fault });
      const state = await stateWhere((s) => s.faults.some((f) => f.code === code));
      const shown = state.faults.find((f) => f.code === code);
      expect(shown?.message).toMatch(message);
      expect(shown?.remedy).toMatch(remedy);
      expect(`${shown?.message ?? ''}${shown?.remedy ?? ''}`).not.toMatch(/[{}]|undefined|NaN/);
      if (REFUSING.includes(fault)) {
        // No old frame instead of what the camera sees; and what stays silent is opened anew.
        await expect(camera.hold(1)).rejects.toMatchObject({
          code: 'camera-fault',
          details: { fault: code },
        });
        const reopening = await stateWhere((s) => s.status === 'reopening');
        expect(reopening.faults.map((f) => f.code)).toEqual([code]);
      }
      await camera.simulate({ fault: 'none' });
      const healed = await stateWhere(streaming);
      expect(healed.restarts).toBe(0);
    },
  );

  it('of a camera that is busy at opening are told, and it opens by itself when free', async () => {
    await expect(camera.open(request(',fault=busy'))).rejects.toMatchObject({
      code: 'camera-fault',
      details: { fault: 'camera-busy' },
    });
    expect(camera.state().faults[0]?.blocking).toBe(true);
    await camera.simulate({ fault: 'none' });
    await stateWhere(streaming);
  });

  it('leave exposure and preset as they were set, when the camera is plugged in again', async () => {
    await camera.open(request());
    await stateWhere(streaming);
    await camera.setPreset('High Accuracy');
    await camera.setOption('exposure', 12000);
    await camera.simulate({ fault: 'unplug' });
    await stateWhere((s) => s.status === 'reopening');
    await camera.setOption('gain', 32);
    await camera.simulate({ fault: 'none' });
    const back = await stateWhere(streaming);
    const valueOf = (name: string): number | undefined =>
      back.options.find((option) => option.name === name)?.value;
    expect(back.camera).toMatchObject({ preset: 'High Accuracy', exposureUs: 12000 });
    expect([valueOf('exposure'), valueOf('gain')]).toEqual([12000, 32]);
    // Another source starts with its own.
    await camera.open(request());
    const other = await stateWhere(streaming);
    expect(other.camera?.preset).not.toBe('High Accuracy');
  });

  it('name the missing SDK and where to set it', async () => {
    await expect(
      camera.open({ source: 'realsense', colour: null, profile: null, metresPerCount: null }),
    ).rejects.toMatchObject({
      details: { fault: 'sdk-missing' },
      hint: expect.stringContaining('PD_STUDIO_LIBREALSENSE') as string,
    });
    expect((await camera.sources()).map((source) => source.kind)).toEqual(['simulated']);
    await camera.close();
    expect(camera.state()).toMatchObject({ status: 'closed', faults: [] });
  });

  it('do not come from wrong words: those are the caller’s', async () => {
    await expect(camera.open({ ...request(), source: 'simulated:tilt=99' })).rejects.toMatchObject({
      code: 'bad-source',
    });
    await expect(camera.open({ ...request(), source: '/nowhere' })).rejects.toMatchObject({
      code: 'bad-source',
    });
    await expect(camera.hold(1)).rejects.toMatchObject({ code: 'no-camera-open' });
  });
});

describe('the process', () => {
  beforeEach(start);
  afterEach(end);

  it('comes back after a kill -9 with the same picture and settings', async () => {
    await camera.open(request());
    await camera.simulate({ tiltDeg: 3, distanceMm: 210 });
    await camera.setOption('exposure', 12000);
    await camera.setPreset('High Accuracy');
    const before = await stateWhere(streaming);
    const crashed = stateWhere((s) => s.faults.some((f) => f.code === 'camera-crashed'));
    process.kill(before.processId ?? 0, 'SIGKILL');
    const fault = (await crashed).faults[0];
    expect(fault?.message).toBe('The camera process ended unexpectedly.');
    expect(fault?.remedy).toBe('It is being started again; nothing of the session is lost.');
    const after = await stateWhere(
      (s) => streaming(s) && s.restarts === 1 && s.camera?.preset === 'High Accuracy',
    );
    expect(after.processId).not.toBe(before.processId);
    expect(after.simulator).toMatchObject({ tiltDeg: 3, distanceMm: 210 });
    expect(after.profile).toMatchObject({ width: 424, height: 240, fps: 30 });
    expect(after.options.find((o) => o.name === 'exposure')?.value).toBe(12000);
  });

  it('answers calls that it took down with it', async () => {
    await camera.open(request());
    await stateWhere(streaming);
    const held = camera.hold(30);
    process.kill(camera.state().processId ?? 0, 'SIGKILL');
    await expect(held).rejects.toMatchObject({ details: { fault: 'camera-crashed' } });
  });

  it('that never comes up answers too', async () => {
    await camera.dispose();
    camera = createCameraService({
      spawn: () =>
        spawn(process.execPath, ['-e', 'process.exit(3)'], {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
        }),
    });
    await expect(camera.open(request())).rejects.toMatchObject({
      details: { fault: 'camera-crashed' },
    });
  });

  it('ends when its host is killed', async () => {
    const supervisor = join(root, 'out', 'host', 'camera', 'supervisor.js');
    const script = `
      const { createCameraService } = await import(process.argv[1]);
      const camera = createCameraService();
      await camera.open(${JSON.stringify(request())});
      console.log(camera.state().processId);`;
    const host = spawn(process.execPath, ['--input-type=module', '-e', script, supervisor], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => {
      host.stdout.once('data', (line: Buffer) => {
        resolve(Number(line.toString()));
      });
    });
    expect(() => process.kill(pid, 0)).not.toThrow();
    host.kill('SIGKILL');
    await vi.waitFor(
      () => {
        expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
      },
      { timeout: 60_000 },
    );
  });
});

describe('pictures and shots', () => {
  beforeAll(start);
  afterAll(end);

  it('sends previews and measures of what the simulator shows', async () => {
    await camera.open(request(',tilt=2,azimuth=0,distance=200'));
    const preview = await previewOf(424);
    expect(preview).toMatchObject({ width: 424, height: 240, metresPerCount: 1e-4 });
    expect(preview.bytes.length).toBe(preview.depthOffset + preview.width * preview.height * 2);
    await vi.waitFor(
      () => {
        const { measures } = camera.latestMeasures() ?? {};
        expect(measures?.tiltDeg).toBeCloseTo(2, 0);
        expect(Math.abs((measures?.distanceMm ?? 0) - 200)).toBeLessThan(1);
      },
      { timeout: 60_000 },
    );
  });

  it('halves previews of large pictures, with intrinsics to match', async () => {
    await camera.open({ ...request(), source: 'simulated:profile=848x480@15' });
    const preview = await previewOf(848);
    expect(preview).toMatchObject({ width: 424, height: 240, fullWidth: 848, fullHeight: 480 });
    expect(preview.depthIntrinsics.fx).toBeCloseTo(421.605 / 2, 6);
  });

  it('writes a burst: whole files, true digests, measures of the held frame', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pd-shot-'));
    try {
      await camera.open(request(',tilt=1'));
      await stateWhere(streaming);
      const held = await camera.hold(5);
      expect(held).toMatchObject({ kind: 'simulated', burst: 5, stream: 'left-ir' });
      expect(held.pairDeltaMs).toBeLessThanOrEqual(held.framePeriodMs);
      expect(held.measures.tiltDeg).toBeCloseTo(1, 0);
      const written = await camera.write(held.shotId, folder);
      for (const part of [written.rgb, written.depth, written.depthMedian]) {
        const file = await readFile(join(folder, part?.file ?? ''));
        expect(createHash('sha256').update(file).digest('hex')).toBe(part?.sha256);
      }
      const depth = await decodeGray16('depth.png', await readFile(join(folder, 'depth.png')));
      expect(depth).toMatchObject({ width: 424, height: 240 });
      expect(depth.data.some((count) => count > 0)).toBe(true);
      const rgb = await decodeRgb('rgb.png', await readFile(join(folder, 'rgb.png')));
      expect(rgb).toMatchObject({ width: 424, height: 240 });
      await camera.release(held.shotId);
      await expect(camera.write(held.shotId, folder)).rejects.toMatchObject({
        code: 'nothing-pending',
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('refuses a recording without the SDK, with the reason', async () => {
    await camera.open(request());
    await stateWhere(streaming);
    await expect(
      camera.startRecording(join(tmpdir(), 'pd-never', 'x.bag'), 1),
    ).rejects.toMatchObject({ code: 'unsupported' });
  });
});
