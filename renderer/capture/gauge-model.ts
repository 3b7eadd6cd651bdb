/**
 * The six gauges: which value, which track, which target zone and what the limit is called. Pure.
 * Plane RMS and temporal noise have no gate; their advice is 0.1 px of stereo matching error, above
 * the 0.03 to 0.08 px that a well lit, textured table gives, turned into mm at the plane's distance.
 */
import type { LiveMeasures } from '../../core/contract/schema/camera.js';
import type { Session } from '../../core/contract/schema/capture.js';
import type { GateLimits } from '../../core/contract/schema/project.js';
import { text } from '../../core/text/index.js';
import type { MarkState } from '../controls/Mark.js';
import { fixed, signed } from '../state/format.js';
import { trackedValue, type Tracked } from '../state/history.js';

const ADVISED_SUBPIXEL_PX = 0.1;
/** A value this near its limit is told as close. */
const CLOSE_SHARE = 0.1;

export interface GaugeModel {
  readonly name: Tracked;
  readonly mark: MarkState;
  readonly value: string;
  readonly unit: string;
  readonly detail: string;
  readonly limit: string;
  /** Track ends and target zone in the unit of the value; zone null without a limit. */
  readonly track: readonly [number, number];
  readonly zone: readonly [number, number] | null;
  readonly at: number | null;
}

export interface GaugeContext {
  readonly live: LiveMeasures | null;
  readonly limits: GateLimits;
  readonly session: Pick<Session, 'firstDistanceMm' | 'medianSharpness'> | null;
}

type Zone = readonly [number, number] | null;

export function gaugeModel(name: Tracked, context: GaugeContext): GaugeModel {
  const { live } = context;
  const at = live ? trackedValue(live, name) : null;
  const zone = zoneOf(name, context);
  const close = closeness(at, zone, name);
  return {
    name,
    mark: markOf(name, at, zone, close),
    value: at === null ? '–' : fixed(at, digitsOf(name)) + (name === 'tilt' ? '°' : ''),
    unit: unitOf(name),
    detail: detailOf(name, live),
    limit: limitText(name, zone, close, at),
    track: trackOf(name, zone, at),
    zone,
    at,
  };
}

function digitsOf(name: Tracked): number {
  if (name === 'sharpness') return 0;
  return name === 'planeRms' || name === 'temporalNoise' ? 2 : 1;
}

function unitOf(name: Tracked): string {
  if (name === 'fillRate') return '%';
  return name === 'tilt' || name === 'sharpness' ? '' : 'mm';
}

function detailOf(name: Tracked, live: LiveMeasures | null): string {
  if (!live) return '';
  const { measures } = live;
  if (name === 'tilt' && measures.pitchDeg !== null && measures.rollDeg !== null)
    return text('capture.gauge.pitchRoll', {
      pitch: signed(measures.pitchDeg, 1),
      roll: signed(measures.rollDeg, 1),
    });
  if (name === 'planeRms' && measures.subpixelRmsPx !== null)
    return `${fixed(measures.subpixelRmsPx, 2)} px`;
  return '';
}

function zoneOf(name: Tracked, { live, limits, session }: GaugeContext): Zone {
  switch (name) {
    case 'tilt':
      return limits.tiltDeg === null ? null : [0, limits.tiltDeg];
    case 'distance': {
      const first = session?.firstDistanceMm ?? null;
      if (first === null || limits.distanceTolerance === null) return null;
      return [first * (1 - limits.distanceTolerance), first * (1 + limits.distanceTolerance)];
    }
    case 'fillRate':
      return limits.fillRate === null ? null : [limits.fillRate * 100, 100];
    case 'planeRms':
    case 'temporalNoise': {
      const rms = live?.measures.planeRmsMm ?? null;
      const subpixel = live?.measures.subpixelRmsPx ?? null;
      if (rms === null || subpixel === null || subpixel <= 0) return null;
      // Two digits, so that the limit does not flicker with the noise of its two measures.
      return [0, Number(((rms / subpixel) * ADVISED_SUBPIXEL_PX).toPrecision(1))];
    }
    case 'sharpness': {
      const median = session?.medianSharpness ?? null;
      if (median === null || limits.sharpnessShare === null) return null;
      return [median * limits.sharpnessShare, Number.MAX_VALUE];
    }
  }
}

function trackOf(name: Tracked, zone: Zone, at: number | null): readonly [number, number] {
  if (!zone) {
    if (name === 'distance') return [0, 500];
    if (name === 'fillRate') return [90, 100];
    return [0, Math.max(1, (at ?? 0) * 2)];
  }
  switch (name) {
    case 'tilt':
      return [0, zone[1] * 4];
    case 'distance':
      return [2 * zone[0] - zone[1], 2 * zone[1] - zone[0]];
    case 'fillRate':
      return [Math.max(0, 2 * zone[0] - 100), 100];
    case 'planeRms':
    case 'temporalNoise':
      return [0, zone[1] * 1.7];
    case 'sharpness':
      return [0, zone[0] * 2.5];
  }
}

/** Inside the zone but within a tenth of the limit that matters. */
function closeness(at: number | null, zone: Zone, name: Tracked): boolean {
  if (at === null || !zone) return false;
  const [low, high] = zone;
  if (at < low || at > high) return false;
  if (name === 'sharpness') return at < low * (1 + CLOSE_SHARE);
  if (name === 'fillRate') return at < low + (high - low) * CLOSE_SHARE;
  if (name === 'distance') return Math.min(at - low, high - at) < ((high - low) / 2) * CLOSE_SHARE;
  return at > high * (1 - CLOSE_SHARE);
}

function markOf(name: Tracked, at: number | null, zone: Zone, close: boolean): MarkState {
  if (at === null) return 'new';
  if (!zone) return 'pass';
  if (at >= zone[0] && at <= zone[1]) return close ? 'warn' : 'pass';
  return name === 'planeRms' || name === 'temporalNoise' ? 'warn' : 'fail';
}

function limitText(name: Tracked, zone: Zone, close: boolean, at: number | null): string {
  const suffix = close ? text('capture.gauge.close') : '';
  if (!zone) {
    if (name === 'distance') return text('capture.gauge.firstShotSets');
    if (name === 'sharpness') return text('capture.gauge.firstShotSets');
    return at === null ? text('capture.gauge.waiting') : text('capture.gauge.noLimit');
  }
  switch (name) {
    case 'tilt':
      return text('capture.gate.limit', { limit: `${zone[1].toString()}°` }) + suffix;
    case 'distance':
      return (
        text('capture.gauge.target', { low: fixed(zone[0], 0), high: fixed(zone[1], 0) }) + suffix
      );
    case 'fillRate':
      return text('capture.gate.atLeast', { limit: `${fixed(zone[0], 0)} %` }) + suffix;
    case 'planeRms':
    case 'temporalNoise':
      return text('capture.gate.atMost', { limit: `${zone[1].toString()} mm` }) + suffix;
    case 'sharpness':
      return text('capture.gate.atLeast', { limit: fixed(zone[0], 0) }) + suffix;
  }
}
