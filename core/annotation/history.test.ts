import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnnotationDocument, ImagePoint, Shape } from './document.js';
import { AnnotationHistory } from './history.js';
import { applyOperations, invertOperations, type Operation } from './operations.js';
import { applyPatch, diffDocuments } from './patch.js';

const shape = (
  id: string,
  points: readonly ImagePoint[] = [
    [0, 0],
    [4, 0],
    [4, 4],
  ],
): Shape => ({
  id,
  type: 'polygon',
  label: 'dent',
  points,
  groupId: null,
  description: '',
  flags: {},
  bitmap: null,
  source: null,
});
const EMPTY: AnnotationDocument = { width: 64, height: 48, flags: {}, shapes: [] };
const THREE: AnnotationDocument = { ...EMPTY, shapes: [shape('a'), shape('b'), shape('c')] };

const point = fc.tuple(
  fc.double({ min: -99, max: 99, noNaN: true }),
  fc.integer({ min: -99, max: 99 }),
);

/** An operation that fits the document, chosen by five numbers. */
function fitting(document: AnnotationDocument, n: readonly number[], fresh: string): Operation {
  const [kind = 0, a = 0, b = 0, x = 0, y = 0] = n;
  const { shapes } = document;
  const target = shapes[a % Math.max(1, shapes.length)];
  if (!target || kind % 7 === 0) {
    const bitmap =
      b % 3 === 0 ? { width: 2, height: 2, data: Uint8Array.of(1, 0, a & 1, 1) } : null;
    const added = {
      ...shape(fresh, [
        [x, y],
        [y, x],
        [1, 2],
      ]),
      bitmap,
    };
    return { kind: 'add', at: a % (shapes.length + 1), shapes: [added] };
  }
  const index = shapes.indexOf(target);
  switch (kind % 7) {
    case 1:
      return { kind: 'remove', at: index, shapes: [target] };
    case 2: {
      const at = b % (target.points.length + 1);
      const removed = target.points.slice(at, at + (x % 3));
      return {
        kind: 'points',
        id: target.id,
        at,
        removed,
        inserted: [
          [x + 0.1, y],
          [y, x],
        ],
      };
    }
    case 3:
      return {
        kind: 'edit',
        id: target.id,
        before: { label: target.label, groupId: target.groupId },
        after: { label: `l${x}`, groupId: y },
      };
    case 4:
      return { kind: 'order', from: index, to: b % shapes.length };
    case 5: {
      if (!target.bitmap)
        return { kind: 'flags', before: document.flags, after: { [`f${x}`]: true } };
      const data = Uint8Array.from(target.bitmap.data, (v, i) => (i === b % 4 ? 1 - v : v));
      return {
        kind: 'bitmap',
        id: target.id,
        before: { bitmap: target.bitmap, points: target.points },
        after: { bitmap: { ...target.bitmap, data }, points: [[x, y]] },
      };
    }
    default:
      return { kind: 'flags', before: document.flags, after: { checked: x % 2 === 0 } };
  }
}

describe('operations', () => {
  it('are taken back by their inverses, and their patches replayed give the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(50), { minLength: 5, maxLength: 5 }), { maxLength: 30 }),
        (numbers) => {
          let document = THREE;
          numbers.forEach((n, i) => {
            const operation = fitting(document, n, `s${i}`);
            const next = applyOperations(document, [operation]);
            const patch = diffDocuments(document, next);
            const written: unknown = JSON.parse(JSON.stringify(patch));
            if (patch) expect(applyPatch(document, written as typeof patch)).toEqual(next);
            else expect(next).toEqual(document);
            expect(applyOperations(next, invertOperations([operation]))).toEqual(document);
            document = next;
          });
        },
      ),
    );
  });

  it('say what does not fit and change nothing', () => {
    expect(() => applyOperations(THREE, [{ kind: 'order', from: 0, to: 3 }])).toThrow(RangeError);
    expect(() =>
      applyOperations(THREE, [{ kind: 'points', id: 'a', at: 0, removed: [[9, 9]], inserted: [] }]),
    ).toThrow('point 0 of a is another one');
    expect(() => applyOperations(THREE, [{ kind: 'add', at: 0, shapes: [shape('a')] }])).toThrow(
      'there is a shape a already',
    );
  });

  it('take a shape of 100,000 points', () => {
    const many = Array.from({ length: 100_000 }, (_, i): ImagePoint => [i, i]);
    const document = { ...EMPTY, shapes: [shape('a', many)] };
    const moved = applyOperations(document, [
      { kind: 'points', id: 'a', at: 0, removed: many, inserted: many.toReversed() },
    ]);
    expect(moved.shapes[0]?.points[0]).toEqual([99_999, 99_999]);
  });
});

describe('AnnotationHistory', () => {
  it('comes back to the start whatever was done, and forward again to the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(50), { minLength: 6, maxLength: 6 }), { maxLength: 40 }),
        (numbers) => {
          const history = new AnnotationHistory(THREE);
          let replayed = THREE;
          history.onCommit((operations) => {
            replayed = applyOperations(replayed, operations);
          });
          numbers.forEach((n, i) => {
            switch ((n[5] ?? 0) % 9) {
              case 0:
                history.undo();
                break;
              case 1:
                history.redo();
                break;
              case 2:
                history.mark();
                history.perform('drag', [fitting(history.document, n, `m${i}`)]);
                history.bail(true);
                history.perform('drag', [fitting(history.document, n, `n${i}`)]);
                if ((n[4] ?? 0) % 2 === 0) history.squash('drag');
                else history.bail();
                break;
              default:
                history.perform('edit', [fitting(history.document, n, `s${i}`)]);
            }
          });
          const end = history.document;
          // The journal, replayed over the start, is the document.
          expect(replayed).toEqual(end);
          const steps = history.undoCount;
          while (history.undo());
          expect(history.document).toEqual(THREE);
          for (let i = 0; i < steps; i++) history.redo();
          expect(history.document).toEqual(end);
        },
      ),
    );
  });

  it('takes a given-up drag back without a redo entry', () => {
    const history = new AnnotationHistory(THREE);
    history.mark();
    history.perform('move', [{ kind: 'order', from: 0, to: 2 }]);
    history.bail();
    expect(history.document).toBe(THREE);
    expect([history.undoCount, history.redoCount]).toEqual([0, 0]);
  });

  it('forgets the oldest steps when memory is full, never the newest', () => {
    const history = new AnnotationHistory(THREE, 1000);
    for (let i = 0; i < 10; i++)
      history.perform('flag', [
        { kind: 'flags', before: history.document.flags, after: { [`f${i}`]: true } },
      ]);
    expect(history.undoCount).toBe(2);
    expect(history.droppedCount).toBe(8);
    history.undo();
    expect(history.document.flags).toEqual({ f8: true });
  });

  it('drops what was undone at the next edit', () => {
    fc.assert(
      fc.property(point, ([x, y]) => {
        const history = new AnnotationHistory(THREE);
        history.perform('a', [{ kind: 'order', from: 0, to: 1 }]);
        history.undo();
        history.perform('b', [
          { kind: 'points', id: 'a', at: 0, removed: [[0, 0]], inserted: [[x, y]] },
        ]);
        expect(history.redo()).toBe(false);
        expect(history.undoName).toBe('b');
      }),
    );
  });
});
