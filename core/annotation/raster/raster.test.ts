import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKGROUND_LABEL, type ImagePoint, type Shape, type ShapeType } from '../document.js';
import { anyDocument } from '../testing/arbitrary.js';
import { rasterise } from './label-map.js';
import { isDrawable, shapeMask } from './shape.js';

const LABELS = [
  { name: 'dent', value: 1 },
  { name: 'crack', value: 2 },
];

function shape(type: ShapeType, points: readonly ImagePoint[], label = 'dent'): Shape {
  return {
    id: 'x',
    type,
    label,
    points,
    groupId: null,
    description: '',
    flags: {},
    bitmap: null,
    source: null,
  };
}

const square = (x: number, y: number, size: number, label = 'dent'): Shape =>
  shape(
    'polygon',
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
    ],
    label,
  );

const pixels = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0);
const all = (shapes: Shape[], width = 40, height = 30) =>
  rasterise({ width, height, shapes }, { labels: LABELS, rasteriser: 'labelme-7.9.1' });

describe('one shape', () => {
  it('should include the border and cut coordinates to whole pixels', () => {
    expect(pixels(shapeMask(square(2, 2, 4), 40, 30))).toBe(25);
    expect(shapeMask(square(2.6, 2.6, 4), 40, 30)).toEqual(shapeMask(square(2, 2, 4), 40, 30));
  });

  it('should draw what the reference says of circles, lines and points', () => {
    expect(
      pixels(
        shapeMask(
          shape('circle', [
            [10, 10],
            [14, 10],
          ]),
          40,
          30,
        ),
      ),
    ).toBe(61);
    expect(pixels(shapeMask(shape('point', [[20, 15]]), 40, 30))).toBe(97);
    const line = shapeMask(
      shape('line', [
        [10, 20],
        [30, 20],
      ]),
      40,
      30,
    );
    expect(pixels(line)).toBe(21 * 10);
    expect(line[15 * 40 + 20]).toBe(0);
    expect(line[16 * 40 + 20]).toBe(1);
    expect(line[25 * 40 + 20]).toBe(1);
  });

  it('should draw rectangles in any direction', () => {
    const mask = shapeMask(
      shape('rectangle', [
        [6, 6],
        [2, 2],
      ]),
      40,
      30,
    );
    expect(pixels(mask)).toBe(25);
  });

  it('should draw nothing for what has no pixels', () => {
    for (const [type, points] of [
      ['polygon', [[1, 1]]],
      ['rectangle', [[1, 1]]],
      ['circle', []],
      ['points', [[1, 1]]],
      [
        'polygon',
        [
          [1, 1],
          [Number.NaN, 2],
          [3, 3],
        ],
      ],
    ] as const) {
      const bad = shape(type, points);
      expect(isDrawable(bad)).toBe(false);
      expect(pixels(shapeMask(bad, 10, 10))).toBe(0);
    }
  });

  it('should paste a mask at its corner and cut what lies outside', () => {
    const mask: Shape = {
      ...shape('mask', [
        [-1, 28],
        [1, 31],
      ]),
      bitmap: { width: 3, height: 4, data: new Uint8Array(12).fill(1) },
    };
    expect(pixels(shapeMask(mask, 40, 30))).toBe(4);
  });

  it('should stay inside the picture for coordinates of any size', () => {
    const wild = fc.oneof(
      fc.integer({ min: -3e9, max: 3e9 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...(['polygon', 'rectangle', 'line', 'linestrip'] as const)),
        fc.array(fc.tuple(wild, wild), { minLength: 2, maxLength: 6 }),
        (type, points) => {
          expect(shapeMask(shape(type, points), 20, 10)).toHaveLength(200);
        },
      ),
    );
  });
});

describe('all shapes', () => {
  it('should draw later shapes over earlier ones and cut holes with background', () => {
    const { mask, labels, maskPixels } = all([
      square(2, 2, 20),
      square(5, 5, 6, BACKGROUND_LABEL),
      square(7, 7, 2, 'crack'),
    ]);
    expect(maskPixels).toBe(21 * 21 - 7 * 7 + 9);
    expect(labels[3 * 40 + 3]).toBe(1);
    expect(labels[6 * 40 + 6]).toBe(0);
    expect(mask[6 * 40 + 6]).toBe(0);
    expect(labels[8 * 40 + 8]).toBe(2);
    expect(mask[8 * 40 + 8]).toBe(255);
  });

  it('should keep one value per label whatever the order, and name labels that are not listed', () => {
    const { labels, mask, unknown } = all([square(20, 2, 2, 'stain'), square(2, 2, 2, 'crack')]);
    expect(labels[2 * 40 + 2]).toBe(2);
    expect(labels[2 * 40 + 20]).toBe(255);
    expect(mask[2 * 40 + 20]).toBe(255);
    expect(unknown).toEqual(['stain']);
  });

  it('should have a mask exactly where the last shape is not background', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const { mask, maskPixels } = rasterise(document, {
          labels: [],
          rasteriser: 'labelme-7.9.1',
        });
        const expected = new Uint8Array(mask.length);
        for (const one of document.shapes) {
          const pixels = shapeMask(one, document.width, document.height);
          const value = one.label === BACKGROUND_LABEL ? 0 : 255;
          for (let i = 0; i < pixels.length; i++) if (pixels[i]) expected[i] = value;
        }
        expect(mask.every((value, i) => value === expected[i])).toBe(true);
        expect(maskPixels).toBe(expected.filter((value) => value === 255).length);
      }),
    );
  });
});
