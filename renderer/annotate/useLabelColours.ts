/** Colours of labels: the project's; a grey for labels that it does not list. */
import { useCallback } from 'react';
import { useProject } from '../state/context.js';

const UNKNOWN = '#b6bbc3';

export function useLabelColours(): (label: string) => string {
  const labels = useProject((state) => state.info?.project.labels);
  return useCallback(
    (label: string) => labels?.find(({ name }) => name === label)?.colour ?? UNKNOWN,
    [labels],
  );
}
