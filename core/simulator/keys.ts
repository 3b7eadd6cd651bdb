/** The keys of `simulated:` (docs/formats.md): tilt, azimuth, distance, object, defect, seed, lighting, profile, fault. */
import {
  ANOMALY_TYPES,
  CATEGORIES,
  LIGHTING_KINDS,
  type AnomalyType,
  type LightingKind,
  type PaperCategory,
} from '../dataset/vocabulary.js';
import { D405_PROFILES, SIMULATOR_FAULTS, type SimulatorFault } from './d405.js';

export interface SimulatorOptions {
  readonly tiltDeg: number;
  readonly azimuthDeg: number;
  readonly distanceMm: number;
  readonly object: PaperCategory;
  readonly defect: AnomalyType | 'none';
  readonly seed: number;
  readonly lighting: LightingKind;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly fault: SimulatorFault | 'none';
}

export const DEFAULT_SIMULATOR: SimulatorOptions = {
  tiltDeg: 0.2,
  azimuthDeg: 60,
  distanceMm: 180,
  object: 'strawberry',
  defect: 'none',
  seed: 1,
  lighting: 'C',
  width: 1280,
  height: 720,
  fps: 30,
  fault: 'none',
};

/** @throws RangeError with the key, its value and what is allowed */
export function parseSimulatedKeys(text: string): SimulatorOptions {
  let options: SimulatorOptions = DEFAULT_SIMULATOR;
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const [key, value] = splitOnce(part);
    options = { ...options, ...parseKey(key, value) };
  }
  return options;
}

function splitOnce(part: string): [string, string] {
  const at = part.indexOf('=');
  if (at < 0) throw new RangeError(`simulated: ${part.trim()} has no value; write key=value`);
  return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}

function parseKey(key: string, value: string): Partial<SimulatorOptions> {
  switch (key) {
    case 'tilt':
      return { tiltDeg: number(key, value, 0, 30) };
    case 'azimuth':
      return { azimuthDeg: number(key, value, -360, 360) };
    case 'distance':
      return { distanceMm: number(key, value, 60, 1000) };
    case 'seed':
      return { seed: Math.round(number(key, value, 0, 2 ** 31)) };
    case 'object':
      return { object: oneOf(key, value, CATEGORIES) };
    case 'defect':
      return { defect: oneOf(key, value, ['none', ...ANOMALY_TYPES] as const) };
    case 'lighting':
      return { lighting: oneOf(key, value, LIGHTING_KINDS) };
    case 'fault':
      return { fault: oneOf(key, value, ['none', ...SIMULATOR_FAULTS] as const) };
    case 'profile':
      return profile(value);
    default:
      throw new RangeError(
        `simulated: there is no key ${key}; keys are tilt, azimuth, distance, object, defect, seed, lighting, profile, fault`,
      );
  }
}

function number(key: string, text: string, low: number, high: number): number {
  const value = text === '' ? Number.NaN : Number(text);
  if (!(value >= low && value <= high)) {
    throw new RangeError(
      `simulated: ${key}=${text} is not a number from ${String(low)} to ${String(high)}`,
    );
  }
  return value;
}

function oneOf<T extends string>(key: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name.toLowerCase() === text.toLowerCase());
  if (found === undefined)
    throw new RangeError(`simulated: ${key}=${text} is not one of ${allowed.join(', ')}`);
  return found;
}

function profile(text: string): Pick<SimulatorOptions, 'width' | 'height' | 'fps'> {
  const match = /^(\d+)x(\d+)@(\d+)$/.exec(text);
  const [width, height, fps] = (match ?? []).slice(1).map(Number);
  const found = D405_PROFILES.find((p) => p.width === width && p.height === height);
  if (!found || fps === undefined || !found.rates.includes(fps)) {
    const sizes = D405_PROFILES.map((p) => `${String(p.width)}x${String(p.height)}`).join(', ');
    throw new RangeError(
      `simulated: profile=${text} is not a D405 profile; write for example 1280x720@30 (sizes ${sizes})`,
    );
  }
  return { width: found.width, height: found.height, fps };
}
