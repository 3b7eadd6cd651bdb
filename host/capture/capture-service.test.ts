import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/contract/errors.js';
import type { ShootInput } from '../../core/contract/schema/capture.js';
import { FakeCamera, GOOD_MEASURES } from '../testing/fake-camera.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { createCaptureService, type CaptureService } from './capture-service.js';

let folder: string;
let store: ProjectStore;
let camera: FakeCamera;
let capture: CaptureService;
let notices: string[];

const input = (patch: Partial<ShootInput> = {}): ShootInput => ({
  cell: { category: 'crab', split: 'train', anomaly: 'good', lighting: 'C' },
  override: null,
  burst: 1,
  note: '',
  replaces: null,
  ...patch,
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-capture-'));
  await createProject(folder, 'Test');
  store = await openProject(folder);
  camera = new FakeCamera();
  notices = [];
  capture = createCaptureService({
    camera,
    store: () => store,
    operator: () => 'Ada',
    changed: () => undefined,
    notice: (_level, message) => notices.push(message),
  });
});

afterEach(async () => {
  capture.dispose();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the shutter', () => {
  it('writes a whole sample with its measures, gates and digests', async () => {
    const result = await capture.shoot(input({ note: 'first' }));
    expect(result.outcome).toBe('saved');
    if (result.outcome !== 'saved') return;
    expect((await readdir(result.path)).sort()).toEqual([
      'depth.png',
      'rgb.png',
      'sample.json',
      'work.json',
    ]);
    const { sample, note } = await store.read(result.sample.id);
    expect(sample).toMatchObject({
      category: 'crab',
      index: 1,
      operator: 'Ada',
      override: null,
      source: 'simulated',
    });
    expect(note).toBe('first');
    expect(camera.held.size).toBe(0);
  });

  it('refuses a failed gate, writes nothing, and stores an override with reason and name', async () => {
    camera.measures = { ...GOOD_MEASURES, tiltDeg: 2 };
    const refused = await capture.shoot(input());
    expect(refused).toMatchObject({ outcome: 'refused' });
    expect(await readdir(join(folder, 'samples'))).toEqual([]);
    expect(camera.held.size).toBe(0);
    const saved = await capture.shoot(input({ override: 'rig is being moved' }));
    expect(saved).toMatchObject({
      outcome: 'saved',
      sample: { override: { reason: 'rig is being moved', by: 'Ada' } },
    });
  });

  it('refuses the same object twice, a moved rig, another distance and another depth scale', async () => {
    await capture.shoot(input());
    const failedGates = async (): Promise<string[]> => {
      const result = await capture.shoot(input());
      return result.outcome === 'refused'
        ? result.gates.filter((g) => !g.passed).map((g) => g.name)
        : ['saved'];
    };
    expect(await failedGates()).toEqual(['duplicate']);
    camera.level = 90;
    camera.measures = { ...GOOD_MEASURES, distanceMm: 200 };
    expect(await failedGates()).toEqual(['distance', 'rigMoved']);
    camera.measures = GOOD_MEASURES;
    camera.metresPerCount = 0.001;
    expect(await failedGates()).toEqual(['depthScale']);
  });

  it('begins a new session after the rig was moved, and goes on with it at the next opening', async () => {
    await capture.shoot(input());
    camera.level = 90;
    camera.measures = { ...GOOD_MEASURES, distanceMm: 200 };
    expect(await capture.shoot(input())).toMatchObject({ outcome: 'refused' });
    expect(await capture.newSession()).toMatchObject({
      shots: 0,
      firstDistanceMm: null,
      medianSharpness: null,
    });
    await capture.projectChanged();
    expect(await capture.shoot(input())).toMatchObject({ outcome: 'saved' });
    expect(capture.session()).toMatchObject({ shots: 1, firstDistanceMm: 200 });
  });

  it('keeps the frame when the disk is full, and saves it on the next try', async () => {
    camera.failWrite = new StudioError('disk-full', 'The disk is full.', 'Free some space.');
    await expect(capture.shoot(input())).rejects.toMatchObject({ code: 'disk-full' });
    expect(capture.session().pending).toMatchObject({
      message: 'The disk is full.',
      remedy: 'Free some space.',
    });
    expect(camera.held.size).toBe(1);
    expect(await readdir(join(folder, 'samples'))).toEqual([]);
    await expect(capture.shoot(input())).rejects.toMatchObject({ code: 'busy' });
    camera.failWrite = null;
    expect(await capture.retry()).toMatchObject({ outcome: 'saved' });
    expect(capture.session().pending).toBeNull();
    expect(camera.held.size).toBe(0);
  });

  it('discards a frame that could not be saved', async () => {
    camera.failWrite = new StudioError('folder-read-only', 'Read-only.');
    await expect(capture.shoot(input())).rejects.toMatchObject({ code: 'folder-read-only' });
    await capture.discard();
    expect(camera.held.size).toBe(0);
    await expect(capture.retry()).rejects.toMatchObject({ code: 'nothing-pending' });
  });

  it('puts the old sample into the trash only once its retake is on disk', async () => {
    const first = await capture.shoot(input());
    if (first.outcome !== 'saved') throw new Error('not saved');
    camera.failWrite = new StudioError('disk-full', 'full');
    await expect(capture.shoot(input({ replaces: first.sample.id }))).rejects.toMatchObject({
      code: 'disk-full',
    });
    expect(store.samples().map((s) => s.id)).toEqual([first.sample.id]);
    camera.failWrite = null;
    const second = await capture.retry();
    if (second.outcome !== 'saved') throw new Error('not saved');
    expect(store.samples().map((s) => s.id)).toEqual([second.sample.id]);
    expect((await store.trashed()).map((s) => s.id)).toEqual([first.sample.id]);
  });

  it('tells that a retake is saved although the old sample could not go to the trash', async () => {
    const first = await capture.shoot(input());
    if (first.outcome !== 'saved') throw new Error('not saved');
    await writeFile(join(folder, 'trash'), 'a file where the folder should be');
    const second = await capture.shoot(input({ replaces: first.sample.id }));
    expect(second).toMatchObject({
      outcome: 'saved',
      problem: { message: expect.stringContaining('could not be moved to the trash') as string },
    });
    expect(store.samples()).toHaveLength(2);
    expect(capture.session().pending).toBeNull();
    camera.level = 90;
    expect(await capture.shoot(input())).toMatchObject({ outcome: 'saved', problem: null });
  });

  it('says that a waiting shot is lost when the camera process ends, and shoots again', async () => {
    camera.failWrite = new StudioError('disk-full', 'full');
    await expect(capture.shoot(input())).rejects.toMatchObject({ code: 'disk-full' });
    camera.failWrite = null;
    camera.crash();
    expect(capture.session().pending).toBeNull();
    expect(notices).toEqual([expect.stringContaining('is lost')]);
    expect(await capture.shoot(input())).toMatchObject({ outcome: 'saved' });
  });

  it('does not wait for frames that are gone when another try finds that out', async () => {
    camera.failWrite = new StudioError('disk-full', 'full');
    await expect(capture.shoot(input())).rejects.toMatchObject({ code: 'disk-full' });
    camera.failWrite = null;
    camera.held.clear();
    await expect(capture.retry()).rejects.toMatchObject({
      code: 'nothing-pending',
      message: expect.stringContaining('is lost') as string,
    });
    expect(await capture.shoot(input())).toMatchObject({ outcome: 'saved' });
  });

  it('keeps a waiting shot for its own project while another one is open', async () => {
    const home = store;
    const other = join(folder, 'other');
    await createProject(other, 'Other');
    camera.failWrite = new StudioError('disk-full', 'full');
    await expect(capture.shoot(input())).rejects.toMatchObject({ code: 'disk-full' });
    camera.failWrite = null;
    store = await openProject(other);
    await capture.projectChanged();
    expect(notices).toEqual([expect.stringContaining(folder)]);
    expect(capture.session().pending).toBeNull();
    await expect(capture.retry()).rejects.toMatchObject({ code: 'nothing-pending' });
    expect(await capture.shoot(input())).toMatchObject({ outcome: 'saved' });
    expect(store.samples()).toHaveLength(1);
    await store.close();
    store = home;
    await capture.projectChanged();
    expect(capture.session().pending).toMatchObject({ message: 'full' });
    expect(await capture.retry()).toMatchObject({ outcome: 'saved' });
    expect(home.samples()).toHaveLength(1);
  });

  it('finishes a shot before its project is closed', async () => {
    const shot = capture.shoot(input());
    await capture.idle();
    expect(store.samples()).toHaveLength(1);
    await shot;
  });

  it('goes on with its session after the studio was started again', async () => {
    await capture.shoot(input());
    const again = createCaptureService({
      camera,
      store: () => store,
      operator: () => 'Ada',
      changed: () => undefined,
      notice: () => undefined,
    });
    await again.projectChanged();
    expect(again.session()).toMatchObject({
      shots: 1,
      firstDistanceMm: 180,
      medianSharpness: 400,
      metresPerCount: 0.0001,
    });
    again.dispose();
  });

  it('leaves only whole samples when the host is killed during a burst', async () => {
    await store.close();
    const child = spawn(process.execPath, ['out/host/testing/add-forever.js', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told: string[] = [];
    await new Promise<void>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        told.push(line);
        if (told.length === 7) child.kill('SIGKILL');
      });
      child.once('exit', () => resolve());
    });
    store = await openProject(folder);
    expect(store.broken()).toEqual([]);
    const ids = store.samples().map((s) => s.id);
    expect(ids).toEqual(expect.arrayContaining(told));
    expect((await readdir(join(folder, 'samples'))).every((name) => ids.includes(name))).toBe(true);
    for (const id of ids) expect(existsSync(join(folder, 'samples', id, 'rgb.png'))).toBe(true);
  });
});

describe('the project store', () => {
  it('opens a newer schema for reading only', async () => {
    await store.close();
    const path = join(folder, 'project.json');
    const raw = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ ...raw, schema: 99, name: 'Future', novelty: true }));
    store = await openProject(folder);
    expect((await store.info()).readOnly).toMatchObject({ reason: 'newer-schema' });
    expect(store.project().name).toBe('Future');
    await expect(store.update({ name: 'x' })).rejects.toMatchObject({ code: 'project-read-only' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ schema: 99, novelty: true });
  });

  it('migrates an older schema and keeps a copy', async () => {
    await store.close();
    const path = join(folder, 'project.json');
    const raw = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    delete raw['depthRangeMm'];
    await writeFile(path, JSON.stringify({ ...raw, schema: 1, categories: ['crab', 'own thing'] }));
    store = await openProject(folder);
    expect(store.project().categories).toEqual([
      { name: 'crab', lighting: 'C' },
      { name: 'own thing', lighting: 'C' },
    ]);
    expect(JSON.parse(await readFile(join(folder, 'project.v1.json'), 'utf8'))).toMatchObject({
      schema: 1,
    });
  });

  it('names a corrupt project file and leaves it as it is', async () => {
    await store.close();
    await writeFile(join(folder, 'project.json'), '{ broken');
    await expect(openProject(folder)).rejects.toMatchObject({ code: 'project-corrupt' });
    expect(await readFile(join(folder, 'project.json'), 'utf8')).toBe('{ broken');
  });

  it('reports a corrupt sample and blocks only that one', async () => {
    const first = await capture.shoot(input());
    camera.level = 90;
    const second = await capture.shoot(input());
    if (first.outcome !== 'saved' || second.outcome !== 'saved') throw new Error('not saved');
    await writeFile(join(first.path, 'sample.json'), '{}');
    await store.close();
    store = await openProject(folder);
    expect(store.samples().map((s) => s.id)).toEqual([second.sample.id]);
    expect(store.broken()).toMatchObject([{ path: first.path }]);
  });

  it('tells a second studio who has the project open', async () => {
    const second = await openProject(folder);
    expect((await second.info()).readOnly?.message).toMatch(/open in another studio/);
    await second.close();
  });

  it('edits what may change, logs it, and keeps the measures', async () => {
    const shot = await capture.shoot(input());
    if (shot.outcome !== 'saved') throw new Error('not saved');
    await store.edit(shot.sample.id, { split: 'test', anomaly: 'dent' }, 'Ada');
    const { sample } = await store.read(shot.sample.id);
    expect(sample).toMatchObject({ split: 'test', anomaly: 'dent', measures: GOOD_MEASURES });
    const log = await readFile(join(shot.path, 'history', 'edits.jsonl'), 'utf8');
    expect(JSON.parse(log)).toMatchObject({
      by: 'Ada',
      before: { split: 'train', anomaly: 'good' },
    });
  });

  it('restores from the trash and makes thumbnails', async () => {
    const shot = await capture.shoot(input());
    if (shot.outcome !== 'saved') throw new Error('not saved');
    await store.trash([shot.sample.id]);
    expect(store.samples()).toEqual([]);
    await store.restore([shot.sample.id]);
    const { mime, bytes } = await store.picture(shot.sample.id, 'thumbnail');
    expect(mime).toBe('image/jpeg');
    expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xd8]);
  });

  it('makes the thumbnail of a shot from its pixels, and from the file once it is gone', async () => {
    const shot = await capture.shoot(input());
    if (shot.outcome !== 'saved') throw new Error('not saved');
    const { id } = shot.sample;
    const widthOf = async (): Promise<number> => {
      const { bytes } = await store.picture(id, 'thumbnail');
      return (await sharp(bytes).metadata()).width;
    };
    expect(await widthOf()).toBe(8);
    const cached = join(store.path, '.cache', 'thumbnails', `${id}.jpg`);
    await vi.waitFor(() => readFile(cached));
    expect(await widthOf()).toBe(8);
    await rm(cached);
    await vi.waitFor(async () => {
      expect(await widthOf()).toBe(32);
    });
  });

  it.each(['../outside', '..', '/etc'])('refuses the id %s', async (id) => {
    await expect(store.picture(id, 'rgb')).rejects.toBeInstanceOf(StudioError);
    await expect(store.restore([id])).rejects.toBeInstanceOf(StudioError);
  });
});
