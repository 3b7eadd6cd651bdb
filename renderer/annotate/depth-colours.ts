/** Palette and held range of the depth colours, as useDepthColours gives them, outside of React. */
import type { DepthColours } from '../canvas/painters.js';
import type { Studio } from '../state/studio.js';

export function depthColoursOf(studio: Studio): DepthColours {
  return {
    palette: studio.prefs.getState().value.depthPalette,
    rangeMm:
      studio.project.getState().info?.project.depthRangeMm ??
      studio.capture.getState().looseRangeMm,
  };
}
