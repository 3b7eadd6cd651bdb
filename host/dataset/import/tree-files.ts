/** What an import reads from, whatever holds it: the list of files and bounded reading. */
import { dirname } from 'node:path';
import { StudioError } from '../../../core/contract/errors.js';
import type { SkippedFile } from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';

export interface TreeFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface ImportTree {
  /** Absolute path of what was given. */
  readonly source: string;
  readonly container: 'folder' | 'zip' | 'file';
  /** Sorted by path. */
  readonly files: readonly TreeFile[];
  readonly refused: readonly SkippedFile[];
  /** @throws StudioError file-corrupt when the file is longer than `maxBytes` */
  read(path: string, maxBytes?: number): Promise<Buffer>;
  /** The first `bytes` bytes, fewer where the file is shorter. */
  head(path: string, bytes: number): Promise<Buffer>;
  /** Where the file lies on the disk; null inside an archive. */
  localPath(path: string): string | null;
  close(): Promise<void>;
}

export const MAX_FILE_BYTES = 512 * 1024 * 1024;
export const MAX_FILES = 500_000;
/** Names that no camera or tool writes as data. */
export function isHidden(name: string): boolean {
  return (
    name.startsWith('.') || name === '__MACOSX' || name === 'Thumbs.db' || name === 'desktop.ini'
  );
}

export function byPath(a: TreeFile, b: TreeFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

export function refusal(file: string, reason: string): SkippedFile {
  return { file, reason, serious: true };
}

export function tooLong(path: string, size: number, maxBytes: number): StudioError {
  return new StudioError(
    'file-corrupt',
    text('import.error.too-long', { path, size, limit: maxBytes }),
    text('error.file-corrupt.hint'),
    { path },
  );
}

/** The folder of a path inside the tree; `` for the root. */
export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === '.' ? '' : folder;
}
