/** What went wrong, in words for the place where the verdict would be. */
import { StudioError } from '../../core/contract/errors.js';
import type { Problem } from '../state/inspect.js';

export function problemOf(error: unknown): Problem {
  return error instanceof StudioError
    ? { message: error.message, hint: error.hint }
    : { message: error instanceof Error ? error.message : String(error), hint: '' };
}
