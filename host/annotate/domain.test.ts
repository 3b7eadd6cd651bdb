import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_FILTER } from '../../core/annotation/queue.js';
import { alignDepthToColour } from '../../core/geometry/align.js';
import type { Intrinsics } from '../../core/geometry/types.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { addSmallSample } from '../testing/small-sample.js';
import { DepthGrids } from './depth.js';
import { AnnotationSessions } from './sessions.js';
import { assign, comment, editComment, queue, setState } from './work.js';

let folder = '';
let store: ProjectStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-work-'));
  await createProject(folder, 'Test');
  store = await openProject(folder);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

describe('work states', () => {
  it('should go from done to checked only by a second person', async () => {
    const { id } = (await addSmallSample(store)).summary;
    await expect(setState(store, [id], 'checked', '')).rejects.toMatchObject({
      code: 'operator-needed',
    });
    await expect(setState(store, [id], 'checked', 'Bob')).rejects.toMatchObject({
      code: 'bad-input',
    });
    await setState(store, [id], 'done', 'Ada');
    await expect(setState(store, [id], 'checked', ' ada')).rejects.toMatchObject({
      code: 'same-person',
    });
    const [checked] = await setState(store, [id], 'checked', 'Bob');
    expect(checked?.work).toMatchObject({ state: 'checked', annotator: 'Ada', checkedBy: 'Bob' });
    const [back] = await setState(store, [id], 'in-progress', 'Bob');
    expect(back?.work).toMatchObject({ state: 'in-progress', checkedBy: null });
  });

  it('should change all samples or none', async () => {
    const a = (await addSmallSample(store)).summary.id;
    const b = (await addSmallSample(store)).summary.id;
    await setState(store, [a], 'done', 'Ada');
    await expect(setState(store, [a, b], 'checked', 'Bob')).rejects.toMatchObject({
      message: expect.stringContaining(b) as string,
    });
    expect(store.work(a).state).toBe('done');
  });

  it('should be in the list of samples, and the queue count and filter them', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await addSmallSample(store)).summary.id);
    const [a = '', b = '', c = ''] = ids;
    await assign(store, [a, b], ' Ada ');
    await setState(store, [a], 'done', 'Ada');
    await comment(store, c, 'here?', [3, 4], 'Bob');
    expect(store.samples().find((sample) => sample.id === a)?.work).toMatchObject({
      ...{ state: 'done', assignee: 'Ada' },
    });
    const all = await queue(store, NO_FILTER, a, false);
    expect(all.counts).toMatchObject({ all: 4, new: 3, done: 1 });
    expect(all.next).toBe(b);
    const hers = await queue(store, { ...NO_FILTER, assignee: 'Ada' }, b, false);
    expect(hers.samples.map((sample) => sample.id)).toEqual([a, b]);
    expect(hers.next).toBeNull();
    const open = await queue(store, { ...NO_FILTER, openComments: true }, null, false);
    expect(open.samples.map((sample) => sample.id)).toEqual([c]);
  });

  it('should keep comments pinned to a place until they are resolved', async () => {
    const { id } = (await addSmallSample(store)).summary;
    const { comments } = await comment(store, id, 'deeper?', [12.5, 7], 'Bob');
    expect(comments).toMatchObject([
      { by: 'Bob', text: 'deeper?', place: [12.5, 7], resolvedBy: null },
    ]);
    const which = comments[0]?.id ?? '';
    expect((await editComment(store, id, which, 'resolve', 'Ada')).comments[0]?.resolvedBy).toBe(
      'Ada',
    );
    expect(store.samples()[0]?.work.openComments).toBe(0);
    expect((await editComment(store, id, which, 'delete', 'Ada')).comments).toEqual([]);
    await expect(editComment(store, id, which, 'delete', 'Ada')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('should see what another studio wrote, keep its keys, and keep a broken file beside', async () => {
    const { summary, path } = await addSmallSample(store);
    await store.note(summary.id, 'shot at noon');
    const file = join(path, 'work.json');
    await writeFile(file, JSON.stringify({ state: 'done', foreign: 7, note: 'shot at noon' }));
    await queue(store, NO_FILTER, null, true);
    expect(store.work(summary.id)).toMatchObject({ state: 'done', foreign: 7 });
    await assign(store, [summary.id], 'Ada');
    expect(store.work(summary.id)).toMatchObject({ foreign: 7, note: 'shot at noon' });
    await writeFile(file, '{"state"');
    await assign(store, [summary.id], 'Bob');
    expect(await readFile(`${file}.broken`, 'utf8')).toBe('{"state"');
  });
});

it('should give a copy with all that the file holds, and write nothing', async () => {
  const { summary, path } = await addSmallSample(store);
  const shape = '{"label": "dent", "points": [[1.50, 2], [20, 2], [20, 30]], "extra": 1.0}';
  const text = `{"shapes": [${shape}], "imagePath": "rgb.png", "imageData": null}`;
  const file = join(path, 'annotation.json');
  await writeFile(file, text);
  const events = { locked: () => undefined, changed: () => undefined };
  const sessions = new AnnotationSessions(store, () => 'Ada', events);
  const look = { id: summary.id, client: 'a', takeOver: false, readOnly: false };
  const { document, session } = await sessions.openSample(look);
  expect(await sessions.copy(summary.id, session, document)).toBe(text);
  expect(await sessions.copy(summary.id, '', document)).toBe(text);
  const edited = { ...document, flags: { seen: true } };
  const copy = await sessions.copy(summary.id, session, edited);
  expect(copy).toContain('"extra": 1.0');
  expect(JSON.parse(copy)).toMatchObject({ flags: { seen: true } });
  await store.update({ annotation: { ...store.project().annotation, readers: '3' } });
  expect(JSON.parse(await sessions.copy(summary.id, session, edited))).toHaveProperty('lineColor');
  expect(await readFile(file, 'utf8')).toBe(text);
  await expect(sessions.copy(summary.id, 'other', edited)).rejects.toMatchObject({
    code: 'locked',
  });
  await sessions.dispose();
});

describe('depth for the linked views', () => {
  const intrinsics = (ppx: number): Intrinsics => ({
    ...{ fx: 60, fy: 60, ppx, ppy: 24, model: 'none' },
    coefficients: [0, 0, 0, 0, 0],
  });
  const counts = Uint16Array.from({ length: 64 * 48 }, (_, i) => 1500 + (i % 64) * 3);
  const depthOf = (depthToColour: { rotation: never; translation: never } | null) => ({
    ...{ width: 64, height: 48, counts, intrinsics: intrinsics(32), depthToColour },
  });
  const apart = {
    rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    translation: [0.01, 0, 0],
  } as const;

  it('should be the counts as stored where both share a grid', async () => {
    const { summary } = await addSmallSample(store, {
      intrinsics: intrinsics(32),
      depth: depthOf(null),
    });
    const grid = await new DepthGrids(store).get(summary.id);
    expect(grid).toMatchObject({
      ...{ width: 64, height: 48, encoding: 'uint16', metresPerCount: 0.0001 },
      aligned: 'same-grid',
    });
    expect(new Uint16Array(grid.bytes.slice().buffer)).toEqual(counts);
  });

  it('should be projected onto the grid of rgb where the cameras differ', async () => {
    const { summary } = await addSmallSample(store, {
      intrinsics: intrinsics(30),
      depth: depthOf(apart as never),
    });
    const grids = new DepthGrids(store);
    const grid = await grids.get(summary.id);
    expect(grid.aligned).toBe('projected');
    const expected = alignDepthToColour(
      counts,
      0.0001,
      { width: 64, height: 48, intrinsics: intrinsics(32) },
      { width: 64, height: 48, intrinsics: intrinsics(30) },
      apart as never,
    );
    expect(new Uint16Array(grid.bytes.slice().buffer)).toEqual(expected);
    expect(grid.intrinsics).toEqual(intrinsics(30));
    expect(await grids.get(summary.id)).toBe(grid);
  });

  it('should say which sample has no depth', async () => {
    const { summary } = await addSmallSample(store);
    await expect(new DepthGrids(store).get(summary.id)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(summary.id) as string,
    });
  });
});
