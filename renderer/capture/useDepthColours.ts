/** Palette and held range of the depth colours: the project's range, or a loose one without it. */
import type { DepthColours } from '../canvas/painters.js';
import { useCapture, usePrefs, useProject } from '../state/context.js';

export function useDepthColours(): DepthColours {
  const palette = usePrefs((state) => state.value.depthPalette);
  const loose = useCapture((state) => state.looseRangeMm);
  const held = useProject((state) => state.info?.project.depthRangeMm);
  return { palette, rangeMm: held ?? loose };
}
