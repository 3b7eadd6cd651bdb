import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wireDocumentSchema } from '../contract/schema/annotation.js';
import type { AnnotationDocument, Shape } from './document.js';
import { applyPatch, diffDocuments } from './patch.js';
import { anyDocument } from './testing/arbitrary.js';
import { fromWire, packRuns, toWire, unpackRuns } from './wire.js';

describe('the wire form of a document', () => {
  it('should bring every document back through JSON', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const wire = wireDocumentSchema.parse(JSON.parse(JSON.stringify(toWire(document))));
        expect(fromWire(wire)).toEqual(document);
      }),
    );
  });

  it('should pack bitmaps as runs, zeros first', () => {
    expect(packRuns(Uint8Array.of(1, 1, 0, 1))).toEqual([0, 2, 1, 1]);
    expect(packRuns(Uint8Array.of(0, 0))).toEqual([2]);
    expect(unpackRuns({ width: 2, height: 2, runs: [1, 9] }).data).toEqual(
      Uint8Array.of(0, 1, 1, 1),
    );
    expect(unpackRuns({ width: 2, height: 2, runs: [] }).data).toEqual(new Uint8Array(4));
  });
});

describe('a patch', () => {
  const edits = fc.array(
    fc.record({
      what: fc.constantFrom('add', 'delete', 'move', 'label', 'flags'),
      at: fc.nat(50),
      n: fc.nat(1e6),
    }),
    { maxLength: 12 },
  );

  it('should make the later document of the earlier one, whatever was done', () => {
    fc.assert(
      fc.property(anyDocument, edits, (start, steps) => {
        const end = steps.reduce(edited, start);
        const patch = diffDocuments(start, end);
        const wire: unknown = JSON.parse(JSON.stringify(patch));
        const again = patch === null ? start : applyPatch(start, wire as NonNullable<typeof patch>);
        expect(again).toEqual(end);
      }),
    );
  });

  it('should hold only what changed', () => {
    const shape = (id: string): Shape => ({
      id,
      type: 'polygon',
      label: 'dent',
      points: [],
      groupId: null,
      description: '',
      flags: {},
      bitmap: null,
      source: null,
    });
    const start = { width: 4, height: 4, flags: {}, shapes: ['a', 'b', 'c'].map(shape) };
    expect(diffDocuments(start, start)).toBeNull();
    const labelled = {
      ...start,
      shapes: start.shapes.map((s) => (s.id === 'b' ? { ...s, label: 'crack' } : s)),
    };
    const patch = diffDocuments(start, labelled);
    expect(patch?.put.map((s) => s.id)).toEqual(['b']);
    expect(patch?.order).toBeNull();
  });
});

function edited(
  document: AnnotationDocument,
  step: { what: string; at: number; n: number },
): AnnotationDocument {
  const { shapes } = document;
  const i = shapes.length === 0 ? 0 : step.at % shapes.length;
  const shape = shapes[i];
  if (step.what === 'flags') return { ...document, flags: { edited: step.n % 2 === 0 } };
  if (step.what === 'add' || !shape) {
    const added: Shape = {
      id: `new-${String(step.n)}-${String(shapes.length)}`,
      type: 'point',
      label: 'x',
      points: [[step.n, 1]],
      groupId: null,
      description: '',
      flags: {},
      bitmap: null,
      source: null,
    };
    return { ...document, shapes: [...shapes.slice(0, i), added, ...shapes.slice(i)] };
  }
  const others = shapes.filter((s) => s !== shape);
  if (step.what === 'delete') return { ...document, shapes: others };
  if (step.what === 'move') return { ...document, shapes: [...others, shape] };
  return {
    ...document,
    shapes: shapes.map((s) => (s === shape ? { ...s, label: String(step.n) } : s)),
  };
}
