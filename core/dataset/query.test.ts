import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NO_DATASET_FILTER,
  QUALITY_FLAGS,
  type DatasetFilter,
} from '../contract/schema/dataset-store.js';
import type { SampleSummary } from '../contract/schema/sample.js';
import { NO_WORK } from '../contract/schema/work.js';
import { hasQuality, orderSamples, queryDataset } from './query.js';

const CATEGORIES = ['crab', 'bread', 'pizza'];
const TYPES = ['good', 'dent', 'crack'];
const STATES = ['new', 'in-progress', 'done', 'checked'] as const;

function sampleOf(i: number, patch: Partial<SampleSummary> = {}): SampleSummary {
  return {
    id: `1k${String(100000 - i)}-aaaa`,
    category: CATEGORIES[i % 3] ?? '',
    split: i % 2 === 0 ? 'train' : 'test',
    anomaly: TYPES[i % 3] ?? '',
    lighting: i % 4 === 0 ? 'U' : 'C',
    index: i,
    operator: i % 5 === 0 ? 'Ada Lovelace' : 'grace',
    takenAt: new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString(),
    source: 'realsense',
    measures: null,
    gates: [],
    override: null,
    sampleHash: 'f'.repeat(64),
    note: '',
    retake: i % 7 === 0,
    hasDepth: i % 6 !== 0,
    missing: [],
    work: { ...NO_WORK, state: STATES[i % 4] ?? 'new' },
    ...patch,
  };
}

const samples = Array.from({ length: 120 }, (_, i) => sampleOf(i));
const ask = (filter: Partial<DatasetFilter>, page = { offset: 0, limit: 1000 }) =>
  queryDataset(samples, {
    filter: { ...NO_DATASET_FILTER, ...filter },
    order: 'newest',
    ...page,
  });

/** What the filter means, said another way. */
function fits(s: SampleSummary, f: DatasetFilter): boolean {
  const text = [s.category, s.anomaly, s.split, s.lighting, s.id, s.operator, s.note].join(' ');
  const flags = QUALITY_FLAGS.filter((flag) => hasQuality(s, flag));
  return (
    f.words.split(' ').every((w) => text.toLowerCase().includes(w.toLowerCase())) &&
    (f.categories?.includes(s.category) ?? true) &&
    (f.splits?.includes(s.split) ?? true) &&
    (f.anomalies?.includes(s.anomaly) ?? true) &&
    (f.lighting?.includes(s.lighting) ?? true) &&
    (f.states?.includes(s.work.state) ?? true) &&
    (f.quality === null ||
      (f.quality.length === 0 ? flags.length === 0 : f.quality.some((q) => flags.includes(q)))) &&
    (f.takenFrom === null || s.takenAt >= f.takenFrom) &&
    (f.takenBefore === null || s.takenAt < f.takenBefore)
  );
}

const some = <T>(values: readonly T[]) => fc.option(fc.subarray([...values]), { nil: null });
const filterOf = fc.record<DatasetFilter>({
  words: fc.constantFrom('', 'ada', 'GRACE train', 'crab'),
  categories: some(CATEGORIES),
  splits: some(['train', 'validation', 'test'] as const),
  anomalies: some(TYPES),
  lighting: some(['C', 'U']),
  states: some(STATES),
  quality: some(['retake', 'noDepth', 'overridden'] as const),
  takenFrom: fc.constantFrom(null, '2026-01-02T00:00:00.000Z'),
  takenBefore: fc.constantFrom(null, '2026-01-04T00:00:00.000Z'),
});

describe('queryDataset', () => {
  it('finds exactly the samples that the filter means', () => {
    fc.assert(
      fc.property(filterOf, (filter) => {
        expect(ask(filter).samples).toEqual(samples.filter((s) => fits(s, filter)));
      }),
    );
  });

  it('counts for each value what choosing it alone in its field would leave', () => {
    fc.assert(
      fc.property(filterOf, (filter) => {
        const { counts } = ask(filter);
        for (const category of CATEGORIES)
          expect(counts.categories[category] ?? 0).toBe(
            ask({ ...filter, categories: [category] }).total,
          );
        for (const state of STATES)
          expect(counts.states[state] ?? 0).toBe(ask({ ...filter, states: [state] }).total);
        for (const flag of ['retake', 'noDepth'] as const)
          expect(counts.quality[flag]).toBe(ask({ ...filter, quality: [flag] }).total);
      }),
      { numRuns: 40 },
    );
  });

  it('orders by fill and tilt as comparing the numbers would, unmeasured last', () => {
    const number = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      // Equal as 32-bit floats.
      fc.constantFrom(0, 0.1, 0.1 + 1e-12, 0.1 - 1e-12, 1),
    );
    fc.assert(
      fc.property(fc.array(fc.option(fc.tuple(number, fc.option(number)))), (measured) => {
        const samples = measured.map((one, i) =>
          sampleOf(i, {
            measures: one
              ? ({ fillRate: one[0], tiltDeg: one[1] } as SampleSummary['measures'])
              : null,
          }),
        );
        const last = Number.POSITIVE_INFINITY;
        const fill = ({ measures }: SampleSummary): number => measures?.fillRate ?? last;
        const tilt = ({ measures }: SampleSummary): number => -(measures?.tiltDeg ?? -last);
        for (const [order, value] of [
          ['fill', fill],
          ['tilt', tilt],
        ] as const) {
          const wanted = [...samples].sort((a, b) => {
            const [one, other] = [value(a), value(b)];
            return one === other ? 0 : one - other;
          });
          expect(orderSamples(samples, order).map(({ id }) => id)).toEqual(
            wanted.map(({ id }) => id),
          );
        }
      }),
    );
  });

  it('pages in every order without losing or repeating any', () => {
    for (const order of ['newest', 'oldest', 'cell'] as const) {
      const seen: string[] = [];
      for (let offset = 0; offset < samples.length; offset += 17) {
        const page = queryDataset(samples, { filter: NO_DATASET_FILTER, order, offset, limit: 17 });
        seen.push(...page.samples.map((s) => s.id));
      }
      expect(new Set(seen).size).toBe(samples.length);
      if (order === 'oldest') expect(seen).toEqual(samples.map((s) => s.id).reverse());
    }
  });

  it('names what is wrong with a sample', () => {
    const gate = { name: 'sharpness', value: 0.1, limit: 0.6, passed: false };
    const blurred = sampleOf(1, { gates: [gate], override: { reason: 'x', by: 'y' } });
    expect(QUALITY_FLAGS.filter((flag) => hasQuality(blurred, flag))).toEqual([
      'overridden',
      'blurred',
    ]);
  });
});
