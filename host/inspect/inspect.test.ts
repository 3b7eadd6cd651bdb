/** Inspection of a project through the real compute process and onnxruntime. */
import { fork } from 'node:child_process';
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BatchProgress, FolderRow } from '../../core/contract/schema/inspect.js';
import { root } from '../../tests/support/shared-data.js';
import { setThreshold } from '../detector/runs/model-shelf.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { FakeCamera } from '../testing/fake-camera.js';
import { Compute } from './compute.js';
import { readUsedVerdict } from './feedback-file.js';
import { giveBack } from './feedback.js';
import { lotReport } from './report.js';
import { Reviews } from './reviews.js';
import { InspectService } from './service.js';
import { addPart, addToyModel, TOY_MODEL } from './testing/toy-project.js';

const ENTRY = join(root, 'out', 'host', 'inspect', 'process', 'main.js');
const THRESHOLD = 1.5;

/** Two parts, shot once; every test has a copy. */
let template: string;
let folder: string;
let store: ProjectStore;
let compute: Compute;
let service: InspectService;
let progress: BatchProgress[];
let good: string;
let dent: string;

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'pd-inspect-parts-'));
  await createProject(template, 'Inspect');
  const made = await openProject(template);
  good = await addPart(made, { seed: 3, defect: 'none' });
  dent = await addPart(made, { seed: 3, defect: 'dent' });
  await made.close();
  compute = new Compute({
    log: () => undefined,
    spawn: () =>
      fork(ENTRY, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  });
});
afterAll(async () => {
  compute.dispose();
  await rm(template, { recursive: true, force: true });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-inspect-'));
  await cp(template, folder, { recursive: true });
  store = await openProject(folder);
  await addToyModel(folder, THRESHOLD, [
    { sample: 'a', anomaly: 'good', split: 'validation', score: 0.8 },
    { sample: 'b', anomaly: 'good', split: 'validation', score: 1.1 },
    { sample: 'c', anomaly: 'dent', split: 'test', score: 2 },
  ]);
  progress = [];
  service = new InspectService(store, compute, {
    progress: (told) => progress.push(told),
    result: () => undefined,
  });
});
afterEach(async () => {
  await service.dispose();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

describe('one click', () => {
  it('calls a dent anomalous, and the same part without it sound', async () => {
    const bad = await service.sample(TOY_MODEL, dent, 'now');
    const fine = await service.sample(TOY_MODEL, good, 'now');
    expect(bad.score).toBeGreaterThan(1.5 * fine.score);
    expect([fine.verdict, bad.verdict]).toEqual(['sound', 'anomalous']);
    expect(bad.provider).toBe('cpu');
    const [region] = bad.regions;
    expect(region?.depthMm).toBeLessThan(-1);
    expect(region?.areaMm2).toBeGreaterThan(2);
    expect(bad.bytes.length).toBe(bad.mapWidth * bad.mapHeight * 9);
  });

  it('answers a second time from the cache, the same to the bit, also after a restart', async () => {
    const first = await service.sample(TOY_MODEL, dent, 'now');
    const again = await service.sample(TOY_MODEL, dent, 'now');
    await service.settled();
    const anew = new InspectService(store, compute, {
      progress: () => undefined,
      result: () => undefined,
    });
    const later = await anew.sample(TOY_MODEL, dent, 'now');
    expect([first.cached, again.cached, later.cached]).toEqual([false, true, true]);
    expect(Buffer.compare(first.bytes, later.bytes)).toBe(0);
    expect(later.regions).toEqual(first.regions);
  });

  it('sees what the camera sees, with the same numbers as the sample', async () => {
    const seen = await service
      .camera(TOY_MODEL, new FakeCamera(), 'now')
      .catch((error: unknown) => error);
    // The fake camera shows a flat table: nothing stands out.
    expect(seen).toMatchObject({
      code: 'bad-input',
      message: 'No object stands out from the table in the live picture.',
    });
  });
});

describe('a model that does not fit', () => {
  it('is named where it is missing', async () => {
    await expect(service.sample('absent', good, 'now')).rejects.toMatchObject({
      code: 'not-found',
      message: 'The model absent has no detector.onnx.',
    });
  });

  it('is refused where it is corrupt, or no detector', async () => {
    const path = join(folder, 'models', TOY_MODEL, 'detector.onnx');
    await writeFile(path, 'not a model');
    await expect(service.sample(TOY_MODEL, good, 'now')).rejects.toMatchObject({
      code: 'file-corrupt',
    });
  });

  it('says that a depth model needs depth', async () => {
    const { path, sample } = await store.read(good);
    await writeFile(
      join(path, 'sample.json'),
      JSON.stringify({ ...sample, depth: null, depthToColour: null }),
    );
    await store.close();
    store = await openProject(folder);
    const own = new InspectService(store, compute, {
      progress: () => undefined,
      result: () => undefined,
    });
    await expect(own.sample(TOY_MODEL, good, 'now')).rejects.toMatchObject({
      code: 'unsupported',
      message: `This model needs depth, and ${good} has none.`,
    });
  });

  it('is not used silently after a failed parity check or for another category', async () => {
    await addToyModel(folder, THRESHOLD, [], {
      category: 'crab',
      parity: { samples: 16, maxMapDifference: 0.2, maxScoreDifference: 0.2, passed: false },
    });
    const { warnings } = await service.sample(TOY_MODEL, good, 'now');
    expect(warnings).toEqual(['parity-failed', 'other-category']);
  });
});

it('inspects a batch behind what somebody waits for, and tells of its progress', async () => {
  service.batch(TOY_MODEL, [good, dent]);
  const asked = await service.sample(TOY_MODEL, dent, 'now');
  expect(asked.verdict).toBe('anomalous');
  await expect.poll(() => progress.at(-1)?.state).toBe('done');
  expect(progress.at(-1)).toMatchObject({ done: 2, total: 2, failed: [] });
  const results = await service.results.of(asked.modelHash);
  expect([...results.keys()].sort()).toEqual([good, dent].sort());
});

it('inspects any folder into one of its own and leaves both projects as they are', async () => {
  const rows: FolderRow[] = [];
  const own = new InspectService(store, compute, {
    progress: (told) => progress.push(told),
    result: () => undefined,
    pictured: (row) => rows.push(row),
  });
  const { output } = await own.folder(TOY_MODEL, template, null);
  await expect.poll(() => progress.at(-1)?.state).toBe('done');
  expect(progress.at(-1)).toMatchObject({ done: 2, total: 2, failed: [], output });
  const rowOf = (id: string): FolderRow | undefined => rows.find(({ name }) => name.endsWith(id));
  expect([rowOf(good)?.verdict, rowOf(dent)?.verdict]).toEqual(['sound', 'anomalous']);
  const lines = (await readFile(join(output ?? '', 'results.csv'), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines.find((line) => line.includes(dent))).toMatch(/,anomalous,1\.5,[\d.]+,1,,$/);
  // As infer names them.
  expect((await readdir(join(output ?? '', 'cookie', 'test', 'dent'))).sort()).toEqual([
    `${dent}.overlay.png`,
    `${dent}.tiff`,
  ]);
  const judged = await service.sample(TOY_MODEL, dent, 'now');
  expect(rowOf(dent)?.score).toBe(judged.score);
  expect((await service.results.of(judged.modelHash)).size).toBe(1);
});

it('stops a batch over a folder, and says what was done until then', async () => {
  const begun = await service.folder(TOY_MODEL, template, null);
  service.cancel(begun.job);
  await expect.poll(() => progress.at(-1)?.state).toBe('cancelled');
  const csv = await readFile(join(begun.output ?? '', 'results.csv'), 'utf8');
  expect(csv.trim().split('\r\n')).toHaveLength(1 + (progress.at(-1)?.done ?? 0));
  await expect(service.folder(TOY_MODEL, join(template, 'nowhere'), null)).rejects.toMatchObject({
    code: 'bad-source',
  });
});

it('keeps going when the compute process dies', async () => {
  const doomed = new Compute({
    log: () => undefined,
    spawn: () =>
      fork(ENTRY, ['--'], { serialization: 'advanced', execArgv: ['-e', 'process.exit(1)'] }),
  });
  const lost = new InspectService(store, doomed, {
    progress: () => undefined,
    result: () => undefined,
  });
  await expect(lost.sample(TOY_MODEL, good, 'now')).rejects.toMatchObject({
    message: 'The compute process ended unexpectedly.',
  });
  doomed.dispose();
  expect((await service.sample(TOY_MODEL, good, 'now')).verdict).toBe('sound');
});

describe('verdicts', () => {
  const input = { decision: 'reject', reasons: ['dent'], comment: '', blind: false } as const;

  it('are tied to model, line, score and sample, and taken back by a line of their own', async () => {
    const reviews = new Reviews(store);
    const inspection = await service.sample(TOY_MODEL, dent, 'now');
    const review = await reviews.add(dent, input, inspection, 'Ada');
    expect(review).toMatchObject({
      by: 'Ada',
      modelHash: inspection.modelHash,
      sampleHash: inspection.sampleHash,
      score: inspection.score,
      threshold: THRESHOLD,
      verdict: 'anomalous',
      second: false,
    });
    const second = await reviews.add(dent, { ...input, decision: 'accept' }, inspection, 'Bea');
    expect(second.second).toBe(true);
    expect((await reviews.undo('Bea'))?.review.id).toBe(second.id);
    expect((await reviews.list(null)).map(({ id }) => id)).toEqual([review.id]);
    const { path } = await store.read(dent);
    expect((await readFile(join(path, 'reviews.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(
      3,
    );
  });

  it('survive a line that was cut off', async () => {
    const { path } = await store.read(dent);
    const inspection = await service.sample(TOY_MODEL, dent, 'now');
    await new Reviews(store).add(dent, input, inspection, 'Ada');
    await appendFile(join(path, 'reviews.jsonl'), '{"schema":1,"id":"half');
    const reopened = new Reviews(store);
    expect(await reopened.list(null)).toHaveLength(1);
    await reopened.add(dent, input, inspection, 'Ada');
    expect(await new Reviews(store).list(null)).toHaveLength(2);
    expect(await readFile(join(path, 'reviews.jsonl.broken'), 'utf8')).toContain('"half');
  });

  it('send a false alarm to training, and an anomaly to the test set with its first polygons', async () => {
    const reviews = new Reviews(store);
    const inspection = await service.sample(TOY_MODEL, dent, 'now');
    const context = { store, service, reviews, by: 'Ada' };
    const accepted = await reviews.add(
      good,
      { ...input, decision: 'accept', reasons: [] },
      await service.sample(TOY_MODEL, good, 'now'),
      'Ada',
    );
    expect(await giveBack(context, good, 'to-training', accepted.id)).toMatchObject({
      id: good,
      split: 'train',
      anomaly: 'good',
    });
    const rejected = await reviews.add(dent, input, inspection, 'Ada');
    expect(await giveBack(context, dent, 'to-test', rejected.id)).toMatchObject({
      id: dent,
      split: 'test',
      anomaly: 'dent',
    });
    expect(await usedBy(good)).toMatchObject({ use: 'train', review: accepted.id, by: 'Ada' });
    expect(await usedBy(dent)).toMatchObject({ use: 'test', review: rejected.id });
    const { path } = await store.read(dent);
    const annotation = JSON.parse(await readFile(join(path, 'annotation.json'), 'utf8')) as {
      shapes: { label: string; shape_type: string; points: number[][] }[];
    };
    expect(annotation.shapes[0]).toMatchObject({ label: 'dent', shape_type: 'polygon' });
    expect(annotation.shapes[0]?.points.length).toBeGreaterThanOrEqual(4);
    // A verdict does not become another one on its way.
    await expect(giveBack(context, dent, 'to-training', rejected.id)).rejects.toMatchObject({
      code: 'bad-input',
    });
    const untyped = await reviews.add(
      good,
      { ...input, reasons: [] },
      await service.sample(TOY_MODEL, good, 'now'),
      'Ada',
    );
    await expect(giveBack(context, good, 'to-test', untyped.id)).rejects.toThrow(
      /does not say which anomaly/,
    );
    await expect(giveBack(context, dent, 'to-test', 'no-such-verdict')).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

it('forgets a verdict that was taken back', async () => {
  const reviews = new Reviews(store);
  const inspection = await service.sample(TOY_MODEL, good, 'now');
  const given = { decision: 'accept', reasons: [], comment: '', blind: false } as const;
  const review = await reviews.add(good, given, inspection, 'Ada');
  await giveBack({ store, service, reviews, by: 'Ada' }, good, 'to-training', review.id);
  expect(await usedBy(good)).toMatchObject({ review: review.id, score: inspection.score });
  await reviews.undo('Ada');
  expect(await usedBy(good)).toBeNull();
  expect(await usedBy(dent)).toBeNull();
});

async function usedBy(id: string): Promise<unknown> {
  return readUsedVerdict((await store.read(id)).path, id);
}

it('moves the line with who and when, and judges by the new one', async () => {
  const rule = { kind: 'quantile', quantile: 1 } as const;
  const moved = await setThreshold(folder, TOY_MODEL, rule, 'Bea', 10_000);
  expect(moved).toMatchObject({ by: 'Bea', value: 1.1, falseAlarms: 0, goodScores: 2, found: 1 });
  const judged = await service.sample(TOY_MODEL, dent, 'now');
  expect(judged.rule).toEqual({ threshold: 1.1, minAreaMm2: 10_000 });
  // The dent is over the line, but smaller than the area rule asks for.
  expect(judged).toMatchObject({ verdict: 'sound', decidedBy: 'area' });
});

it('writes a report that needs nothing else', async () => {
  const reviews = new Reviews(store);
  const { path, bytes } = await lotReport(
    { store, service, reviews, by: 'Ada' },
    { model: TOY_MODEL, title: 'Lot <7>', samples: [good, dent] },
  );
  const page = Buffer.from(bytes).toString('utf8');
  expect(await readFile(path, 'utf8')).toBe(page);
  expect(page).toContain('Lot &lt;7&gt;');
  expect(page.match(/data:image\/jpeg;base64,/g)).toHaveLength(2);
  expect(page).not.toMatch(/(src|href)="(?!data:)/);
});
