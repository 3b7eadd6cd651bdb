import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderSamples } from '../../core/dataset/query.js';
import { FAKE_PROJECT } from '../testing/fake-project.js';
import { fakeSample, fakeSession } from '../testing/fake-samples.js';
import { countsMatrix } from './counts-matrix.js';
import {
  cellOf,
  facetCounts,
  filterSamples,
  NO_FILTER,
  toggleCell,
  toggleValue,
  withFacet,
  type DatasetFilter,
} from './filter-model.js';
import { keepKnown, NOTHING_SELECTED, selectAll, selectAt } from './selection.js';
import { parseSmallDepth } from './small-pictures.js';
import {
  cropChoice,
  cropOf,
  firstTarget,
  freeName,
  readerReports,
  withZip,
  FIRST_PROFILE,
} from './export/export-model.js';
import { labelProblem } from './export/LabelMapDialog.js';
import { fakePlan } from '../testing/fake-dataset.js';

const SAMPLES = fakeSession();

describe('the filter', () => {
  it('leaves what its counts promise, for every value of every facet', () => {
    const some: DatasetFilter = withFacet(NO_FILTER, 'split', new Set(['test']));
    const counts = facetCounts(SAMPLES, some);
    for (const [anomaly, count] of Object.entries(counts.values.anomaly))
      expect(filterSamples(SAMPLES, withFacet(some, 'anomaly', new Set([anomaly])))).toHaveLength(
        count,
      );
    // A facet is counted under all filters but its own.
    expect(counts.values.split['train']).toBe(
      SAMPLES.filter((sample) => sample.split === 'train').length,
    );
    expect(counts.flags['overridden']).toBe(
      filterSamples(SAMPLES, { ...some, flags: new Set(['overridden']) }).length,
    );
  });

  it('should leave what was taken from the first to the last day, both included', () => {
    const samples = [4, 5, 6, 7].map((day, i) => ({
      ...SAMPLES[0]!,
      id: `1k${String(i).padStart(7, '0')}-aaaa`,
      takenAt: new Date(2026, 0, day, 23, 59).toISOString(),
    }));
    const days = (firstDay: string | null, lastDay: string | null): number[] =>
      filterSamples(samples, { ...NO_FILTER, firstDay, lastDay }).map(({ takenAt }) =>
        new Date(takenAt).getDate(),
      );
    expect(days('2026-01-05', '2026-01-06')).toEqual([5, 6]);
    expect(days('2026-01-06', null)).toEqual([6, 7]);
    expect(days(null, '2026-01-04')).toEqual([4]);
  });

  it('takes words from anywhere in a sample, all of them', () => {
    const found = filterSamples(SAMPLES, { ...NO_FILTER, words: 'crack overnight' });
    expect(found.length).toBeGreaterThan(0);
    for (const sample of found) expect(sample.note).toContain('overnight');
  });

  it('becomes a cell of the matrix, and is taken off by the same click', () => {
    const cell = { category: 'strawberry', split: 'test', anomaly: 'dent' } as const;
    const on = toggleCell(NO_FILTER, cell);
    expect(cellOf(on)).toEqual(cell);
    expect(filterSamples(SAMPLES, on)).toHaveLength(3);
    expect(toggleCell(on, cell)).toEqual(NO_FILTER);
  });

  it('restricts nothing once every box is ticked again', () => {
    const known = ['train', 'validation', 'test'];
    const off = toggleValue(NO_FILTER, 'split', 'train', known);
    expect([...(off.chosen.split ?? [])]).toEqual(['validation', 'test']);
    expect(toggleValue(off, 'split', 'train', known)).toEqual(NO_FILTER);
  });
});

describe('the counts', () => {
  it('add up to all samples, with columns for what the plan does not have', () => {
    const stray = fakeSample({ category: 'mug', anomaly: 'chip', split: 'train' });
    const matrix = countsMatrix(FAKE_PROJECT, [...SAMPLES, stray]);
    expect(matrix.rows.reduce((sum, row) => sum + row.total, 0)).toBe(SAMPLES.length + 1);
    const cells = matrix.rows.flatMap((row) => row.cells);
    expect(cells.reduce((sum, cell) => sum + cell.done, 0)).toBe(SAMPLES.length + 1);
    expect(matrix.columns.some((column) => column.anomaly === 'chip')).toBe(true);
    expect(matrix.target).toBe(220);
  });
});

describe('the selection', () => {
  const order = ['a', 'b', 'c', 'd', 'e'];
  it('goes from the anchor with Shift, and adds with Ctrl', () => {
    const one = selectAt(NOTHING_SELECTED, order, 'b', { ctrl: false, shift: false });
    const range = selectAt(one, order, 'd', { ctrl: false, shift: true });
    expect([...range.ids]).toEqual(['b', 'c', 'd']);
    const back = selectAt(range, order, 'a', { ctrl: false, shift: true });
    expect([...back.ids]).toEqual(['a', 'b']);
    const added = selectAt(back, order, 'e', { ctrl: true, shift: false });
    expect([...added.ids]).toEqual(['a', 'b', 'e']);
  });

  it('never holds what is not in the grid', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(4), ctrl: fc.boolean(), shift: fc.boolean() }), {
          maxLength: 30,
        }),
        fc.subarray(order),
        (clicks, left) => {
          let now = NOTHING_SELECTED;
          for (const { at, ctrl, shift } of clicks)
            now = selectAt(now, order, order[at] ?? 'a', { ctrl, shift });
          expect([...now.ids].every((id) => order.includes(id))).toBe(true);
          const kept = keepKnown(now, new Set(left));
          expect([...kept.ids].every((id) => left.includes(id))).toBe(true);
          expect(kept.current === null || left.includes(kept.current)).toBe(true);
        },
      ),
    );
    expect(selectAll(NOTHING_SELECTED, order).ids.size).toBe(5);
  });
});

describe('the order', () => {
  it('puts samples that were not measured last', () => {
    const measures = fakeSample().measures;
    const list = [
      fakeSample({ id: '0kq3v7n2a-000a', measures: null }),
      fakeSample({ id: '0kq3v7n2a-000b', measures: measures && { ...measures, fillRate: 0.99 } }),
      fakeSample({ id: '0kq3v7n2a-000c', measures: measures && { ...measures, fillRate: 0.9 } }),
    ];
    expect(orderSamples(list, 'fill').map(({ id }) => id.slice(-1))).toEqual(['c', 'b', 'a']);
    expect(orderSamples(list, 'oldest').map(({ id }) => id.slice(-1))).toEqual(['c', 'b', 'a']);
  });
});

describe('small depth', () => {
  it('is what its header says, or refused', () => {
    const bytes = Uint8Array.from([2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 255, 255]);
    expect(parseSmallDepth(bytes)).toMatchObject({ width: 2, height: 1 });
    expect([...parseSmallDepth(bytes).tenths]).toEqual([1, 65535]);
    expect(() => parseSmallDepth(bytes.subarray(0, 11))).toThrow();
    expect(() => parseSmallDepth(new Uint8Array(3))).toThrow();
  });
});

describe('the export', () => {
  it('knows a crop again that it made', () => {
    for (const choice of ['whole', '960x720', '720x720', 'own'] as const)
      expect(cropChoice(cropOf(choice, null))).toBe(choice);
    expect(cropChoice({ width: 960, height: 720, left: 3, top: null })).toBe('own');
  });

  it('names targets and profiles without overwriting', () => {
    expect(firstTarget('/data/rig a', 'Play-Doh Rig A', '2026-10-14')).toBe(
      '/data/play-doh-rig-a-2026-10-14',
    );
    expect(withZip('/a/b.zip', false)).toBe('/a/b');
    expect(withZip('/a/b', true)).toBe('/a/b.zip');
    expect(freeName('x', ['x', 'x 2'])).toBe('x 3');
  });

  it('reports every reader of the tree, and none of other formats', () => {
    const plan = fakePlan(SAMPLES, '/tmp/x');
    const reports = readerReports('mvtec3d', plan);
    expect(reports.map((report) => report.mark)).toEqual(['fail', 'warn', 'pass', 'pass', 'pass']);
    expect(readerReports('coco', plan)).toEqual([]);
    expect(FIRST_PROFILE.withoutMask).toBe('refuse');
  });

  it('refuses a label map with two names for one value, or two values for one name', () => {
    const row = (label: string, name: string, value: number) => ({ label, name, value });
    expect(labelProblem([row('a', 'x', 1), row('b', 'x', 1)])).toBeNull();
    expect(labelProblem([row('a', 'x', 1), row('b', 'y', 1)])).toContain('x and of y');
    expect(labelProblem([row('a', 'x', 1), row('b', 'x', 2)])).toContain('one value');
    expect(labelProblem([row('a', ' ', 1)])).toContain('class name');
    expect(labelProblem([row('a', 'x', 0)])).toContain('between 1 and 255');
  });
});
