import { describe, expect, it } from 'vitest';
import { fakeScan } from '../../testing/fake-import.js';
import {
  firstChoices,
  misfits,
  openNeeds,
  saidBy,
  suggestCategory,
  summarise,
  unitQuestions,
} from './import-model.js';

const scan = fakeScan('/data/bins');
const [first] = scan.groups;
if (!first) throw new Error('the fake scan has groups');

describe('an import', () => {
  it('never takes a guessed unit for an answer', () => {
    expect(first.unit?.guess).toBe(0.0001);
    const choices = firstChoices(first);
    expect(choices.metresPerCount).toBeNull();
    expect(openNeeds(first, choices)).toEqual(['category', 'split', 'anomaly', 'unit']);
  });

  it('takes a unit that the files say, and asks no more', () => {
    const known = {
      ...first,
      unit: first.unit && { ...first.unit, known: { metresPerCount: 0.001, from: 'a.json' } },
    };
    const choices = firstChoices(known);
    expect(choices.metresPerCount).toBe(0.001);
    expect(openNeeds(known, choices)).not.toContain('unit');
  });

  it('asks once for folders stored alike', () => {
    const questions = unitQuestions(scan.groups);
    expect(questions.map((question) => question.groups.length)).toEqual([2]);
  });

  it('may run only when every chosen folder is answered', () => {
    const answers = {
      ...firstChoices(first),
      category: 'bin',
      split: 'train' as const,
      anomaly: 'good',
      metresPerCount: 0.0001,
    };
    const all = new Set(scan.groups.map(({ id }) => id));
    const one = new Map([[first.id, answers]]);
    expect(summarise(scan, all, one)).toEqual({ groups: 2, samples: 20, open: 1 });
    expect(summarise(scan, new Set([first.id]), one)).toEqual({ groups: 1, samples: 12, open: 0 });
  });

  it('suggests a category only where the project has it, and says what files say', () => {
    expect(suggestCategory({ ...first, id: 'shots/Strawberry' }, ['strawberry'])).toBe(
      'strawberry',
    );
    expect(suggestCategory(first, ['strawberry'])).toBeNull();
    expect(saidBy(first, 'category')).toBeNull();
    expect(misfits(scan).map((pair) => pair.key)).toEqual(['bin-a/0003']);
  });
});
