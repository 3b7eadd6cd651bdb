/** Random annotation documents for property tests. */
import fc from 'fast-check';
import { SHAPE_TYPES, type AnnotationDocument, type Shape } from '../document.js';

const coordinate = fc.oneof(
  fc.integer({ min: -50, max: 250 }),
  fc.double({ min: -1000, max: 3000, noNaN: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
);
const point = fc.tuple(coordinate, coordinate);
const flags = fc.dictionary(
  fc.string({ maxLength: 8 }).filter((key) => key !== '__proto__'),
  fc.boolean(),
  { maxKeys: 3, noNullPrototype: true },
);

/** How many points each type has, at least and at most. */
const COUNTS: Readonly<Record<(typeof SHAPE_TYPES)[number], readonly [number, number]>> = {
  polygon: [3, 12],
  rectangle: [2, 2],
  circle: [2, 2],
  line: [2, 2],
  linestrip: [2, 8],
  point: [1, 1],
  points: [1, 6],
  mask: [2, 2],
  oriented_rectangle: [4, 4],
};

const anyShape = fc.constantFrom(...SHAPE_TYPES).chain((type) => {
  const [least, most] = COUNTS[type];
  return fc.record({
    type: fc.constant(type),
    label: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    points: fc.array(point, { minLength: least, maxLength: most }),
    groupId: fc.option(fc.integer({ min: 0, max: 99 })),
    description: fc.string({ unit: 'grapheme', maxLength: 20 }),
    flags,
    bits: fc.record({
      width: fc.integer({ min: 1, max: 9 }),
      height: fc.integer({ min: 1, max: 9 }),
      data: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 81, maxLength: 81 }),
    }),
    left: fc.tuple(fc.integer({ min: -5, max: 120 }), fc.integer({ min: -5, max: 90 })),
  });
});

/** Valid documents: every shape has the number of points of its type, masks their bitmap. */
export const anyDocument: fc.Arbitrary<AnnotationDocument> = fc.record({
  width: fc.integer({ min: 1, max: 200 }),
  height: fc.integer({ min: 1, max: 150 }),
  flags,
  shapes: fc.array(anyShape, { maxLength: 8 }).map((shapes) =>
    shapes.map(({ bits, left, ...shape }, i): Shape => {
      const id = `s${String(i)}`;
      if (shape.type !== 'mask') return { ...shape, id, bitmap: null, source: null };
      const { width, height } = bits;
      const [x, y] = left;
      return {
        ...shape,
        id,
        source: null,
        points: [
          [x, y],
          [x + width - 1, y + height - 1],
        ],
        bitmap: { width, height, data: Uint8Array.from(bits.data.slice(0, width * height)) },
      };
    }),
  ),
});
