/** Names of files and folders that are being written; a finished one is renamed. */

/** Prefix of temporary names; readers of folders pass them over. */
export const TEMPORARY = '.tmp-';

/** The path up to its first temporary part: what a message names stays there. */
export function lastingPath(path: string): string {
  const parts = path.split(/(?<=[\\/])/);
  const at = parts.findIndex((part) => part.startsWith(TEMPORARY));
  return at <= 0
    ? path
    : parts
        .slice(0, at)
        .join('')
        .replace(/[\\/]$/, '');
}
