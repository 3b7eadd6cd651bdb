import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diffDocuments } from '../../core/annotation/patch.js';
import { fromWire, toWire } from '../../core/annotation/wire.js';
import { rasterise } from '../../core/annotation/raster/label-map.js';
import type { AnnotationDocument, ImagePoint, Shape } from '../../core/annotation/document.js';
import type { OpenedAnnotation } from '../../core/contract/schema/annotation.js';
import { decodeGray16 } from '../codecs/png.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { addSmallSample } from '../testing/small-sample.js';
import { AnnotationSessions } from './sessions.js';
import { listVersions, readVersion } from './versions.js';

let folder = '';
let store: ProjectStore;
let sessions: AnnotationSessions;
let id = '';
let place = '';
let changes: { by: string; token: string }[] = [];

const make = (of: ProjectStore): AnnotationSessions =>
  new AnnotationSessions(of, () => 'Ada', {
    locked: () => undefined,
    changed: (change) => changes.push(change),
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-annotate-'));
  await createProject(folder, 'Test');
  store = await openProject(folder);
  ({
    summary: { id },
    path: place,
  } = await addSmallSample(store));
  changes = [];
  sessions = make(store);
});
afterEach(async () => {
  await sessions.dispose();
  await store.close();
  await chmod(place, 0o755).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

const open = (patch: Partial<Parameters<AnnotationSessions['openSample']>[0]> = {}) =>
  sessions.openSample({ id, client: 'window', takeOver: false, readOnly: false, ...patch });

let number = 0;
function polygon(points: readonly ImagePoint[], label = 'dent'): Shape {
  return {
    ...{ id: `n${String(++number)}`, type: 'polygon', label, points },
    ...{ groupId: null, description: '', flags: {}, bitmap: null, source: null },
  };
}
const TRIANGLE = [
  [4, 4],
  [30.25, 6],
  [12, 40],
] as const;

/** Draws a shape as the page does: the patch to the journal, the document kept. */
async function draw(
  opened: Pick<OpenedAnnotation, 'session'>,
  before: AnnotationDocument,
  shape: Shape,
): Promise<AnnotationDocument> {
  const after = { ...before, shapes: [...before.shapes, shape] };
  const patch = diffDocuments(before, after);
  if (patch) await sessions.journal(id, opened.session, [patch]);
  return after;
}

const file = (name = 'annotation.json'): string => join(place, name);
const text = (name?: string): Promise<string> => readFile(file(name), 'utf8');
const FOREIGN = `{"version": "4.5.6", "flags": {}, "shapes": [{"label": "dent", "points": [[1.50, 2], [20, 2], [20, 30]], "extra": 1.0, "shape_type": "polygon"}], "imagePath": "rgb.png", "imageData": null}`;

describe('saving', () => {
  it('should write annotation, mask, label map, work state and a version', async () => {
    const opened = await open();
    expect(opened).toMatchObject({ token: 'none', lock: { state: 'mine' }, replayed: null });
    const document = await draw(opened, fromWire(opened.document), polygon(TRIANGLE, 'crack'));
    const saved = await sessions.save(id, opened.session, toWire(document), 'none');
    expect(saved).toMatchObject({ file: 'annotation.json', written: true, warnings: [] });
    const expected = rasterise(document, {
      labels: store.project().labels,
      rasteriser: 'labelme-7.9.1',
    });
    expect(saved.maskPixels).toBe(expected.maskPixels);
    const mask = await decodeGray16('mask', await readFile(file('mask.png')));
    expect(Uint8Array.from(mask.data)).toEqual(expected.mask);
    const labels = await decodeGray16('labels', await readFile(file('labels.png')));
    expect(new Set(labels.data)).toEqual(new Set([0, 2]));
    expect(JSON.parse(await text())).toMatchObject({
      version: '5.1.1',
      shapes: [
        {
          label: 'crack',
          points: [
            [4, 4],
            [30.25, 6],
            [12, 40],
          ],
          shape_type: 'polygon',
        },
      ],
      ...{ imagePath: 'rgb.png', imageData: null, imageHeight: 48, imageWidth: 64 },
    });
    expect(store.work(id)).toMatchObject({ state: 'in-progress', annotator: 'Ada', shapes: 1 });
    const versions = await listVersions(place, saved.token);
    expect(versions).toMatchObject([{ token: saved.token, shapes: 1, current: true }]);
    expect(existsSync(file('.annotate.jsonl'))).toBe(false);
    expect(changes).toEqual([expect.objectContaining({ by: 'studio', token: saved.token })]);
  });

  it('should write the same bytes for a file that was not edited, and keep its text where it was', async () => {
    await writeFile(file(), FOREIGN);
    const opened = await open();
    const same = await sessions.save(id, opened.session, opened.document, opened.token);
    expect(same).toMatchObject({ token: opened.token, written: false });
    expect(await text()).toBe(FOREIGN);
    expect(existsSync(file('mask.png'))).toBe(true);
    expect(store.work(id)).toMatchObject({ state: 'new', annotator: null });
    const document = await draw(opened, fromWire(opened.document), polygon(TRIANGLE));
    const saved = await sessions.save(id, opened.session, toWire(document), opened.token);
    const written = await text();
    expect(written.startsWith(FOREIGN.slice(0, FOREIGN.indexOf('], "imagePath"')))).toBe(true);
    // Shapes keep what they were read from over several saves.
    const renamed = {
      ...document,
      shapes: document.shapes.map((shape, i) => (i === 0 ? { ...shape, label: 'scratch' } : shape)),
    };
    await sessions.save(id, opened.session, toWire(renamed), saved.token);
    expect(await text()).toContain(
      '{"label": "scratch", "points": [[1.50, 2], [20, 2], [20, 30]], "extra": 1.0, "shape_type": "polygon"}',
    );
  });

  it('should tell of labels that are not listed and of shapes without pixels', async () => {
    const opened = await open();
    const document = {
      ...fromWire(opened.document),
      shapes: [
        polygon(TRIANGLE, 'stain'),
        polygon([
          [900, 900],
          [910, 900],
          [910, 910],
        ]),
      ],
    };
    const { warnings } = await sessions.save(id, opened.session, toWire(document), 'none');
    expect(warnings.map(({ message }) => message)).toEqual([
      'the label stain is not in the list of the project',
      'the whole shape lies outside the picture, so it has no pixels',
    ]);
  });

  it('should refuse a document of another size', async () => {
    const opened = await open();
    const wrong = { ...opened.document, width: 640 };
    await expect(sessions.save(id, opened.session, wrong, 'none')).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('64 x 48') as string,
    });
    expect(existsSync(file())).toBe(false);
  });

  it('should keep everything when the folder is read-only, and say which', async () => {
    const opened = await open();
    const document = await draw(opened, fromWire(opened.document), polygon(TRIANGLE));
    await chmod(folder, 0o755);
    await chmod(place, 0o555);
    await withoutRights(() =>
      expect(sessions.save(id, opened.session, toWire(document), 'none')).rejects.toMatchObject({
        code: 'folder-read-only',
        message: expect.stringContaining(place) as string,
        hint: expect.stringMatching(/\w/) as string,
      }),
    );
    await chmod(place, 0o755);
    await sessions.save(id, opened.session, toWire(document), 'none');
    expect(JSON.parse(await text())).toMatchObject({ shapes: [{}] });
  });
});

/** Root may write everywhere: there the work is done as nobody. */
async function withoutRights(work: () => Promise<void>): Promise<void> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65534);
  try {
    await work();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

describe('a crash', () => {
  it('should leave the edits in the journal for the next opening', async () => {
    await writeFile(file(), FOREIGN);
    const first = await open();
    const one = await draw(first, fromWire(first.document), polygon(TRIANGLE));
    const saved = await sessions.save(id, first.session, toWire(one), first.token);
    const two = await draw(
      first,
      one,
      polygon(
        [
          [1, 1],
          [9, 1],
          [9, 9],
        ],
        'crack',
      ),
    );
    await draw(first, { ...two, shapes: two.shapes.slice(1) }, polygon(TRIANGLE, 'scratch'));
    await sessions.dispose();

    const again = await open();
    expect(again.replayed).toMatchObject({ operations: 2, by: 'Ada' });
    expect(again.token).toBe(saved.token);
    expect(again.document.shapes.map(({ label }) => label)).toEqual(['dent', 'crack', 'scratch']);
    // Undone deletion of the foreign shape: its unknown keys are still known.
    const back = {
      ...fromWire(again.document),
      shapes: [fromWire(first.document).shapes[0]!, ...fromWire(again.document).shapes],
    };
    await sessions.save(id, again.session, toWire(back), again.token);
    expect(await text()).toContain('"extra": 1.0');
    await sessions.close(id, again.session, false);
    expect((await open()).replayed).toBeNull();
  });

  it('should forget edits that were discarded, and pass over a half-written line', async () => {
    const first = await open();
    await draw(first, fromWire(first.document), polygon(TRIANGLE));
    const journal = await text('.annotate.jsonl');
    await sessions.dispose();
    await writeFile(
      file('.annotate.jsonl'),
      `${journal}{"at":"2026-10-14T14:31:07.000Z","patches":[{"put`,
    );
    const second = await open();
    expect(second.document.shapes).toHaveLength(1);
    await sessions.close(id, second.session, true);
    expect((await open()).document.shapes).toHaveLength(0);
  });

  it('should finish a save that was cut off before its masks', async () => {
    const first = await open();
    const document = await draw(first, fromWire(first.document), polygon(TRIANGLE));
    const journal = await text('.annotate.jsonl');
    await sessions.save(id, first.session, toWire(document), 'none');
    await sessions.dispose();
    await writeFile(file('.annotate.jsonl'), journal);
    await rm(file('mask.png'));
    const again = await open();
    expect(again.replayed).toBeNull();
    expect(existsSync(file('mask.png'))).toBe(true);
  });

  it('should keep a journal that cannot be read', async () => {
    await writeFile(file('.annotate.jsonl'), 'rubbish');
    expect((await open()).replayed).toBeNull();
    expect((await readdir(place)).some((name) => name.startsWith('.annotate.jsonl.broken-'))).toBe(
      true,
    );
  });

  it('should lose nothing that was told when the host is killed', async () => {
    await store.close();
    const child = spawn(process.execPath, ['out/host/testing/annotate-forever.js', folder, id], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = 0;
    await new Promise<void>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        told = Number(line);
        if (told === 23) child.kill('SIGKILL');
      });
      child.once('exit', () => {
        resolve();
      });
    });
    expect(told).toBeGreaterThanOrEqual(23);
    store = await openProject(folder);
    sessions = make(store);
    const opened = await open();
    expect(opened.lock.state).toBe('mine');
    const count = opened.document.shapes.length;
    expect([told, told + 1]).toContain(count);
    expect(opened.document.shapes.map((shape) => shape.points[0])).toEqual(
      Array.from({ length: count }, (_, i) => (i + 1) % 40),
    );
    const saved = await sessions.save(id, opened.session, opened.document, opened.token);
    expect(saved.warnings).toEqual([]);
    expect((JSON.parse(await text()) as { shapes: unknown[] }).shapes).toHaveLength(count);
  });
});

describe('another program', () => {
  it('should be noticed, and nothing overwritten without the choice', async () => {
    const opened = await open();
    const document = await draw(opened, fromWire(opened.document), polygon(TRIANGLE));
    await writeFile(file(), FOREIGN);
    await sessions.heartbeat(id, opened.session, 1);
    expect(changes.filter(({ by }) => by === 'outside')).toHaveLength(1);
    const refused = sessions.save(id, opened.session, toWire(document), 'none');
    await expect(refused).rejects.toMatchObject({ code: 'changed-outside' });
    expect(await text()).toBe(FOREIGN);
  });

  const conflict = async (): Promise<{
    session: string;
    mine: AnnotationDocument;
    theirs: string;
  }> => {
    const opened = await open();
    const mine = await draw(opened, fromWire(opened.document), polygon(TRIANGLE));
    await writeFile(file(), FOREIGN);
    const error: unknown = await sessions
      .save(id, opened.session, toWire(mine), 'none')
      .catch((thrown: unknown) => thrown);
    const { details } = error as { details: { token: string } };
    return { session: opened.session, mine, theirs: details.token };
  };

  it('should give way to mine, with theirs in the history', async () => {
    const { session, mine, theirs } = await conflict();
    const opened = await sessions.resolve(id, session, 'mine', toWire(mine), theirs);
    expect(opened.document).toEqual(toWire(mine));
    expect(JSON.parse(await text())).toMatchObject({
      shapes: [
        {
          points: [
            [4, 4],
            [30.25, 6],
            [12, 40],
          ],
        },
      ],
    });
    expect((await listVersions(place, opened.token)).map(({ token }) => token)).toContain(theirs);
  });

  it('should win with theirs, mine in the history', async () => {
    const { session, mine, theirs } = await conflict();
    const opened = await sessions.resolve(id, session, 'theirs', toWire(mine), theirs);
    expect(opened).toMatchObject({ token: theirs, version: '4.5.6', session });
    expect(await text()).toBe(FOREIGN);
    const [kept] = await listVersions(place, opened.token);
    expect((await readVersion(place, kept!.version)).toString()).toContain('30.25');
    await sessions.save(id, session, opened.document, opened.token);
    expect(await text()).toBe(FOREIGN);
  });

  it('should leave both, mine as a copy beside', async () => {
    const { session, mine, theirs } = await conflict();
    await sessions.resolve(id, session, 'both', toWire(mine), theirs);
    const copy = (await readdir(place)).find((name) => name.startsWith('annotation.mine-'));
    expect(await text(copy)).toContain('30.25');
    expect(await text()).toBe(FOREIGN);
  });

  it('should be asked about again when it writes during the choice', async () => {
    const { session, mine, theirs } = await conflict();
    await writeFile(file(), FOREIGN.replace('dent', 'crack'));
    await expect(sessions.resolve(id, session, 'mine', toWire(mine), theirs)).rejects.toMatchObject(
      { code: 'changed-outside' },
    );
  });
});

describe('a corrupt file', () => {
  it('should be told with its place and never overwritten; work goes beside', async () => {
    await writeFile(file(), FOREIGN.slice(0, 80));
    const opened = await open();
    expect(opened.problem).toMatchObject({
      path: file(),
      message: expect.stringContaining('line 1') as string,
    });
    expect(opened).toMatchObject({ file: 'annotation.new.json', token: 'none' });
    const document = await draw(opened, fromWire(opened.document), polygon(TRIANGLE));
    const saved = await sessions.save(id, opened.session, toWire(document), 'none');
    expect(saved.file).toBe('annotation.new.json');
    expect(await text()).toBe(FOREIGN.slice(0, 80));
    expect(existsSync(file('mask.png'))).toBe(false);
    await sessions.close(id, opened.session, false);
    const again = await open();
    expect(again.document.shapes).toHaveLength(1);
    await sessions.close(id, again.session, false);
    await rm(file());
    const mended = await open();
    expect(mended).toMatchObject({ problem: null, file: 'annotation.json' });
    expect(mended.document.shapes).toHaveLength(1);
  });

  it('should say what is wrong with text that is not UTF-8', async () => {
    await writeFile(file(), Buffer.from([0x7b, 0xb2, 0xbb, 0x7d]));
    expect((await open()).problem?.message).toContain('UTF-8');
  });
});

describe('versions', () => {
  it('should keep the last twenty and the one that was opened, and restore any', async () => {
    await writeFile(file(), FOREIGN);
    const opened = await open();
    let { token } = opened;
    let document = fromWire(opened.document);
    for (let i = 0; i < 24; i++) {
      document = await draw(
        opened,
        document,
        polygon([
          [i, 1],
          [i + 5, 1],
          [i + 5, 9],
        ]),
      );
      ({ token } = await sessions.save(id, opened.session, toWire(document), token));
    }
    // Quick saves of one session are one version beside the one it began with.
    const quick = await listVersions(place, token);
    expect(quick.map(({ shapes }) => shapes)).toEqual([25, 1]);
    await sessions.close(id, opened.session, false);
    for (let i = 0; i < 24; i++) {
      const next = await open();
      const more = await draw(
        next,
        fromWire(next.document),
        polygon([
          [i, 1],
          [i + 5, 1],
          [i + 5, 9],
        ]),
      );
      ({ token } = await sessions.save(id, next.session, toWire(more), next.token));
      await sessions.close(id, next.session, false);
    }
    const all = await listVersions(place, token);
    expect(all).toHaveLength(20);
    expect(all[0]).toMatchObject({ shapes: 49, current: true });
    const session = await open();
    const old = await readVersion(place, all[5]!.version);
    const restored = await sessions.restore(id, session.session, old, session.token);
    expect(restored.document.shapes).toHaveLength(all[5]?.shapes ?? -1);
    expect(await readFile(file())).toEqual(old);
    expect((await listVersions(place, restored.token)).map(({ token: one }) => one)).toContain(
      token,
    );
  });
});

describe('time', () => {
  it('should count the seconds that the sample was in use', async () => {
    const opened = await open();
    await sessions.heartbeat(id, opened.session, 40);
    expect(store.work(id).secondsSpent).toBe(0);
    await sessions.heartbeat(id, opened.session, 25);
    expect(store.work(id).secondsSpent).toBe(65);
    await sessions.heartbeat(id, opened.session, 5);
    await sessions.close(id, opened.session, false);
    expect(store.work(id).secondsSpent).toBe(70);
  });
});
