import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskPng } from '../../../host/annotate/mask-png.js';
import type { AnnotationDocument, Shape } from '../document.js';
import { rasterise } from '../raster/label-map.js';
import { anyDocument } from '../testing/arbitrary.js';
import { LabelmeError } from './problem.js';
import { imageDataOf, readLabelme, type LabelmeFile } from './read.js';
import { writeLabelme, type WriteOptions } from './write.js';

const READ = { size: null, png: maskPng };
const WRITE: WriteOptions = {
  readers: '6.2',
  imagePath: 'rgb.png',
  png: maskPng,
  rasteriser: 'labelme-7.9.1',
};

const read = (text: string, size: LabelmeFile['statedSize'] = null): LabelmeFile =>
  readLabelme(text, { ...READ, size });
const again = (file: LabelmeFile, document: AnnotationDocument): string =>
  writeLabelme(document, file, WRITE);
const first = (file: LabelmeFile, patch: Partial<Shape>): AnnotationDocument => ({
  ...file.document,
  shapes: file.document.shapes.map((shape, i) => (i === 0 ? { ...shape, ...patch } : shape)),
});

/** Everything but ids and places in a file. */
const content = (document: AnnotationDocument): unknown => ({
  ...document,
  shapes: document.shapes.map((shape) => ({ ...shape, id: '', source: null })),
});

/** LabelMe 3.x's layout with odd digits, foreign keys and an order of its own. */
const FOREIGN = `{
  "checked": true,
  "version": "4.5.6",
  "flags": {"seen": true},
  "shapes": [
    {
      "kie_linking": [],
      "label": "Kratzer \\u00e4 \\/ ü",
      "score": 0.50,
      "points": [
        [
          1.50,
          2.0
        ],
        [
          1e1,
          2
        ],
        [
          10.000000000000001,
          12.3
        ]
      ],
      "group_id": null,
      "difficult": false,
      "shape_type": "polygon",
      "attributes": {"a": [1, 2.0]}
    }
  ],
  "imagePath": "..\\\\bilder\\\\teil.png",
  "imageData": null,
  "imageHeight": 20,
  "imageWidth": 30,
  "later": [1.0, {}]
}
`;

describe('reading', () => {
  it('should take the keys of every version', () => {
    const file = read(FOREIGN);
    expect(file.document).toMatchObject({ width: 30, height: 20, flags: { seen: true } });
    expect(file.document.shapes[0]).toMatchObject({
      type: 'polygon',
      label: 'Kratzer ä / ü',
      points: [
        [1.5, 2],
        [10, 2],
        [10.000000000000001, 12.3],
      ],
      groupId: null,
      source: 0,
    });
    expect(file.version).toBe('4.5.6');
    expect(file.imagePath).toBe('../bilder/teil.png');
    expect(file.warnings).toEqual([]);
  });

  it('should take a file of 3.0 without version and shape types as polygons', () => {
    const file = read(
      '{"flags": {}, "shapes": [{"label": "不导电", "line_color": null, "fill_color": null, "points": [[2, 1178], [2560, 1178], [2560, 1446]]}], "lineColor": [0, 255, 0, 128], "imagePath": "a.jpg", "imageData": "AAEC"}',
      { width: 2560, height: 1920 },
    );
    expect(file.document.shapes[0]?.type).toBe('polygon');
    expect(file.version).toBeNull();
    expect(imageDataOf(file)).toEqual(Uint8Array.of(0, 1, 2));
  });

  it('should take the types of X-AnyLabeling that have four corners', () => {
    const corners = '[[1,1],[5,1],[5,4],[1,4]]';
    const file = read(
      `{"shapes":[${['rotation', 'quadrilateral', 'cuboid', 'rectangle']
        .map((type) => `{"label":"x","points":${corners},"shape_type":"${type}"}`)
        .join()}],"imageHeight":9,"imageWidth":9}`,
    );
    expect(file.document.shapes.map((shape) => shape.type)).toEqual([
      'oriented_rectangle',
      'polygon',
      'other',
      'rectangle',
    ]);
    expect(file.warnings.map(({ key }) => key)).toEqual([
      'shapes[2].shape_type',
      'shapes[3].points',
    ]);
  });

  it.each([
    ['', '', 'line 1, column 1'],
    ['{"shapes": [', '', 'ends in the middle'],
    ['[]', '', 'The file must be an object'],
    ['{}', 'shapes', 'is missing'],
    ['{"shapes": {}}', 'shapes', 'must be a list'],
    ['{"shapes": [3]}', 'shapes[0]', 'must be an object'],
    ['{"shapes": [{"points": []}]}', 'shapes[0].label', 'is missing'],
    ['{"shapes": [{"label": 5, "points": []}]}', 'shapes[0].label', 'must be a text'],
    ['{"shapes": [{"label": "a"}]}', 'shapes[0].points', 'is missing'],
    ['{"shapes": [{"label": "a", "points": [[1]]}]}', 'shapes[0].points[0]', 'two numbers'],
    ['{"shapes": [{"label": "a", "points": [[1, "2"]]}]}', 'shapes[0].points[0]', 'two numbers'],
    ['['.repeat(100), '', 'nested deeper'],
  ])('should refuse %s with the key and a remedy', (text, key, message) => {
    let thrown: unknown;
    try {
      read(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(LabelmeError);
    const error = thrown as LabelmeError;
    expect(error.key).toBe(key);
    expect(error.message).toContain(message);
    expect(error.hint).toContain('left as it');
  });

  it('should keep a shape with a point that is not a number, and warn', () => {
    const text =
      '{"shapes": [{"label": "a", "points": [[1, 2], [NaN, 4], [5, -Infinity]], "shape_type": "polygon"}], "imagePath": "a.png", "imageData": null, "imageHeight": 9, "imageWidth": 9}';
    const file = read(text);
    expect(file.document.shapes[0]).toMatchObject({ type: 'other', points: [], label: 'a' });
    expect(file.warnings[0]).toMatchObject({ key: 'shapes[0].points[2]' });
    const edited = again(file, first(file, { label: 'b' }));
    expect(edited).toBe(text.replace('"a"', '"b"'));
  });

  it('should warn of shapes outside, of another size and of masks that do not fit', () => {
    const mask = Buffer.from(maskPng.encode({ width: 2, height: 2, data: new Uint8Array(4) }));
    const file = read(
      `{"shapes": [
        {"label": "a", "points": [[100, 100], [110, 100], [110, 110]], "shape_type": "polygon"},
        {"label": "", "points": [[1, 1], [4, 4]], "shape_type": "mask", "mask": "${mask.toString('base64')}"},
        {"label": "c", "points": [[1, 1]], "shape_type": "mask", "mask": "bm90IGEgcG5n"}
      ], "imageHeight": 9, "imageWidth": 9}`,
      { width: 30, height: 9 },
    );
    expect(file.warnings.map(({ key, message }) => `${key}: ${message}`)).toEqual([
      'shapes[2].mask: cannot be read: it is not a PNG',
      'imageWidth: states 9, but the picture has 30 pixels',
      'shapes[0].points: the whole shape lies outside the picture, so it has no pixels',
      'shapes[1].label: is empty',
      'shapes[1].mask: its picture has 2 x 2 pixels, its box 4 x 4',
    ]);
  });

  it('should read a shape of 100,000 points', () => {
    const points = Array.from({ length: 100_000 }, (_, i) => [i % 1000, Math.floor(i / 1000)]);
    const text = JSON.stringify({
      shapes: [{ label: 'a', points }],
      imageHeight: 720,
      imageWidth: 1280,
    });
    const file = read(text);
    expect(file.document.shapes[0]?.points).toHaveLength(100_000);
    expect(again(file, file.document)).toBe(text);
  });

  it('should throw nothing but its own error, whatever it is given', () => {
    const nearly = fc
      .json()
      .chain((json) =>
        fc
          .record({ at: fc.nat(json.length), put: fc.string({ maxLength: 3 }) })
          .map(({ at, put }) => json.slice(0, at) + put + json.slice(at)),
      );
    const shapes = fc.array(
      fc.oneof(
        fc.anything(),
        fc.record(
          {
            label: fc.anything(),
            points: fc.oneof(fc.anything(), fc.array(fc.array(fc.double()))),
            shape_type: fc.oneof(fc.anything(), fc.constantFrom('mask', 'circle', 'x')),
            mask: fc.oneof(fc.anything(), fc.base64String()),
            flags: fc.anything(),
            group_id: fc.anything(),
            description: fc.anything(),
          },
          { requiredKeys: [] },
        ),
      ),
    );
    const files = fc
      .record(
        { shapes, flags: fc.anything(), imageHeight: fc.anything(), imageWidth: fc.anything() },
        { requiredKeys: ['shapes'] },
      )
      .map((value) => {
        try {
          return JSON.stringify(value);
        } catch {
          return '';
        }
      });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), nearly, files), (text) => {
        try {
          const file = read(text);
          expect(again(file, file.document)).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(LabelmeError);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

describe('writing', () => {
  it('should give back the same text where nothing was edited', () => {
    const file = read(FOREIGN);
    expect(again(file, file.document)).toBe(FOREIGN);
    const copy = structuredClone(file.document);
    expect(again(file, copy)).toBe(FOREIGN);
    expect(again(read(`\uFEFF${FOREIGN.replaceAll('\n', '\r\n')}`), copy)).toBe(
      `\uFEFF${FOREIGN.replaceAll('\n', '\r\n')}`,
    );
  });

  it('should change only what was edited', () => {
    const file = read(FOREIGN);
    expect(again(file, first(file, { label: 'crack' }))).toBe(
      FOREIGN.replace('"Kratzer \\u00e4 \\/ ü"', '"crack"'),
    );
    const moved = first(file, {
      points: [
        [1.5, 2],
        [11, 2],
        [10.000000000000001, 12.3],
      ],
    });
    expect(again(file, moved)).toBe(
      FOREIGN.replace('1e1', '11.0')
        .replace('          2\n', '          2\n')
        .replace(/2\.0\n/, '2\n'),
    );
    expect(again(file, first(file, { groupId: 4 }))).toBe(
      FOREIGN.replace('"group_id": null', '"group_id": 4'),
    );
    expect(again(file, { ...file.document, flags: {} })).toBe(
      FOREIGN.replace('{"seen": true}', '{}'),
    );
  });

  it('should add what is missing at the end of a shape, in the layout of the file', () => {
    const file = read(FOREIGN);
    expect(again(file, first(file, { description: 'deep', flags: { sure: false } }))).toBe(
      FOREIGN.replace(
        '"attributes": {"a": [1, 2.0]}\n',
        '"attributes": {"a": [1, 2.0]},\n      "description": "deep",\n      "flags": {\n        "sure": false\n      }\n',
      ),
    );
    const line =
      '{"flags": {}, "shapes": [{"label": "a", "points": [[2, 8], [6, 8], [6, 4]]}], "imagePath": "a.jpg", "imageData": null}';
    const old = read(line, { width: 9, height: 9 });
    expect(again(old, first(old, { label: 'b' }))).toBe(
      line.replace('"a"', '"b"').replace(']]}', ']], "shape_type": "polygon"}'),
    );
    const minified = line.replaceAll(': ', ':').replaceAll(', ', ',');
    const small = read(minified, { width: 9, height: 9 });
    expect(again(small, first(small, { groupId: 1 }))).toBe(
      minified.replace(']]}', ']],"group_id":1,"shape_type":"polygon"}'),
    );
  });

  it('should write the size of the picture over a wrong one', () => {
    const file = read(FOREIGN, { width: 40, height: 20 });
    expect(again(file, first(file, { groupId: 4 }))).toContain('"imageWidth": 40');
  });

  it('should keep order, delete, and add shapes without touching the others', () => {
    const three = JSON.stringify(
      {
        version: '5.1.1',
        shapes: ['a', 'b', 'c'].map((label) => ({
          label,
          points: [
            [1.25, 2],
            [3, 4],
            [5, 0],
          ],
          extra: label,
          shape_type: 'polygon',
        })),
        imageData: null,
        imagePath: 'x.png',
      },
      null,
      4,
    );
    const file = read(three, { width: 9, height: 9 });
    const [a, b, c] = file.document.shapes as [Shape, Shape, Shape];
    const fresh: Shape = { ...b, id: 'n', label: 'new', source: null };
    const text = again(file, { ...file.document, shapes: [c, fresh, a] });
    const back = read(text, { width: 9, height: 9 });
    expect(back.document.shapes.map((shape) => shape.label)).toEqual(['c', 'new', 'a']);
    const parsed = JSON.parse(text) as { shapes: { extra?: string }[] };
    expect(parsed.shapes.map((shape) => shape.extra)).toEqual(['c', undefined, 'a']);
    expect(text).toContain('\n        {\n            "label": "new",');
    expect(again(file, { ...file.document, shapes: [] })).toContain('"shapes": []');
  });

  it('should raise the version only for types that the stated one does not know', () => {
    const file = read(FOREIGN);
    const add = (type: Shape['type'], readers: WriteOptions['readers']): string | null => {
      const shape: Shape = {
        id: 'n',
        type,
        label: 'a',
        points: [
          [1, 1],
          [4, 1],
          [4, 3],
          [1, 3],
        ].slice(0, type === 'mask' ? 2 : 4) as never,
        groupId: null,
        description: '',
        flags: {},
        bitmap: type === 'mask' ? { width: 4, height: 1, data: Uint8Array.of(1, 0, 0, 1) } : null,
        source: null,
      };
      const document = { ...file.document, shapes: [...file.document.shapes, shape] };
      return read(writeLabelme(document, file, { ...WRITE, readers })).version;
    };
    expect(add('polygon', '6.2')).toBe('4.5.6');
    expect(add('mask', '5.4')).toBe('5.4.0');
    expect(add('mask', '5.1')).toBe('4.5.6');
    expect(add('oriented_rectangle', '6.2')).toBe('6.2.0');
  });

  it('should bring back every document in full with the newest readers', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const text = writeLabelme(document, null, WRITE);
        const file = readLabelme(text, { ...READ, size: null });
        expect(content(file.document)).toEqual(content(document));
        expect(writeLabelme(file.document, file, WRITE)).toBe(text);
      }),
    );
  });

  it('should keep the pixels for every reader', () => {
    const rasterisers = fc.constantFrom(...(['labelme-7.9.1', 'labelme-5.1.1'] as const));
    const oldest = fc.constantFrom(...(['3', '5.1', '5.4'] as const));
    fc.assert(
      fc.property(anyDocument, oldest, rasterisers, (document, readers, rasteriser) => {
        const options = { labels: [], rasteriser };
        const text = writeLabelme(document, null, {
          ...WRITE,
          readers,
          rasteriser,
        });
        const back = read(text).document;
        if (readers !== '5.4') expect(back.shapes.some((s) => s.type === 'mask')).toBe(false);
        expect(back.shapes.some((s) => s.type === 'oriented_rectangle')).toBe(false);
        const before = rasterise(document, options).mask;
        expect(rasterise(back, options).mask.every((v, i) => v === before[i])).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('should give an edited file the colours that readers of 3.x demand, and no other', () => {
    const shape = '{"label": "a", "points": [[1, 1], [4, 1], [4, 3]], "score": 0.50}';
    const coloured = `{"fill_color": null, ${shape.slice(1)}`;
    const rest = '"imagePath": "a.png", "imageData": null, "fillColor": [1, 2, 3, 4]';
    const file = read(`{"version": "5.1.1", "shapes": [${shape}, ${coloured}], ${rest}}`);
    const old = { ...WRITE, readers: '3' as const };
    expect(writeLabelme(file.document, file, old)).toBe(file.text);
    const edited = first(file, { label: 'b' });
    expect(JSON.parse(writeLabelme(edited, file, old))).toMatchObject({
      ...{ lineColor: [0, 255, 0, 128], fillColor: [1, 2, 3, 4] },
      shapes: [
        { label: 'b', line_color: null, fill_color: null, score: 0.5 },
        { label: 'a', line_color: null, fill_color: null },
      ],
    });
    expect(JSON.parse(writeLabelme(edited, file, WRITE))).not.toHaveProperty('lineColor');
  });

  it('should write what readers of 3.x demand', () => {
    const document: AnnotationDocument = { width: 4, height: 3, flags: {}, shapes: [] };
    const text = writeLabelme(document, null, { ...WRITE, readers: '3' });
    expect(JSON.parse(text)).toMatchObject({
      lineColor: [0, 255, 0, 128],
      fillColor: [255, 0, 0, 128],
    });
  });
});
