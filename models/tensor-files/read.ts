/** Any weights file by its first bytes: `.pth` (old and new) or `.safetensors`. */
import { isOldPth, isZip, parsePth } from './pth.js';
import { parseSafetensors } from './safetensors.js';
import type { NamedTensor } from './tensor.js';

/** @throws WeightsError with the reason */
export function parseWeights(file: Uint8Array): Map<string, NamedTensor> {
  const tensors = isZip(file) || isOldPth(file) ? parsePth(file) : parseSafetensors(file).tensors;
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}
