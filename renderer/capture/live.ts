/**
 * Live values for React, each rounded to what is shown, so that ten measurements a second render a
 * part of the page only when its words change.
 */
import { DEFAULT_GATES } from '../../core/capture/gates.js';
import type { GateLimits } from '../../core/contract/schema/project.js';
import { useCamera, useProject } from '../state/context.js';

/** Gate limits of the project, the defaults without one. */
export function useLimits(): GateLimits {
  return useProject((state) => state.info?.project.gates) ?? DEFAULT_GATES;
}

function rounded(value: number | null | undefined, step: number): number | null {
  if (value === null || value === undefined) return null;
  return Math.round(value / step) * step;
}

export interface LiveLevel {
  readonly pitchDeg: number;
  readonly rollDeg: number;
}

/** Pitch and roll in steps of `step` degrees; null while no plane is seen. */
export function useLevel(step = 0.02): LiveLevel | null {
  const pitchDeg = useCamera((state) => rounded(state.measures?.measures.pitchDeg, step));
  const rollDeg = useCamera((state) => rounded(state.measures?.measures.rollDeg, step));
  return pitchDeg === null || rollDeg === null ? null : { pitchDeg, rollDeg };
}
