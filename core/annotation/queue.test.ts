import { describe, expect, it } from 'vitest';
import type { SampleSummary } from '../contract/schema/sample.js';
import { NO_WORK, type WorkSummary } from '../contract/schema/work.js';
import { nextUnfinished, NO_FILTER, selectQueue } from './queue.js';

const sample = (id: string, work: Partial<WorkSummary>, category = 'crab'): SampleSummary => ({
  id,
  category,
  split: 'test',
  anomaly: 'dent',
  lighting: 'C',
  index: 1,
  operator: '',
  takenAt: '2026-10-14T14:31:07Z',
  source: 'simulated',
  measures: null,
  gates: [],
  override: null,
  sampleHash: '0'.repeat(64),
  note: '',
  retake: false,
  hasDepth: true,
  missing: [],
  work: { ...NO_WORK, ...work },
});

// Newest first, as the store gives them.
const samples = [
  sample('e00000', { state: 'new' }),
  sample('d00000', { state: 'in-progress', assignee: 'Ada', secondsSpent: 12 }),
  sample('c00000', { state: 'done', openComments: 2, secondsSpent: 30 }, 'cookie'),
  sample('b00000', { state: 'checked', assignee: 'Ada' }),
  sample('a00000', { state: 'new' }),
];

describe('the queue', () => {
  it('should list the samples of a filter in order of the shots with counts over all', () => {
    const all = selectQueue(samples, NO_FILTER, null);
    expect(all.samples.map((s) => s.id[0]).join('')).toBe('abcde');
    expect(all.counts).toEqual({
      ...{ all: 5, shown: 5, new: 2, 'in-progress': 1, done: 1, checked: 1, secondsSpent: 42 },
    });
    const pick = (patch: object): string =>
      selectQueue(samples, { ...NO_FILTER, ...patch }, null)
        .samples.map((s) => s.id[0])
        .join('');
    expect(pick({ states: ['done', 'checked'] })).toBe('bc');
    expect(pick({ assignee: 'Ada' })).toBe('bd');
    expect(pick({ assignee: '' })).toBe('ace');
    expect(pick({ category: 'cookie' })).toBe('c');
    expect(pick({ openComments: true })).toBe('c');
    expect(pick({ anomaly: 'crack' })).toBe('');
  });

  it('should find the next unfinished one behind the current, wrapping round', () => {
    expect(selectQueue(samples, NO_FILTER, 'a00000').next).toBe('d00000');
    expect(selectQueue(samples, NO_FILTER, 'd00000').next).toBe('e00000');
    expect(selectQueue(samples, NO_FILTER, 'e00000').next).toBe('a00000');
    expect(nextUnfinished([sample('f00000', { state: 'new' })], 'f00000')).toBeNull();
    expect(nextUnfinished(samples.slice(2, 4), null)).toBeNull();
  });

  it('should go on from a sample that has left the filter', () => {
    const filter = { ...NO_FILTER, states: ['new' as const] };
    expect(selectQueue(samples, filter, 'c00000').next).toBe('e00000');
  });
});
