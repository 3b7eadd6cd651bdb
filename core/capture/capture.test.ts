import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measures } from '../contract/schema/sample.js';
import { SimulatedD405 } from '../simulator/simulated-d405.js';
import { DEFAULT_GATES, evaluateGates, isClose, type GateContext } from './gates.js';
import { makeIdSource } from './ids.js';
import { nearestByTime } from './pairing.js';
import { cellKey, countCells, defaultPlan, nextCell, planProgress } from './plan.js';
import { changedShare, signatureOf } from './signature.js';

const good: Measures = {
  pitchDeg: 0.1,
  rollDeg: 0.1,
  tiltDeg: 0.14,
  distanceMm: 180,
  fillRate: 0.99,
  planeRmsMm: 0.2,
  subpixelRmsPx: 0.06,
  sharpness: 400,
  clippedDark: 0,
  clippedBright: 0,
};
const context = (patch: Partial<GateContext> = {}): GateContext => ({
  limits: DEFAULT_GATES,
  measures: good,
  metresPerCount: 0.0001,
  pairDeltaMs: 2,
  framePeriodMs: 33.3,
  rigMovedMm: 0.2,
  changedShare: 0.1,
  session: { firstDistanceMm: 180, medianSharpness: 400, metresPerCount: 0.0001 },
  ...patch,
});
const failed = (c: GateContext): string[] =>
  evaluateGates(c)
    .filter((g) => !g.passed)
    .map((g) => g.name);

describe('gates', () => {
  it('passes a good shot', () => {
    expect(failed(context())).toEqual([]);
  });

  it.each<[string, Partial<GateContext>]>([
    ['tilt', { measures: { ...good, tiltDeg: 0.51 } }],
    ['tilt', { measures: { ...good, tiltDeg: null } }],
    ['distance', { measures: { ...good, distanceMm: 190 } }],
    ['fillRate', { measures: { ...good, fillRate: 0.94 } }],
    ['sharpness', { measures: { ...good, sharpness: 239 } }],
    ['clipping', { measures: { ...good, clippedBright: 0.011 } }],
    ['clipping', { measures: { ...good, clippedDark: 0.02 } }],
    ['duplicate', { changedShare: 0.004 }],
    ['rigMoved', { rigMovedMm: 1.2 }],
    ['depthScale', { metresPerCount: 0.001 }],
    ['pairing', { pairDeltaMs: 102 }],
  ])('fails %s and nothing else', (name, patch) => {
    expect(failed(context(patch))).toEqual([name]);
  });

  it('lets the first shot of a session through without references', () => {
    const first = context({
      rigMovedMm: null,
      changedShare: null,
      session: { firstDistanceMm: null, medianSharpness: null, metresPerCount: null },
    });
    expect(failed(first)).toEqual([]);
  });

  it("takes the SDK's float scale for the same as the decimal one", () => {
    expect(failed(context({ metresPerCount: 0.0000999999975 }))).toEqual([]);
  });

  it('leaves out gates that are switched off', () => {
    const off = context({
      limits: { ...DEFAULT_GATES, tiltDeg: null, pairing: false },
      measures: { ...good, tiltDeg: 9 },
      pairDeltaMs: 500,
    });
    expect(failed(off)).toEqual([]);
  });

  it('calls a value within a tenth of its limit close', () => {
    expect(isClose({ name: 'tilt', value: 0.47, limit: 0.5, passed: true })).toBe(true);
    expect(isClose({ name: 'tilt', value: 0.3, limit: 0.5, passed: true })).toBe(false);
  });
});

describe('duplicate signatures', () => {
  it('sees an unmoved object as the same in spite of noise, and another object as changed', () => {
    const camera = new SimulatedD405({ width: 424, height: 240 });
    const sign = (frame: number): ReturnType<typeof signatureOf> => {
      const { data, width, height } = camera.frame(frame).colour;
      return signatureOf(Uint8Array.from(data), width, height);
    };
    const first = sign(1);
    expect(changedShare(first, sign(2))).toBeLessThan(0.01);
    camera.update({ seed: 2 });
    expect(changedShare(first, sign(3))).toBeGreaterThan(0.01);
  });

  it('does not take a change of light for a change of the scene', () => {
    const dark = { width: 10, height: 10, luma: new Uint8Array(100).fill(60) };
    expect(changedShare(dark, { ...dark, luma: new Uint8Array(100).fill(75) })).toBe(0);
  });
});

describe('the plan', () => {
  const plan = defaultPlan(['a', 'b'], ['dent']);

  it('goes through every cell and ends when all are full', () => {
    const counts = new Map<string, number>();
    let current = null;
    let shots = 0;
    for (let cell = nextCell(plan, counts, current); cell; cell = nextCell(plan, counts, current)) {
      counts.set(cellKey(cell), (counts.get(cellKey(cell)) ?? 0) + 1);
      current = cell;
      shots += 1;
      if (shots > 10_000) break;
    }
    expect(shots).toBe(plan.reduce((sum, cell) => sum + cell.target, 0));
    expect(planProgress(plan, counts)).toEqual({ done: shots, target: shots });
  });

  it('stays in a cell while it has room and in its category while that has', () => {
    const counts = countCells([{ category: 'a', split: 'train', anomaly: 'good' }]);
    expect(nextCell(plan, counts, plan[0] ?? null)).toBe(plan[0]);
    counts.set('a/test/dent', 5);
    expect(nextCell(plan, counts, plan[3] ?? null)).toBe(plan[0]);
  });
});

describe('sample ids', () => {
  it('sort by time, never repeat, and are safe names', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 50 }), (steps) => {
        let now = 1_790_000_000_000;
        const next = makeIdSource(
          () => now,
          () => 0.5,
        );
        const ids = steps.map((step) => {
          now += step;
          return next();
        });
        expect([...ids].sort()).toEqual(ids);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(id).toMatch(/^[0-9a-z]{9}-[0-9a-z]{4}$/);
      }),
    );
  });
});

describe('pairing', () => {
  it('takes the nearest by device time', () => {
    const colours = [{ deviceTimeMs: 10 }, { deviceTimeMs: 43 }, { deviceTimeMs: 76 }];
    expect(nearestByTime({ deviceTimeMs: 50 }, colours)).toBe(colours[1]);
    expect(nearestByTime({ deviceTimeMs: 50 }, [])).toBeNull();
  });
});
