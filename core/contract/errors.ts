/**
 * Errors as values: a code, one sentence that says what failed and where, the next step, details.
 * The host answers every failed call with one of these; nothing else crosses the channel.
 */
import { z } from 'zod';

export const ERROR_CODES = [
  // the channel itself
  'unknown-method',
  'bad-input',
  'too-large',
  'cancelled',
  'disconnected',
  'internal',
  // projects and samples
  'no-project',
  'not-a-project',
  'project-exists',
  'project-read-only',
  'project-corrupt',
  'sample-missing',
  'sample-corrupt',
  'bad-path',
  'locked',
  // the file system
  'disk-full',
  'folder-read-only',
  'not-found',
  'file-corrupt',
  'io',
  // annotations
  'changed-outside',
  'same-person',
  'operator-needed',
  // the camera
  'no-camera-open',
  'camera-fault',
  'bad-source',
  'unit-needed',
  'unsupported',
  'nothing-pending',
  'busy',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export const studioErrorSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string().describe('What failed, on which file or camera'),
  hint: z.string().describe('The next step; may be empty'),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type StudioErrorValue = z.infer<typeof studioErrorSchema>;

/** The thrown form of a StudioErrorValue; services throw it, channels turn it into the value. */
export class StudioError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly details: StudioErrorValue['details'];

  constructor(
    code: ErrorCode,
    message: string,
    hint = '',
    details: StudioErrorValue['details'] = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'StudioError';
    this.code = code;
    this.hint = hint;
    this.details = details;
  }

  toValue(): StudioErrorValue {
    return { code: this.code, message: this.message, hint: this.hint, details: this.details };
  }

  static fromValue(value: StudioErrorValue): StudioError {
    return new StudioError(value.code, value.message, value.hint, value.details);
  }
}

/** Any thrown thing as a value: unexpected ones become `internal` with their message. */
export function toErrorValue(thrown: unknown): StudioErrorValue {
  if (thrown instanceof StudioError) return thrown.toValue();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message, hint: '', details: {} };
}

/** Message and next step as one text, for a place beside a field. */
export function sentenceOf(thrown: unknown): string {
  const { message, hint } = toErrorValue(thrown);
  return [message, hint].join(' ').trim();
}
