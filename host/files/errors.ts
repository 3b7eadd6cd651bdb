/** System errors as StudioErrors with the path and the next step. */
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { lastingPath } from './temporary.js';

export function errnoOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Maps ENOSPC, EACCES, EROFS, an aborted signal and the like; leaves StudioErrors as they are. */
export function asStudioError(error: unknown, at: string): StudioError {
  if (error instanceof StudioError) return error;
  if (error instanceof Error && error.name === 'AbortError')
    return new StudioError('cancelled', text('error.cancelled.message'), '', {}, { cause: error });
  const code = errnoOf(error);
  const path = lastingPath(at);
  const details = { path, errno: code };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StudioError(
      'disk-full',
      text('error.disk-full.message', { path }),
      text('error.disk-full.hint'),
      details,
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StudioError(
      'folder-read-only',
      text('error.folder-read-only.message', { path }),
      text('error.folder-read-only.hint'),
      details,
      { cause: error },
    );
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new StudioError(
      'not-found',
      text('error.not-found.message', { path }),
      text('error.not-found.hint'),
      details,
      { cause: error },
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new StudioError(
    'io',
    text('error.io.message', { path, reason }),
    text('error.io.hint'),
    details,
    { cause: error },
  );
}
