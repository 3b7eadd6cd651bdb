/** Gates in words: name, value with unit, limit, and what the shutter says when one fails. Pure. */
import { GATE_NAMES, isClose, type GateName } from '../../core/capture/gates.js';
import type { GateRecord, Measures } from '../../core/contract/schema/sample.js';
import { levelGuide } from '../../core/levelling/guide.js';
import { text } from '../../core/text/index.js';
import type { MarkState } from '../controls/Mark.js';
import { fixed, percent, scaleMm, signed } from '../state/format.js';

function known(name: string): GateName | undefined {
  return GATE_NAMES.find((gate) => gate === name);
}

export function gateTitle(name: string): string {
  const gate = known(name);
  return gate ? text(`capture.gate.${gate}`) : name;
}

/** The measured value with its unit; an en dash where it could not be measured. */
export function gateValue(gate: GateRecord): string {
  const { value } = gate;
  if (value === null) {
    if (!gate.passed) return text('capture.gate.unknown');
    // The last shot is compared with when the shutter is pressed.
    return text(gate.name === 'duplicate' ? 'capture.gate.atShot' : 'capture.gate.first');
  }
  return gateNumber(gate.name, value);
}

function gateNumber(name: string, value: number): string {
  switch (known(name)) {
    case 'tilt':
      return `${fixed(value, 1)}°`;
    case 'distance':
      return `${fixed(value, 1)} mm`;
    case 'fillRate':
    case 'clipping':
      return `${percent(value)} %`;
    case 'duplicate':
      return text('capture.gate.differs', { share: percent(value) });
    case 'rigMoved':
      return `${fixed(value, 1)} mm`;
    case 'depthScale':
      return `${scaleMm(value)} mm`;
    case 'pairing':
      return `${fixed(value, 0)} ms`;
    case 'sharpness':
    case undefined:
      return fixed(value, 0);
  }
}

/** The limit in words. */
export function gateLimit(gate: GateRecord): string {
  const { limit } = gate;
  if (limit === null) return text('capture.gate.noReference');
  if (typeof limit !== 'number')
    return text('capture.gate.between', { low: fixed(limit[0], 0), high: fixed(limit[1], 0) });
  switch (known(gate.name)) {
    case 'tilt':
      return text('capture.gate.limit', { limit: `${limit.toString()}°` });
    case 'fillRate':
      return text('capture.gate.atLeast', { limit: `${percent(limit, 0)} %` });
    case 'duplicate':
      return text('capture.gate.atLeast', { limit: `${plain(limit * 100)} %` });
    case 'clipping':
      return text('capture.gate.atMost', { limit: `${plain(limit * 100)} %` });
    case 'sharpness':
      return text('capture.gate.atLeast', { limit: fixed(limit, 0) });
    case 'rigMoved':
      return text('capture.gate.atMost', { limit: `${plain(limit)} mm` });
    case 'pairing':
      return text('capture.gate.atMost', { limit: `${fixed(limit, 0)} ms` });
    case 'depthScale':
      return text('capture.gate.sameScale', { scale: `${scaleMm(limit)} mm` });
    case 'distance':
    case undefined:
      return plain(limit);
  }
}

/** At most two decimals, none where there are none. */
function plain(value: number): string {
  return Number(value.toFixed(2)).toString();
}

export function gateMark(gate: GateRecord): MarkState {
  if (!gate.passed) return 'fail';
  return isClose(gate) ? 'warn' : 'pass';
}

/** What the blocked shutter says: the first failed gate as a thing to do. */
export function blockedTitle(
  gate: GateRecord,
  measures: Pick<Measures, 'pitchDeg' | 'rollDeg'> | null,
): string {
  const name = known(gate.name);
  if (name === 'tilt' && measures?.pitchDeg != null && measures.rollDeg != null) {
    const rolled = Math.abs(measures.rollDeg) >= Math.abs(measures.pitchDeg);
    return rolled
      ? text('capture.blocked.roll', { value: `${signed(measures.rollDeg, 1)}°` })
      : text('capture.blocked.pitch', { value: `${signed(measures.pitchDeg, 1)}°` });
  }
  if (!name) return text('capture.blocked.other', { gate: gate.name });
  return text(`capture.blocked.${name}`, { value: gateValue(gate), limit: gateLimit(gate) });
}

export interface AxisWords {
  readonly axis: 'pitch' | 'roll';
  readonly label: string;
  readonly value: string;
  /** "raise the right side" or "in target". */
  readonly words: string;
  readonly ok: boolean;
}

/** Pitch and roll as the technician reads them. */
export function levelWords(
  pitchDeg: number,
  rollDeg: number,
  targetDeg: number,
): readonly [AxisWords, AxisWords] {
  const guide = levelGuide(pitchDeg, rollDeg, targetDeg);
  const axis = (
    name: 'pitch' | 'roll',
    value: number,
    raise: 'top' | 'bottom' | 'left' | 'right' | null,
  ): AxisWords => ({
    axis: name,
    label: text(`capture.level.${name}`),
    value: `${signed(value, 1)}°`,
    words: raise === null ? text('capture.level.inTarget') : text(`capture.level.raise.${raise}`),
    ok: raise === null,
  });
  return [axis('pitch', pitchDeg, guide.pitch), axis('roll', rollDeg, guide.roll)];
}
