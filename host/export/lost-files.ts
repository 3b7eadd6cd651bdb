/** Files that an export wrote and that are no longer there, or no longer of their size. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportManifest } from '../../core/contract/schema/export-manifest.js';
import { filesOf } from './commit.js';
import { zipSizes } from './manifest.js';

const LOOKERS = 24;

/** @returns their paths as in the manifest; contents are not compared */
export async function lostFiles(
  root: string,
  kind: 'folder' | 'zip',
  manifest: ExportManifest,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const lost = new Set<string>();
  const queue = filesOf(manifest)[Symbol.iterator]();
  const sizes = kind === 'zip' ? await zipSizes(root) : null;
  const sizeOf = async (path: string): Promise<number | undefined> =>
    sizes ? sizes.get(path) : (await stat(join(root, path)).catch(() => null))?.size;
  const look = async (): Promise<void> => {
    for (const { path, bytes } of queue) {
      signal?.throwIfAborted();
      if ((await sizeOf(path)) !== bytes) lost.add(path);
    }
  };
  await Promise.all(Array.from({ length: LOOKERS }, look));
  return lost;
}
