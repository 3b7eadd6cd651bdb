/** Two people draw one sample: both drawings are kept, and compared. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnnotationDocument, Shape } from '../../core/annotation/document.js';
import { fromWire, toWire } from '../../core/annotation/wire.js';
import type { OpenedAnnotation } from '../../core/contract/schema/annotation.js';
import { lookAtRegions } from '../export/sample-look.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { addSmallSample } from '../testing/small-sample.js';
import { AnnotationSessions } from './sessions.js';

let folder = '';
let store: ProjectStore;
let sessions: AnnotationSessions;
let id = '';
let place = '';
let operator = 'Ada';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-annotate-'));
  await createProject(folder, 'Test');
  store = await openProject(folder);
  const added = await addSmallSample(store);
  id = added.summary.id;
  place = added.path;
  sessions = new AnnotationSessions(store, () => operator, {
    locked: () => undefined,
    changed: () => undefined,
  });
});
afterEach(async () => {
  await sessions.dispose();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (patch: { takeOver?: boolean } = {}): Promise<OpenedAnnotation> =>
  sessions.openSample({ id, client: 'window', takeOver: false, readOnly: false, ...patch });

describe('a second annotator', () => {
  const square = (left: number): AnnotationDocument['shapes'] => {
    const [right, top, bottom] = [left + 8, 4, 12];
    const points: Shape['points'] = [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ];
    return [
      {
        ...{ id: `n${String(left)}`, type: 'polygon', label: 'dent', points },
        ...{ groupId: null, description: '', flags: {}, bitmap: null, source: null },
      },
    ];
  };

  it("should begin empty, keep the first one's drawing, and be compared with it", async () => {
    const first = await open();
    const drawn = { ...fromWire(first.document), shapes: square(4) };
    const saved = await sessions.save(id, first.session, toWire(drawn), first.token);
    await expect(sessions.drawAgain(id, first.session, saved.token)).rejects.toMatchObject({
      code: 'same-person',
    });
    operator = '../Grace H.';
    const again = await sessions.drawAgain(id, first.session, saved.token);
    expect(again.document.shapes).toEqual([]);
    expect(store.work(id)).toMatchObject({ annotator: '../Grace H.', state: 'in-progress' });
    // Half of the first one's square.
    const second = { ...fromWire(again.document), shapes: square(8) };
    await sessions.save(id, first.session, toWire(second), again.token);
    expect(await readdir(join(place, 'annotators'))).toEqual(['Ada.json']);
    const { agreement } = await lookAtRegions({ folder: place, cache: null });
    expect(agreement).toHaveLength(1);
    expect(agreement[0]).toMatchObject({ first: '../Grace H.', second: 'Ada' });
    expect(agreement[0]?.iou).toBeGreaterThan(0.25);
    expect(agreement[0]?.iou).toBeLessThan(0.5);
    // And back: the second drawing is kept under a name that stays in the folder.
    operator = 'Ada';
    const { token } = await open();
    const now = await open({ takeOver: true });
    await sessions.drawAgain(id, now.session, token);
    expect((await readdir(join(place, 'annotators'))).sort()).toEqual([
      'Ada.json',
      '_._Grace H..json',
    ]);
  });
});
