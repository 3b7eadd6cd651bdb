/** No path leaves the project folder: no `..`, no absolute names, no symbolic links out. */
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';

/** Joins names under `root`. @throws StudioError bad-path when the result would lie outside */
export function inside(root: string, ...names: string[]): string {
  const path = resolve(root, join(...names));
  if (names.some(isAbsolute) || !contains(resolve(root), path)) throw outside(join(...names), root);
  return path;
}

function contains(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way));
}

function outside(name: string, root: string): StudioError {
  return new StudioError(
    'bad-path',
    text('error.bad-path.message', { path: name, root }),
    text('error.bad-path.hint'),
    { path: name },
  );
}
