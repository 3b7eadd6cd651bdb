/** The samples of the grid: filtered and in order, made again only when one of them changed. */
import { useMemo } from 'react';
import { orderSamples } from '../../core/dataset/query.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { useDataset, useProject } from '../state/context.js';
import { filterSamples } from './filter-model.js';

export function useShownSamples(): readonly SampleSummary[] {
  const samples = useProject((state) => state.samples);
  const filter = useDataset((state) => state.filter);
  const order = useDataset((state) => state.order);
  return useMemo(
    () => orderSamples(filterSamples(samples, filter), order),
    [samples, filter, order],
  );
}
