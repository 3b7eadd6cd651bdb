import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measuresSchema, sampleSchema, type Sample } from '../../core/contract/schema/sample.js';
import { decodeGray16 } from '../codecs/png.js';
import { runCli, type CliResult } from '../../tests/support/cli.js';
import { rawDepthDigest } from '../../tests/support/raw-depth.js';
import { NO_SHARED_DATA, sharedData } from '../../tests/support/shared-data.js';
import { fetchedSdks } from '../../tests/support/sdk.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> =>
  runCli(args, { PD_STUDIO_CONFIG: join(folder, 'config'), ...env });

const CELL = ['--category', 'crab', '--split', 'train', '--anomaly', 'good', '--lighting', 'C'];
const SMALL = 'simulated:object=crab,tilt=0.2,profile=640x360@15';

async function sampleAt(path: string): Promise<Sample> {
  return sampleSchema.parse(JSON.parse(await readFile(join(path, 'sample.json'), 'utf8')));
}

describe('pd-studio capture', () => {
  it('should make the project and print one line per sample', async () => {
    const project = join(folder, 'simulated');
    const { code, lines } = await run([
      ...['capture', '--project', project, '--source', SMALL, '--json'],
      ...CELL,
    ]);
    expect(code).toBe(0);
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? '') as { id: string; path: string; measures: unknown };
    expect(Object.keys(line)).toEqual(['id', 'path', 'measures', 'gates']);
    const sample = await sampleAt(line.path);
    expect(sample).toMatchObject({ id: line.id, category: 'crab', source: 'simulated', index: 1 });
    expect(measuresSchema.parse(line.measures).tiltDeg).toBeCloseTo(0.2, 1);
    // The rig is moved: only a new session takes shots from where it is now.
    const moved = await run([
      ...['capture', '--project', project, '--source', `${SMALL},distance=200`, '--new-session'],
      ...CELL,
    ]);
    expect(moved.code).toBe(0);
  });

  it('should write nothing when a gate fails, print the gates and end with 1', async () => {
    const project = join(folder, 'refused');
    const { code, lines, stderr } = await run([
      ...['capture', '--project', project, '--source', SMALL.replace('0.2', '3'), '--json'],
      ...CELL,
    ]);
    expect(code).toBe(1);
    const { outcome, gates } = JSON.parse(lines[0] ?? '') as {
      outcome: string;
      gates: { name: string; passed: boolean }[];
    };
    expect(outcome).toBe('refused');
    expect(gates.filter((gate) => !gate.passed).map((gate) => gate.name)).toEqual(['tilt']);
    expect(stderr).toContain('--override');
    expect(await readdir(join(project, 'samples'))).toEqual([]);
  });

  it('should walk through the pairs of a folder once, with the given scale', async (ctx) => {
    const source = sharedData('arc-robot-vision', 'suction');
    if (source === null) return ctx.skip(NO_SHARED_DATA);
    const { code, lines, stderr } = await run([
      ...['capture', '--project', join(folder, 'suction'), '--source', source],
      ...['--unit', '0.0001', '--count', '3', '--override', 'a bin, not a table', '--json'],
      ...CELL,
    ]);
    expect(lines).toHaveLength(2);
    expect(code).toBe(1);
    expect(stderr).toContain('has come to its end');
    const samples = await Promise.all(
      lines.map((line) => sampleAt((JSON.parse(line) as { path: string }).path)),
    );
    expect(new Set(samples.map((sample) => sample.rgb.sha256)).size).toBe(2);
    for (const sample of samples) {
      expect(sample.depth?.metresPerCount).toBe(0.0001);
      expect(sample.override?.reason).toBe('a bin, not a table');
    }
  });

  it('should ask for the unit with its evidence and end with 2', async (ctx) => {
    const source = sharedData('arc-robot-vision', 'suction');
    if (source === null) return ctx.skip(NO_SHARED_DATA);
    const project = join(folder, 'no-unit');
    const { code, lines, stderr } = await run([
      ...['capture', '--project', project, '--source', source],
      ...CELL,
    ]);
    expect(code).toBe(2);
    expect(lines).toEqual([]);
    expect(existsSync(project)).toBe(false);
    expect(stderr).toMatch(/median of \d+ would be \d+ mm with --unit mm, [\d.]+ mm with/);
  });

  it.for(fetchedSdks())(
    'should keep the depth frame of a recording bit for bit (SDK $version)',
    async ({ path, reason }, ctx) => {
      const source = sharedData('realsense-bag', 'single_depth_color_640x480.bag');
      if (source === null || path === null) return ctx.skip(reason ?? NO_SHARED_DATA);
      const { code, lines } = await run(
        [
          ...['capture', '--project', join(folder, 'bag'), '--source', source, '--json'],
          ...['--override', 'recorded with an early colour frame'],
          ...CELL,
        ],
        { PD_STUDIO_LIBREALSENSE: path },
      );
      expect(code).toBe(0);
      const shot = JSON.parse(lines[0] ?? '') as { path: string };
      const sample = await sampleAt(shot.path);
      const file = join(shot.path, 'depth.png');
      const { data } = await decodeGray16(file, await readFile(file));
      const digest = createHash('sha256').update(new Uint8Array(data.buffer)).digest('hex');
      expect(digest).toBe(await rawDepthDigest(path, source));
      expect(sample.camera?.serial).toBe('728612070259');
      expect(sample.depth).toMatchObject({ metresPerCount: 0.001, width: 640, height: 480 });
      expect(sample.depth?.intrinsics?.fx).toBeCloseTo(390.431, 2);
      expect(sample.rgb.intrinsics?.fx).toBeCloseTo(613.204, 2);
      expect(sample.pairDeltaMs).toBeCloseTo(102, 0);
      // The recording runs at 6 frames per second: its own period is the limit.
      const pairing = sample.gates.find((gate) => gate.name === 'pairing');
      expect(pairing?.limit).toBeCloseTo(1000 / 6, 6);
    },
  );
});

describe('pd-studio level', () => {
  it('should print a line of measures per frame', async () => {
    const { code, lines } = await run([
      ...['level', '--source', 'simulated:tilt=1.5,azimuth=90,profile=640x360@15'],
      ...['--count', '3', '--json'],
    ]);
    expect(code).toBe(0);
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      const measures = measuresSchema.parse(JSON.parse(line));
      expect(Math.abs((measures.rollDeg ?? 0) - 1.5)).toBeLessThan(0.1);
      expect(Math.abs(measures.pitchDeg ?? 9)).toBeLessThan(0.1);
    }
  });
});

describe('pd-studio devices', () => {
  it('should list the simulated camera', async () => {
    const { code, lines } = await run(['devices', '--json']);
    expect(code).toBe(0);
    expect(lines.map((line) => (JSON.parse(line) as { spec: string }).spec)).toContain('simulated');
  });
});

describe('pd-studio doctor', () => {
  it('should tell each part of the machine with its state, and end with 1 where one is missing', async () => {
    const { code, lines } = await run(['doctor', '--json'], {
      PD_STUDIO_LIBREALSENSE: '/nowhere/librealsense2.so',
    });
    const checks = lines.map(
      (line) =>
        JSON.parse(line) as { name: string; state: string; message: string; remedy: string },
    );
    expect(checks.map((check) => check.name)).toEqual(
      expect.arrayContaining(['node', 'sdk', 'usb', 'settings', 'disk']),
    );
    expect(checks.find((check) => check.name === 'node')?.state).toBe('pass');
    const sdk = checks.filter((check) => check.name === 'sdk' && check.remedy !== '');
    expect(sdk.map((check) => check.state)).not.toContain('pass');
    expect(sdk.length).toBeGreaterThan(0);
    expect(code).toBe(checks.some((check) => check.state === 'fail') ? 1 : 0);
  });
});

describe('pd-studio record', () => {
  it.for(fetchedSdks().slice(0, 1))(
    'should record a source into a file that can be levelled (SDK $version)',
    async ({ path, reason }, ctx) => {
      if (path === null) return ctx.skip(reason ?? 'no SDK');
      const sdk = { PD_STUDIO_LIBREALSENSE: path };
      const out = join(folder, 'recorded.bag');
      const recorded = await run(
        ['record', '--source', SMALL, '--out', out, '--seconds', '1', '--json'],
        sdk,
      );
      expect(recorded.code).toBe(0);
      const file = (JSON.parse(recorded.lines[0] ?? '') as { path: string }).path;
      const { code, lines } = await run(['level', '--source', file, '--json'], sdk);
      expect(code).toBe(0);
      expect(measuresSchema.parse(JSON.parse(lines[0] ?? '')).tiltDeg).toBeCloseTo(0.2, 1);
    },
  );

  it('should say that it needs librealsense where there is none', async () => {
    const { code, lines, stderr } = await run(
      ['record', '--source', SMALL, '--out', join(folder, 'never.bag'), '--seconds', '1'],
      { PD_STUDIO_LIBREALSENSE: '/nowhere/librealsense2.so' },
    );
    expect(code).not.toBe(0);
    expect(lines).toEqual([]);
    expect(stderr).toContain('librealsense');
    expect(existsSync(join(folder, 'never.bag'))).toBe(false);
  });
});

describe('wrong use', () => {
  it.each([
    [['level']],
    [['level', '--source', 'simulated:tilt=many']],
    [['level', '--source', 'simulated', '--count', '0']],
    [['level', '--source', 'simulated', '--unit', '-1']],
    [['capture', '--project', '/nowhere', '--source', 'simulated', ...CELL.slice(2)]],
    [['serve', '--port', '70000']],
    [['no-such-command']],
  ])('should end with 2 and a sentence: %j', async (args) => {
    const { code, lines, stderr } = await run(args);
    expect(code).toBe(2);
    expect(lines).toEqual([]);
    expect(stderr).not.toBe('');
  });
});
