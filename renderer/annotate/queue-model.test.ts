import { describe, expect, it } from 'vitest';
import { NO_NARROWING } from '../state/annotate.js';
import { fakeSession } from '../testing/fake-samples.js';
import { countQueue, peopleOf, queueFrom, sampleName, scopeOf } from './queue-model.js';

const [first, second, ...rest] = fakeSession();
if (!first || !second) throw new Error('the pretended session is empty');
const NO_WORK = { ...first.work, state: 'new' as const, assignee: null, openComments: 0 };
const samples = [
  { ...first, id: 'b-sample', category: 'cookie', split: 'test' as const, work: NO_WORK },
  {
    ...second,
    id: 'a-sample',
    category: 'cookie',
    split: 'test' as const,
    work: { ...NO_WORK, state: 'done' as const, openComments: 2 },
  },
  {
    ...first,
    id: 'c-sample',
    category: 'crab',
    split: 'test' as const,
    work: { ...NO_WORK, state: 'checked' as const, assignee: 'Ada' },
  },
];
const choice = {
  tab: 'all',
  scope: 'category',
  wanted: 'b-sample',
  narrowing: NO_NARROWING,
} as const;

describe('the queue', () => {
  it('shows the category and split of the open sample, oldest first', () => {
    expect(queueFrom(samples, choice, '').map(({ id }) => id)).toEqual(['a-sample', 'b-sample']);
    expect(scopeOf(samples, { ...choice, scope: 'everything' }, '')).toHaveLength(3);
    expect(scopeOf(samples, { ...choice, wanted: null }, '')).toHaveLength(3);
    expect(scopeOf(samples, { ...choice, scope: 'mine' }, 'Ada').map(({ id }) => id)).toEqual([
      'c-sample',
    ]);
    expect(scopeOf(samples, { ...choice, scope: 'mine' }, '')).toEqual([]);
  });

  it('keeps the open sample in sight when it has left the tab', () => {
    const done = { ...choice, tab: 'unfinished', wanted: 'a-sample' } as const;
    expect(queueFrom(samples, done, '').map(({ id }) => id)).toEqual(['a-sample', 'b-sample']);
    const comments = { ...choice, tab: 'comments', scope: 'everything', wanted: null } as const;
    expect(queueFrom(samples, comments, '').map(({ id }) => id)).toEqual(['a-sample']);
  });

  it('is narrowed by state, assignee and anomaly', () => {
    const ids = (narrowing: Partial<typeof NO_NARROWING>, tab: 'all' | 'unfinished' = 'all') =>
      queueFrom(
        samples,
        { tab, scope: 'everything', wanted: null, narrowing: { ...NO_NARROWING, ...narrowing } },
        '',
      ).map(({ id }) => id);
    expect(ids({})).toHaveLength(3);
    expect(ids({ states: ['done', 'checked'] })).toEqual(['a-sample', 'c-sample']);
    expect(ids({ states: ['done', 'new'] }, 'unfinished')).toEqual(['b-sample']);
    expect(ids({ assignee: 'Ada' })).toEqual(['c-sample']);
    expect(ids({ assignee: '' })).toEqual(['a-sample', 'b-sample']);
    expect(ids({ anomaly: first.anomaly, states: ['checked'] })).toEqual(['c-sample']);
    expect(ids({ anomaly: 'no such' })).toEqual([]);
    expect(peopleOf(samples)).toContain('Ada');
  });

  it('counts what is finished and what is asked', () => {
    expect(countQueue(samples)).toEqual({
      all: 3,
      finished: 2,
      byState: { new: 1, 'in-progress': 0, done: 1, checked: 1 },
      withComments: 1,
    });
    expect(rest.length).toBeGreaterThan(0);
    expect(sampleName({ anomaly: 'dent', index: 3 })).toBe('dent 003');
  });
});
