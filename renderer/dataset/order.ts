/** The order of the sample grid. Pure. */
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import type { DatasetOrder } from '../state/dataset.js';

function byCell(a: SampleSummary, b: SampleSummary): number {
  return (
    a.category.localeCompare(b.category) ||
    a.split.localeCompare(b.split) ||
    a.anomaly.localeCompare(b.anomaly) ||
    a.index - b.index
  );
}

/** Samples that were not measured come last. */
function byNumber(value: (sample: SampleSummary) => number | null) {
  return (a: SampleSummary, b: SampleSummary): number => {
    const one = value(a);
    const other = value(b);
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return one - other;
  };
}

/** `samples` are newest first, as the project store keeps them. */
export function orderSamples(
  samples: readonly SampleSummary[],
  order: DatasetOrder,
): readonly SampleSummary[] {
  switch (order) {
    case 'newest':
      return samples;
    case 'oldest':
      return [...samples].reverse();
    case 'category':
      return [...samples].sort(byCell);
    case 'fill':
      return [...samples].sort(byNumber((sample) => sample.measures?.fillRate ?? null));
    case 'tilt':
      return [...samples].sort(
        byNumber((sample) => (sample.measures?.tiltDeg == null ? null : -sample.measures.tiltDeg)),
      );
  }
}
