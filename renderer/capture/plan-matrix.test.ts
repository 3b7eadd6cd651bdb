import { describe, expect, it } from 'vitest';
import { FAKE_PROJECT } from '../testing/fake-project.js';
import { fakeSample, fakeSession } from '../testing/fake-samples.js';
import { planMatrix, shortAnomaly } from './plan-matrix.js';

describe('planMatrix', () => {
  it('counts shots per cell against the targets', () => {
    const matrix = planMatrix(FAKE_PROJECT, fakeSession());
    expect(matrix.columns.map((column) => column.short)).toEqual([
      ...['train', 'val', 'test'],
      ...['De', 'Cr', 'Pe', 'Sc', 'CS', 'CD'],
    ]);
    expect([matrix.done, matrix.target]).toEqual([3121, 3300]);
    const strawberry = matrix.rows.find((row) => row.category === 'strawberry');
    expect(strawberry?.cells.map((cell) => cell.done)).toEqual([150, 20, 20, 3, 5, 5, 0, 0, 0]);
    expect(strawberry?.cells.map((cell) => cell.state)).toEqual([
      ...['full', 'full', 'full', 'part', 'full', 'full'],
      ...['zero', 'zero', 'zero'],
    ]);
  });

  it('shows shots outside the plan without letting them count', () => {
    const plan = FAKE_PROJECT.plan.filter((cell) => cell.anomaly !== 'dent');
    const stray = fakeSample({ split: 'test', anomaly: 'dent' });
    const matrix = planMatrix({ ...FAKE_PROJECT, plan }, [stray]);
    const cell = matrix.rows
      .find((row) => row.category === 'strawberry')
      ?.cells.find((entry) => entry.cell.anomaly === 'dent');
    expect(cell).toMatchObject({ done: 1, target: null, state: 'full' });
    expect(matrix.done).toBe(0);
  });

  it.each([
    ['combine-S', 'CS'],
    ['dent', 'De'],
    ['big bad hole', 'BB'],
    ['x', 'X'],
  ])('%s is short %s', (name, short) => {
    expect(shortAnomaly(name)).toBe(short);
  });
});
