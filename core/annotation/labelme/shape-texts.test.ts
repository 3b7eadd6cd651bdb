/** A write that reuses texts is the write without them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnnotationDocument, Shape } from '../document.js';
import { numberText } from './layout.js';
import { ShapeTexts } from './shape-texts.js';
import { writeLabelme, type WriteOptions } from './write.js';

const options: WriteOptions = {
  ...{ readers: '6.2', rasteriser: 'labelme-7.9.1', imagePath: 'rgb.png' },
  png: {
    encode: () => new Uint8Array(),
    decode: () => ({ width: 0, height: 0, data: new Uint8Array() }),
  },
};

const shape = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  label: fc.constantFrom('dent', 'crack'),
  points: fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0.5, 1, 2e21)), {
    minLength: 3,
    maxLength: 4,
  }),
  groupId: fc.constantFrom(null, 3),
  description: fc.constantFrom('', 'deep'),
  flags: fc.constantFrom({}, { hard: true }),
});

const documentOf = (shapes: readonly object[]): AnnotationDocument => ({
  ...{ width: 40, height: 30, flags: {} },
  shapes: shapes.map(
    (one) => ({ ...one, type: 'polygon', bitmap: null, source: null }) as unknown as Shape,
  ),
});

describe('texts of the last write', () => {
  it('should never change what is written', () => {
    fc.assert(
      fc.property(fc.array(fc.array(shape, { maxLength: 5 }), { maxLength: 6 }), (saves) => {
        const texts = new ShapeTexts();
        for (const shapes of saves) {
          const document = documentOf(shapes);
          expect(writeLabelme(document, null, { ...options, texts })).toBe(
            writeLabelme(document, null, options),
          );
        }
      }),
    );
  });

  it('should print again for another reader', () => {
    const texts = new ShapeTexts();
    const document = documentOf([
      { id: 'a', label: 'dent', points: [[1, 2]], groupId: null, description: '', flags: {} },
    ]);
    writeLabelme(document, null, { ...options, texts });
    const old = { ...options, readers: '3' as const };
    expect(writeLabelme(document, null, { ...old, texts })).toBe(writeLabelme(document, null, old));
  });
});

describe('a number', () => {
  it.each([
    [3, '3.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
    [1e20, '100000000000000000000.0'],
    [Infinity, 'Infinity'],
    [NaN, 'NaN'],
  ])('%d should be written as %s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });
});
