/** Faults with their sentences from the catalogue, and the error that a failing source throws. */
import type { Fault, FaultCode } from '../../core/contract/schema/camera.js';
import { StudioError } from '../../core/contract/errors.js';
import { text, type TextKey } from '../../core/text/index.js';

export type FaultValues = Readonly<Record<string, string | number>>;

/** Faults that leave no picture; the others are warnings beside it. */
const BLOCKING: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'sdk-missing',
  'no-camera',
  'camera-busy',
  'no-permission',
  'unplugged',
  'no-frames',
  'frozen-frames',
  'camera-crashed',
  'source-unreadable',
  'source-ended',
  'profile-unsupported',
  'sdk-too-old',
]);

export function makeFault(code: FaultCode, values: FaultValues = {}, nowMs = Date.now()): Fault {
  return {
    code,
    message: text(`fault.${code}.message` satisfies TextKey, values),
    remedy: text(`fault.${code}.remedy` satisfies TextKey, values),
    blocking: BLOCKING.has(code),
    sinceMs: nowMs,
  };
}

/** Thrown by sources that cannot open or go on. */
export class SourceFault extends Error {
  readonly fault: Fault;

  constructor(code: FaultCode, values: FaultValues = {}) {
    const fault = makeFault(code, values);
    super(fault.message);
    this.name = 'SourceFault';
    this.fault = fault;
  }
}

/** A fault as the error of a call. */
export function faultError(fault: Fault): StudioError {
  return new StudioError('camera-fault', fault.message, fault.remedy, { fault: fault.code });
}
