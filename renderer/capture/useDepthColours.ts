/** Palette and held range of the depth colours: the project's range, or a loose one without it. */
import { useMemo } from 'react';
import type { DepthColours } from '../canvas/painters.js';
import { useCapture, usePrefs, useProject } from '../state/context.js';

/** The same object as long as nothing of it changes: pictures are drawn anew when it does. */
export function useDepthColours(): DepthColours {
  const palette = usePrefs((state) => state.value.depthPalette);
  const loose = useCapture((state) => state.looseRangeMm);
  const held = useProject((state) => state.info?.project.depthRangeMm);
  const rangeMm = held ?? loose;
  return useMemo(() => ({ palette, rangeMm }), [palette, rangeMm]);
}
