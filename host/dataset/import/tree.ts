/**
 * What is imported, as one list of files with bounded reading: a folder, a zip archive, or a single
 * file. Nothing is written, links never lead out of the folder, names in an archive never out of it.
 */
import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { StudioError } from '../../../core/contract/errors.js';
import type { AbortSignalLike } from '../../../core/contract/server.js';
import type { SkippedFile } from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';
import { asStudioError } from '../../files/errors.js';
import {
  byPath,
  isHidden,
  MAX_FILE_BYTES,
  MAX_FILES,
  refusal,
  tooLong,
  type ImportTree,
  type TreeFile,
} from './tree-files.js';
import { openZip } from './zip.js';

const MAX_DEPTH = 24;

/** @throws StudioError not-found, unsupported, too-large, cancelled */
export async function openTree(path: string, signal?: AbortSignalLike): Promise<ImportTree> {
  const source = resolve(path);
  const found = await stat(source).catch((error: unknown) => {
    throw asStudioError(error, source);
  });
  if (found.isDirectory()) return openFolder(source, signal);
  if (!found.isFile())
    throw new StudioError('unsupported', text('import.error.no-file', { path: source }));
  if (/\.zip$/i.test(source)) return openZip(source, signal);
  return single(source, found.size, found.mtimeMs);
}

function single(source: string, bytes: number, modifiedMs: number): ImportTree {
  const name = basename(source);
  const local = (path: string): string => {
    if (path !== name)
      throw new StudioError('not-found', text('error.not-found.message', { path }));
    return source;
  };
  return {
    source,
    container: 'file',
    files: [{ path: name, bytes, modifiedMs }],
    refused: [],
    read: async (path, maxBytes = MAX_FILE_BYTES) => readLocal(local(path), maxBytes),
    head: async (path, count) => headLocal(local(path), count),
    localPath: local,
    close: () => Promise.resolve(),
  };
}

async function openFolder(source: string, signal?: AbortSignalLike): Promise<ImportTree> {
  const root = await realpath(source).catch((error: unknown) => {
    throw asStudioError(error, source);
  });
  const files: TreeFile[] = [];
  const refused: SkippedFile[] = [];
  /** Links to files inside the folder: where they lead. */
  const links = new Map<string, string>();
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (signal?.aborted === true)
      throw new StudioError('cancelled', text('import.error.cancelled'));
    if (depth > MAX_DEPTH) {
      refused.push(refusal(folder, text('import.reason.too-deep', { depth: MAX_DEPTH })));
      return;
    }
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(
      (error: unknown) => {
        refused.push(refusal(folder, asStudioError(error, folder).message));
        return [];
      },
    );
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isHidden(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) await walk(path, depth + 1);
      else if (entry.isFile()) files.push(await described(root, path));
      else if (entry.isSymbolicLink()) await follow(root, path, files, refused, links);
      else refused.push(refusal(path, text('import.reason.no-file')));
      if (files.length > MAX_FILES) {
        throw new StudioError(
          'too-large',
          text('import.error.too-many', { path: source, count: MAX_FILES }),
          text('import.error.too-many.hint'),
        );
      }
    }
  };
  await walk('', 0);
  const known = new Set(files.map((file) => file.path));
  const local = (path: string): string => {
    if (!known.has(path))
      throw new StudioError('not-found', text('error.not-found.message', { path }));
    return links.get(path) ?? join(root, path);
  };
  return {
    source,
    container: 'folder',
    files: files.sort(byPath),
    refused,
    read: async (path, maxBytes = MAX_FILE_BYTES) => readLocal(local(path), maxBytes),
    head: async (path, count) => headLocal(local(path), count),
    localPath: local,
    close: () => Promise.resolve(),
  };
}

async function described(root: string, path: string): Promise<TreeFile> {
  const { size, mtimeMs } = await stat(join(root, path)).catch((error: unknown) => {
    throw asStudioError(error, path);
  });
  return { path, bytes: size, modifiedMs: mtimeMs };
}

/** A link counts as the file it leads to, while that lies inside the folder. */
async function follow(
  root: string,
  path: string,
  files: TreeFile[],
  refused: SkippedFile[],
  links: Map<string, string>,
): Promise<void> {
  const target = await realpath(join(root, path)).catch(() => null);
  if (target === null) {
    refused.push(refusal(path, text('import.reason.dead-link')));
    return;
  }
  const way = relative(root, target);
  if (way.startsWith(`..${sep}`) || way === '..' || resolve(root, way) !== target) {
    refused.push(refusal(path, text('import.reason.link-out')));
    return;
  }
  const found = await stat(target).catch(() => null);
  if (found?.isFile() !== true) {
    refused.push(refusal(path, text('import.reason.link-folder')));
    return;
  }
  links.set(path, target);
  files.push({ path, bytes: found.size, modifiedMs: found.mtimeMs });
}

/** Opened without following a link that was put in its place since the folder was listed. */
async function openLocal(path: string): Promise<Awaited<ReturnType<typeof open>>> {
  const { O_RDONLY, O_NOFOLLOW } = constants as { O_RDONLY: number; O_NOFOLLOW?: number };
  return open(path, O_RDONLY | (O_NOFOLLOW ?? 0)).catch((error: unknown) => {
    throw asStudioError(error, path);
  });
}

async function readLocal(path: string, maxBytes: number): Promise<Buffer> {
  const handle = await openLocal(path);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw tooLong(path, size, maxBytes);
    return await handle.readFile();
  } catch (error) {
    throw asStudioError(error, path);
  } finally {
    await handle.close();
  }
}

async function headLocal(path: string, count: number): Promise<Buffer> {
  const handle = await openLocal(path);
  try {
    const buffer = Buffer.alloc(count);
    const { bytesRead } = await handle.read(buffer, 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw asStudioError(error, path);
  } finally {
    await handle.close();
  }
}
