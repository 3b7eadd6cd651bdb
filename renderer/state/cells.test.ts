import { describe, expect, it } from 'vitest';
import { FAKE_PROJECT } from '../testing/fake-project.js';
import { fakeSample } from '../testing/fake-samples.js';
import { cellPosition, firstCell, followPlan } from './cells.js';

const project = {
  ...FAKE_PROJECT,
  categories: [
    { name: 'cookie', lighting: 'M' },
    { name: 'crab', lighting: 'C' },
  ],
  plan: [
    { category: 'cookie', split: 'train' as const, anomaly: 'good', target: 2 },
    { category: 'cookie', split: 'test' as const, anomaly: 'dent', target: 1 },
    { category: 'crab', split: 'train' as const, anomaly: 'good', target: 1 },
  ],
};
const shot = (patch: Parameters<typeof fakeSample>[0]) =>
  fakeSample({ category: 'cookie', split: 'train', anomaly: 'good', ...patch });
const cookieTrain = { category: 'cookie', split: 'train', anomaly: 'good', lighting: 'U' } as const;

describe('firstCell', () => {
  it('is the first open cell of the plan with the lighting of its category', () => {
    expect(firstCell(project, [], null)).toEqual({
      category: 'cookie',
      split: 'train',
      anomaly: 'good',
      lighting: 'M',
    });
  });

  it('goes on where the last shot was made', () => {
    const samples = [shot({ id: '0000000-2', index: 2 }), shot({ id: '0000000-1', index: 1 })];
    expect(firstCell(project, samples, null)).toMatchObject({ split: 'test', anomaly: 'dent' });
  });

  it('keeps the current cell while the project knows it, and leaves it when it does not', () => {
    expect(firstCell(project, [], cookieTrain)).toBe(cookieTrain);
    const gone = { ...cookieTrain, category: 'pizza' };
    expect(firstCell(project, [], gone)?.category).toBe('cookie');
    expect(firstCell(null, [], cookieTrain)).toBeNull();
  });
});

describe('followPlan', () => {
  it('stays while the cell has room', () => {
    expect(followPlan(project, [shot({})], cookieTrain)).toBe(cookieTrain);
  });

  it('keeps the lighting inside a category and takes the next category\u2019s own', () => {
    const full = [shot({ id: '0000000-1' }), shot({ id: '0000000-2' })];
    expect(followPlan(project, full, cookieTrain)).toEqual({
      category: 'cookie',
      split: 'test',
      anomaly: 'dent',
      lighting: 'U',
    });
    const dent = shot({ id: '0000000-3', split: 'test', anomaly: 'dent' });
    expect(followPlan(project, [...full, dent], cookieTrain)).toEqual({
      category: 'crab',
      split: 'train',
      anomaly: 'good',
      lighting: 'C',
    });
  });

  it('leaves a cell outside the plan alone', () => {
    const free = { ...cookieTrain, split: 'test' as const };
    expect(followPlan(project, [], free)).toBe(free);
  });
});

describe('cellPosition', () => {
  it('numbers the next shot above the highest index, also after deletions', () => {
    const samples = [shot({ index: 5 }), shot({ index: 2 }), shot({ category: 'crab', index: 9 })];
    expect(cellPosition(project, samples, cookieTrain)).toEqual({ next: 6, done: 2, target: 2 });
  });

  it('has no target outside the plan', () => {
    const free = { ...cookieTrain, split: 'validation' as const };
    expect(cellPosition(project, [], free)).toEqual({ next: 1, done: 0, target: null });
  });
});
