import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnnotationDocument } from './document.js';
import { applyPatch, diffDocuments } from './patch.js';
import { at, EditorDriver } from './testing/driver.js';
import { TOOL_NAMES } from './tools/tool.js';

let driver = new EditorDriver();

describe('any sequence', () => {
  const coordinate = fc.tuple(fc.integer({ min: -5, max: 125 }), fc.integer({ min: -5, max: 95 }));
  const action = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constantFrom('down', 'move', 'up'),
        at: coordinate,
        bits: fc.nat(7),
      }),
    },
    fc.record({
      do: fc.constant('tool'),
      tool: fc.constantFrom(...TOOL_NAMES.filter((t) => t !== 'wand')),
    }),
    fc.record({
      do: fc.constantFrom(
        'finish',
        'cancel',
        'undo',
        'redo',
        'removePoint',
        'delete',
        'duplicate',
        'nudge',
        'up!',
        'down!',
        'label',
        'merge',
        'simplify',
        'toPolygon',
        'all',
      ),
    }),
  );

  it('undone wholly gives the start document, and its patches replayed give the end', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        driver = new EditorDriver();
        driver.square(20, 20, 40);
        const start: AnnotationDocument = driver.editor.document;
        driver.editor = driver.make(start.shapes);
        driver.editor.brushRadiusPx = 5;
        let journal = driver.editor.document;
        let last = driver.editor.document;
        driver.editor.history.onCommit(() => {
          const patch = diffDocuments(last, driver.editor.document);
          if (patch) journal = applyPatch(journal, patch);
          last = driver.editor.document;
        });
        const commands: Record<string, () => void> = {
          finish: () => driver.editor.finish(),
          cancel: () => driver.editor.cancel(),
          undo: () => driver.editor.undo(),
          redo: () => driver.editor.redo(),
          removePoint: () => driver.editor.removePoint(),
          delete: () => driver.editor.deleteSelection(),
          duplicate: () => driver.editor.duplicate(),
          nudge: () => driver.editor.nudge(3, -2),
          'up!': () => driver.editor.order('up'),
          'down!': () => driver.editor.order('down'),
          label: () => driver.editor.setLabel('crack'),
          merge: () => driver.editor.merge(),
          simplify: () => driver.editor.simplify(2),
          toPolygon: () => driver.editor.toPolygon(),
          all: () => driver.editor.selectAll(),
        };
        for (const one of actions) {
          if ('at' in one) {
            const input = at(...one.at, {
              ctrl: (one.bits & 1) > 0,
              alt: (one.bits & 2) > 0,
              shift: (one.bits & 4) > 0,
            });
            if (one.do === 'down') driver.editor.down(input);
            else if (one.do === 'move') driver.editor.move(input);
            else driver.editor.up(input);
          } else if ('tool' in one) driver.editor.setTool(one.tool);
          else commands[one.do]?.();
        }
        driver.editor.cancel();
        expect(journal).toEqual(driver.editor.document);
        while (driver.editor.history.undo());
        expect(driver.editor.document).toEqual(start);
      }),
      { numRuns: 150 },
    );
  });
});
