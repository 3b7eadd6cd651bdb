import { describe, expect, it } from 'vitest';
import { ANOMALY_TYPES, CATEGORIES, type PaperCategory } from '../dataset/vocabulary.js';
import { CELL_MM, Clay } from './clay.js';
import { addDefect } from './defects.js';
import { finishByHand } from './hand.js';
import { RECIPES } from './objects/index.js';

const TABLE_MM = 0.05;

function model(object: PaperCategory, seed: number): Clay {
  const clay = new Clay(seed);
  RECIPES[object](clay);
  finishByHand(clay);
  return clay;
}

const areaMm2 = (cells: number): number => cells * CELL_MM * CELL_MM;

describe('clay objects', () => {
  it.each(CATEGORIES)('%s takes all six defects, each on the object and of real size', (object) => {
    const whole = model(object, 11);
    let covered = 0;
    for (const z of whole.height) if (z > TABLE_MM) covered++;
    expect(areaMm2(covered)).toBeGreaterThan(800);
    for (const [k, type] of ANOMALY_TYPES.entries()) {
      const clay = model(object, 11);
      const mask = addDefect(clay, type, 1000 + k);
      let marked = 0;
      let offObject = 0;
      let unmarkedChange = 0;
      for (let i = 0; i < mask.length; i++) {
        const before = whole.height[i] ?? 0;
        if (mask[i] === 1) {
          marked++;
          if (before <= TABLE_MM) offObject++;
        } else {
          unmarkedChange = Math.max(unmarkedChange, Math.abs((clay.height[i] ?? 0) - before));
        }
      }
      expect(areaMm2(marked), type).toBeGreaterThan(5);
      expect(areaMm2(marked), type).toBeLessThan(200);
      // A lump pressed onto a thin part may hang over its side, most of it lies on the object.
      expect(offObject / marked, type).toBeLessThan(0.5);
      expect(unmarkedChange, type).toBeLessThan(0.1);
    }
  });

  it('differs from seed to seed and repeats with the same seed', () => {
    const first = model('cookie', 1);
    expect(model('cookie', 1).height).toEqual(first.height);
    expect(model('cookie', 2).height).not.toEqual(first.height);
  });
});
