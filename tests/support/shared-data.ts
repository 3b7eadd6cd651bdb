/** The folder of real recordings beside the project; tests that need it are skipped where it is absent. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** Path under ../shared/data, or null where that does not exist. */
export function sharedData(...names: string[]): string | null {
  const path = join(root, '..', 'shared', 'data', ...names);
  return existsSync(path) ? path : null;
}

export const NO_SHARED_DATA = 'the folder ../shared/data is absent';
