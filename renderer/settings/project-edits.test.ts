import { describe, expect, it } from 'vitest';
import {
  projectSchema,
  type Project,
  type ProjectPatch,
} from '../../core/contract/schema/project.js';
import { FAKE_PROJECT } from '../testing/fake-project.js';
import {
  addAnomaly,
  addCategory,
  addLabel,
  nameProblem,
  removeAnomaly,
  removeCategory,
  setTarget,
} from './project-edits.js';

/** The project after a patch, checked against the schema. */
const after = (project: Project, patch: ProjectPatch): Project =>
  projectSchema.parse({ ...project, ...patch });

describe('project edits', () => {
  it('plans a new category like the others, and forgets the cells of a removed one', () => {
    const added = after(FAKE_PROJECT, addCategory(FAKE_PROJECT, 'lemon'));
    expect(added.categories.at(-1)).toEqual({ name: 'lemon', lighting: 'C' });
    expect(added.plan.filter((cell) => cell.category === 'lemon')).toHaveLength(9);
    const removed = after(added, removeCategory(added, 'lemon'));
    expect(removed.plan).toEqual(FAKE_PROJECT.plan);
    expect(removed.categories).toEqual(FAKE_PROJECT.categories);
  });

  it('gives a new anomaly type cells and a label with a value of its own', () => {
    const added = after(FAKE_PROJECT, addAnomaly(FAKE_PROJECT, 'burn'));
    expect(added.plan.filter((cell) => cell.anomaly === 'burn')).toHaveLength(15);
    expect(added.labels.at(-1)).toMatchObject({ name: 'burn', value: 7 });
    const colours = added.labels.map((label) => label.colour);
    expect(new Set(colours).size).toBe(colours.length);
    const removed = after(added, removeAnomaly(added, 'burn'));
    expect(removed.plan).toEqual(FAKE_PROJECT.plan);
    // Masks on disk may hold the value, so the label stays until it is removed by hand.
    expect(removed.labels).toEqual(added.labels);
  });

  it('takes the lowest free label value', () => {
    const gap = { labels: FAKE_PROJECT.labels.filter((label) => label.value !== 3) };
    expect(addLabel(gap, 'burn').labels.at(-1)?.value).toBe(3);
  });

  it('changes one target, or adds its cell', () => {
    const cell = { category: 'crab', split: 'train', anomaly: 'good' } as const;
    const changed = setTarget(FAKE_PROJECT, cell, 99).plan;
    expect(changed.filter((entry) => entry.target === 99)).toEqual([{ ...cell, target: 99 }]);
    expect(setTarget({ plan: [] }, cell, 4).plan).toEqual([{ ...cell, target: 4 }]);
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['a/b', 'sign'],
    ['.hidden', 'sign'],
    ['Dent', 'taken'],
    ['good', 'taken'],
    ['dent two', null],
  ])('judges the name %j as %s', (name, problem) => {
    expect(nameProblem(name, ['dent'])).toBe(problem);
  });
});
