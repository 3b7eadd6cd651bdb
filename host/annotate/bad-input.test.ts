/** Every kind of bad annotation file, as a session meets it: file, key, what is wrong, what to do; nothing lost. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { addSmallSample } from '../testing/small-sample.js';
import { maskPng } from './mask-png.js';
import { AnnotationSessions } from './sessions.js';

const WIDTH = 64;
const HEIGHT = 48;
let folder = '';
let store: ProjectStore;
let sessions: AnnotationSessions;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-bad-'));
  await createProject(folder, 'Test');
  store = await openProject(folder);
  sessions = new AnnotationSessions(store, () => 'Ada', {
    locked: () => undefined,
    changed: () => undefined,
  });
});
afterAll(async () => {
  await sessions.dispose();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const shape = (patch: object): string =>
  JSON.stringify({
    label: 'dent',
    points: [
      [1, 1],
      [9, 1],
      [9, 9],
    ],
    shape_type: 'polygon',
    ...patch,
  });
const file = (shapes: string, more = ''): string =>
  `{"version": "5.1.1", "flags": {}, "shapes": [${shapes}], "imagePath": "rgb.png", "imageData": null, "imageHeight": ${String(HEIGHT)}, "imageWidth": ${String(WIDTH)}${more}}`;
const smallMask = Buffer.from(
  maskPng.encode({ width: 2, height: 2, data: new Uint8Array(4).fill(1) }),
);

/** An annotation.json with these bytes, opened. */
async function opened(bytes: string | Buffer) {
  const { summary, path } = await addSmallSample(store, { width: WIDTH, height: HEIGHT });
  const annotation = join(path, 'annotation.json');
  await writeFile(annotation, bytes);
  const input = { id: summary.id, client: 'a', takeOver: false, readOnly: false };
  return { annotation, path, id: summary.id, answer: await sessions.openSample(input) };
}

describe('a file that cannot be read', () => {
  it.each([
    ['broken JSON', '{"shapes": [{"label": "dent", }]}', '', 'column', 'Mend that place'],
    [
      'half a file',
      file(shape({})).slice(0, 80),
      '',
      'ends in the middle',
      'put back an earlier copy',
    ],
    ['a list', '[]', '', 'must be an object', 'left as it'],
    ['shapes of a wrong type', '{"shapes": 5}', 'shapes', 'must be a list', 'left as it'],
    [
      'a label of a wrong type',
      file(shape({ label: 7 })),
      'shapes[0].label',
      'must be a text',
      'left as it',
    ],
    [
      'points of a wrong type',
      file(shape({ points: [[1, 'x']] })),
      'shapes[0].points[0]',
      'two numbers',
      'left as it',
    ],
    [
      'more points than are taken',
      file(shape({ points: Array.from({ length: 200_001 }, () => [1, 2]) })),
      'shapes[0].points',
      '200001 points',
      'left as it',
    ],
    [
      'another encoding',
      Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x7d]),
      '',
      'not UTF-8',
      'save it as UTF-8',
    ],
  ])(
    '%s: tells file, key and remedy, and work goes beside',
    async (_, bytes, key, message, hint) => {
      const { annotation, path, id, answer } = await opened(bytes);
      expect(answer.problem).toMatchObject({
        path: annotation,
        key,
        message: expect.stringContaining(message) as string,
        hint: expect.stringContaining(hint) as string,
      });
      // What is drawn now is saved beside; the file and its bytes stay.
      const document = {
        ...answer.document,
        shapes: [
          {
            ...{ id: 'n', type: 'polygon' as const, label: 'dent', points: [2, 2, 20, 2, 20, 20] },
            ...{ groupId: null, description: '', flags: {}, bitmap: null, source: null },
          },
        ],
      };
      const saved = await sessions.save(id, answer.session, document, answer.token);
      expect(saved.file).toBe('annotation.new.json');
      expect(await readFile(annotation)).toEqual(Buffer.from(bytes));
      expect(await readFile(join(path, saved.file), 'utf8')).toContain('"dent"');
    },
  );
});

describe('a file that can be read, with something wrong in it', () => {
  it.each([
    [
      'a point that is NaN',
      file('{"label": "dent", "points": [[1, 1], [NaN, 4], [9, 9]], "shape_type": "polygon"}'),
      'shapes[0].points[1]',
      'number',
    ],
    [
      'a shape wholly outside',
      file(
        shape({
          points: [
            [90, 90],
            [99, 90],
            [99, 99],
          ],
        }),
      ),
      'shapes[0].points',
      'outside the picture',
    ],
    [
      'a picture of another size',
      file(shape({}), ', "imageWidth": 640').replace(`"imageWidth": ${String(WIDTH)}, `, ''),
      'imageWidth',
      `states 640, but the picture has ${String(WIDTH)} pixels`,
    ],
    [
      'a mask of another size than its box',
      file(
        shape({
          shape_type: 'mask',
          points: [
            [1, 1],
            [9, 9],
          ],
          mask: smallMask.toString('base64'),
        }),
      ),
      'shapes[0].mask',
      'its picture has 2 x 2 pixels, its box 9 x 9',
    ],
    [
      'a mask that is no PNG',
      file(shape({ shape_type: 'mask', points: [[1, 1]], mask: 'bm90' })),
      'shapes[0].mask',
      'not a PNG',
    ],
    [
      'a type that is unknown',
      file(shape({ shape_type: 'spiral' })),
      'shapes[0].shape_type',
      'spiral',
    ],
  ])('%s: tells file, key and remedy, and saving keeps it', async (_, bytes, key, message) => {
    const { annotation, id, answer } = await opened(bytes);
    expect(answer.problem).toBeNull();
    const warning = answer.warnings.find((one) => one.key === key);
    expect(warning).toMatchObject({
      path: annotation,
      message: expect.stringContaining(message) as string,
      hint: expect.stringMatching(/\w{3}/) as string,
    });
    const saved = await sessions.save(id, answer.session, answer.document, answer.token);
    expect(saved.written).toBe(false);
    expect(await readFile(annotation, 'utf8')).toBe(bytes);
  });

  it('takes a shape of 100,000 points', async () => {
    const points = Array.from({ length: 100_000 }, (_, i) => [i % WIDTH, (i * 7) % HEIGHT]);
    const { answer } = await opened(file(shape({ points })));
    expect(answer.problem).toBeNull();
    expect(answer.document.shapes[0]?.points).toHaveLength(200_000);
  });
});
