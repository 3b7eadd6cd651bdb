/** Simulator settings as the keys of a `simulated:` specification, and back. */
import { parseSimulatedKeys } from '../../core/simulator/keys.js';
import type { SimulatorSettings } from './types.js';

/** The settings that `spec` stands for; null where its keys are not understood (opening tells that). */
export function settingsOf(spec: string): SimulatorSettings | null {
  try {
    const { tiltDeg, azimuthDeg, distanceMm, object, defect, seed, lighting, fault } =
      parseSimulatedKeys(spec.replace(/^simulated:?/, ''));
    return { tiltDeg, azimuthDeg, distanceMm, object, defect, seed, lighting, fault };
  } catch {
    return null;
  }
}

const KEYS: Readonly<Record<keyof SimulatorSettings, string>> = {
  tiltDeg: 'tilt',
  azimuthDeg: 'azimuth',
  distanceMm: 'distance',
  object: 'object',
  defect: 'defect',
  seed: 'seed',
  lighting: 'lighting',
  fault: 'fault',
};

/** `spec` with some settings, and the profile, replaced. */
export function patched(
  spec: string,
  patch: Partial<SimulatorSettings>,
  profile?: { width: number; height: number; fps: number },
): string {
  const parts = new Map(
    spec
      .replace(/^simulated:?/, '')
      .split(',')
      .filter((part) => part !== '')
      .map((part): [string, string] => [part.split('=')[0] ?? '', part.split('=')[1] ?? '']),
  );
  for (const [key, value] of Object.entries(patch))
    parts.set(KEYS[key as keyof SimulatorSettings], String(value));
  if (profile)
    parts.set(
      'profile',
      `${String(profile.width)}x${String(profile.height)}@${String(profile.fps)}`,
    );
  return `simulated:${[...parts].map(([key, value]) => `${key}=${value}`).join(',')}`;
}
