/** Names of the vocabulary as the Dataset workspace writes them. */
import type { Split } from '../../core/contract/schema/sample.js';
import { workStateSchema } from '../../core/contract/schema/work.js';
import { LIGHTING_KINDS, SPLITS, type LightingKind } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';

function isSplit(value: string): value is Split {
  return SPLITS.some((split) => split === value);
}

function isLight(value: string): value is LightingKind {
  return LIGHTING_KINDS.some((kind) => kind === value);
}

export function splitName(value: string): string {
  return isSplit(value) ? text(`capture.split.${value}`) : value;
}

export function lightName(value: string): string {
  return isLight(value) ? text(`capture.light.long.${value}`) : value;
}

export function stateName(value: string): string {
  const state = workStateSchema.safeParse(value);
  return state.success ? text(`dataset.state.${state.data}`) : value;
}
