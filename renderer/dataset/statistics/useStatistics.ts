/** The host's statistics of the chosen categories, asked for again when samples have changed. */
import { useEffect, useState } from 'react';
import type { Statistics } from '../../../core/contract/schema/dataset-statistics.js';
import { StudioError } from '../../../core/contract/errors.js';
import { useDataset, useProject, useStudio } from '../../state/context.js';

export interface StatisticsState {
  readonly value: Statistics | null;
  readonly loading: boolean;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly error: StudioError | null;
}

/** Samples come in bursts (an import, a session): the masks are read once they have settled. */
const SETTLE_MS = 600;

export function useStatistics(): StatisticsState {
  const { link } = useStudio();
  const samples = useProject((state) => state.samples);
  const loaded = useProject((state) => state.loaded);
  const categories = useDataset((state) => state.filter.chosen.category);
  const [state, setState] = useState<StatisticsState>({
    value: null,
    loading: true,
    progress: null,
    error: null,
  });
  const key = categories === null ? null : [...categories].sort().join('\u0000');
  useEffect(() => {
    if (!loaded) return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      setState((now) => ({ ...now, loading: true, progress: null, error: null }));
      const chosen = key === null ? null : key === '' ? [] : key.split('\u0000');
      link.call('dataset.statistics', { categories: chosen }, stop.signal).then(
        (value) => {
          setState({ value, loading: false, progress: null, error: null });
        },
        (error: unknown) => {
          if (error instanceof StudioError && error.code !== 'cancelled')
            setState((now) => ({ ...now, loading: false, progress: null, error }));
        },
      );
    }, SETTLE_MS);
    return () => {
      window.clearTimeout(timer);
      stop.abort();
    };
  }, [link, samples, loaded, key]);
  useEffect(
    () =>
      link.listen('dataset.look.progress', (progress) => {
        if (progress.what === 'statistics')
          setState((now) => (now.loading ? { ...now, progress } : now));
      }),
    [link],
  );
  return state;
}
