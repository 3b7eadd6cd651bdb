/** Options that train and evaluate share, and how they are read. */
import { InvalidArgumentError } from 'commander';
import {
  detectorModeSchema,
  engineNameSchema,
  presetNameSchema,
  PRESET_NAMES,
  type DetectorMode,
  type EngineName,
  type PresetName,
} from '../../core/contract/schema/detector.js';

export function presetOf(value: string): PresetName {
  const parsed = presetNameSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`use ${PRESET_NAMES.join(', ')}.`);
}

export function modeOf(value: string): DetectorMode {
  const parsed = detectorModeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('use rgbd, rgb or depth.');
}

export function engineOf(value: string): EngineName | null {
  if (value === 'auto') return null;
  const parsed = engineNameSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('use auto, tensorflow or wasm.');
}

export function wholeNumber(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('a whole number is needed.');
}

export function positiveNumber(value: string): number {
  const number = wholeNumber(value);
  if (number > 0) return number;
  throw new InvalidArgumentError('a number above 0 is needed.');
}

/** `1,2,4` */
export function numberList(value: string): number[] {
  return value.split(',').map((part) => wholeNumber(part.trim()));
}

/** `1,2,4` or several sets, `1,2,4/1`. */
export function scaleSets(value: string): number[][] {
  return value.split('/').map((set) => set.split(',').map((part) => positiveNumber(part.trim())));
}
