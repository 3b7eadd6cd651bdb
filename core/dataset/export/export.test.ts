import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDENTITY } from '../../geometry/projection.js';
import { defaultExportProfile } from '../export-profiles.js';
import { alignmentOf, cropBox, GridMaker } from './grid.js';
import { chosenBy, layOut } from './layout.js';
import { doubleArea, outlinesOf } from '../../mask/outlines.js';
import { joinHoles } from './join-holes.js';
import { regionsOf } from './regions.js';
import { runLengths } from './rle.js';

const SIDE = 12;
const masks = fc
  .array(fc.integer({ min: 0, max: 2 }), { minLength: SIDE * SIDE, maxLength: SIDE * SIDE })
  .map((values) => Uint8Array.from(values));

/** Even-odd rule at pixel centres. */
function filled(rings: readonly (readonly number[])[]): Uint8Array {
  const out = new Uint8Array(SIDE * SIDE);
  for (let i = 0; i < out.length; i++) {
    const px = (i % SIDE) + 0.5;
    const py = Math.floor(i / SIDE) + 0.5;
    let inside = false;
    for (const ring of rings) {
      for (let a = 0; a < ring.length; a += 2) {
        const b = (a + 2) % ring.length;
        const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [ring[a], ring[a + 1], ring[b], ring[b + 1]];
        if (y0 > py !== y1 > py && px < x0 + ((py - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
      }
    }
    out[i] = Number(inside);
  }
  return out;
}

describe('regions, outlines and run lengths', () => {
  it('should fill back to the region, with holes bridged in', () => {
    fc.assert(
      fc.property(masks, (classes) => {
        const { labels, regions } = regionsOf(classes, SIDE, SIDE);
        for (const [i, { value, area, box }] of regions.entries()) {
          const wanted = Uint8Array.from(labels, (label) => Number(label === i + 1));
          const outlines = outlinesOf(labels, SIDE, SIDE, { value: i + 1, box });
          const rings = outlines.map(({ corners }) => corners);
          const joined = joinHoles(outlines);
          expect(joined).toHaveLength(1);
          expect(filled(rings)).toEqual(wanted);
          expect(filled(joined)).toEqual(wanted);
          expect(joined.reduce((sum, ring) => sum + doubleArea(ring), 0)).toBe(2 * area);
          wanted.forEach((on, at) => {
            if (on === 1) expect(classes[at]).toBe(value);
          });
        }
      }),
    );
  });

  it('should count runs down the columns, starting with background', () => {
    fc.assert(
      fc.property(masks, (classes) => {
        const counts = runLengths(classes, SIDE, SIDE, 1);
        expect(counts.reduce((a, b) => a + b, 0)).toBe(SIDE * SIDE);
        const back = new Uint8Array(SIDE * SIDE);
        let at = 0;
        counts.forEach((run, i) => {
          for (let k = 0; k < run; k++, at++)
            back[(at % SIDE) * SIDE + Math.floor(at / SIDE)] = i % 2;
        });
        expect(back).toEqual(classes.map((value) => Number(value === 1)));
      }),
    );
  });
});

describe('layout', () => {
  const samples = Array.from({ length: 12 }, (_, i) => ({
    id: `sample-${String(i).padStart(3, '0')}`,
    category: i % 2 === 0 ? 'crab' : 'cookie',
    split: 'test' as const,
    anomaly: i % 3 === 0 ? 'good' : 'dent',
    index: 7,
  }));

  it('should number each folder from 000, whatever the order given', () => {
    const profile = defaultExportProfile('mvtec3d', 'x');
    const forward = layOut(profile, chosenBy(profile, samples));
    expect(layOut(profile, chosenBy(profile, [...samples].reverse()))).toEqual(forward);
    expect(new Set(forward.placements.map(({ cell, stem }) => `${cell}/${stem}`)).size).toBe(12);
    expect(forward.placements[0]).toEqual({
      id: 'sample-001',
      cell: 'cookie/test/dent',
      stem: '000',
    });
  });

  it('should tell of samples that would share a name', () => {
    const profile = { ...defaultExportProfile('mvtec3d', 'x'), stems: 'index' as const };
    expect(layOut(profile, samples).sameStem).toHaveLength(8);
  });

  it('should choose by split and category', () => {
    const profile = { ...defaultExportProfile('coco', 'x'), categories: ['crab'] };
    expect(chosenBy(profile, samples)).toHaveLength(6);
    expect(chosenBy({ ...profile, splits: ['train'] }, samples)).toHaveLength(0);
  });
});

describe('grid', () => {
  const camera = {
    fx: 40,
    fy: 41,
    ppx: 15.5,
    ppy: 11.5,
    model: 'none' as const,
    coefficients: [0, 0, 0, 0, 0] as const,
  };
  const size = { width: 32, height: 24 };
  const counts = Uint16Array.from({ length: 32 * 24 }, (_, i) => (i % 11 === 0 ? 0 : 1500 + i));
  const source = {
    rgb: { ...size, data: Uint8Array.from({ length: 32 * 24 * 3 }, (_, i) => i % 251) },
    depth: { ...size, data: counts, metresPerCount: 0.0001 },
    classes: Uint8Array.from({ length: 32 * 24 }, (_, i) => Number(i % 7 === 0)),
    rgbIntrinsics: camera,
    depthIntrinsics: camera,
    depthToColour: IDENTITY,
  };

  it('should be Eq. 1 of the paper, rounded once to float32, where one grid serves both', () => {
    const { xyz, alignment, rgb } = new GridMaker().make(source, 'colour', null);
    expect(alignment).toBe('identical');
    expect(rgb).toBeNull();
    counts.forEach((count, i) => {
      const z = count * 0.0001;
      const x = (((i % 32) - 15.5) / 40) * z;
      const y = ((Math.floor(i / 32) - 11.5) / 41) * z;
      const wanted = count === 0 ? [0, 0, 0] : [x, y, z].map(Math.fround);
      expect([...(xyz?.subarray(3 * i, 3 * i + 3) ?? [])]).toEqual(wanted);
    });
  });

  it('should crop pictures, points and intrinsics alike', () => {
    const crop = { width: 20, height: 16, left: null, top: 3 };
    const whole = new GridMaker().make(source, 'colour', null);
    const part = new GridMaker().make(source, 'colour', crop);
    expect(part).toMatchObject({ width: 20, height: 16 });
    expect(part.intrinsics).toMatchObject({ ppx: 15.5 - 6, ppy: 11.5 - 3 });
    for (const [x, y] of [
      [0, 0],
      [19, 15],
      [7, 9],
    ] as const) {
      const from = (y + 3) * 32 + x + 6;
      const to = y * 20 + x;
      expect(part.classes?.[to]).toBe(source.classes[from]);
      expect(part.rgb?.[3 * to]).toBe(source.rgb.data[3 * from]);
      expect(part.xyz?.[3 * to + 2]).toBe(whole.xyz?.[3 * from + 2]);
    }
    expect(cropBox({ ...crop, width: 33 }, 32, 24)).toBeNull();
  });

  it('should know when nothing tells how depth and picture belong together', () => {
    const bare = { rgb: { ...size, intrinsics: null }, depth: { ...size, intrinsics: null } };
    expect(alignmentOf({ ...bare, depthToColour: null }, 'colour')).toBeNull();
    const one = { ...bare, depth: { ...size, intrinsics: camera } };
    expect(alignmentOf({ ...one, depthToColour: null }, 'colour')).toBe('as-is');
    const moved = { rotation: IDENTITY.rotation, translation: [0.001, 0, 0] as const };
    const both = { rgb: { ...size, intrinsics: camera }, depth: { ...size, intrinsics: camera } };
    expect(alignmentOf({ ...both, depthToColour: moved }, 'colour')).toBe('depth-to-colour');
    expect(alignmentOf({ ...both, depthToColour: moved }, 'depth')).toBe('colour-to-depth');
  });
});
