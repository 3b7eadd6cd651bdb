/** The one error of all parsers: file, reason, and that it was left as it is. */
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';

export function corrupt(path: string, cause: unknown): StudioError {
  if (cause instanceof StudioError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StudioError(
    'file-corrupt',
    text('error.file-corrupt.message', { path, reason }),
    text('error.file-corrupt.hint'),
    { path },
    cause instanceof Error ? { cause } : undefined,
  );
}
