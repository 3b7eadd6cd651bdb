/**
 * Writes that are whole or not at all: temporary file, flush, rename. A `kill -9` at any moment
 * leaves the old file or the new one.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import { asStudioError, errnoOf } from './errors.js';
import { TEMPORARY } from './temporary.js';

export { TEMPORARY };

export function temporaryName(name: string): string {
  return `${TEMPORARY}${String(process.pid)}-${randomBytes(4).toString('hex')}-${name}`;
}

/** Flushes a folder's entries where the system allows it (Windows does not). */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (!handle) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** Writes and flushes a file in place; for files inside a folder that is itself renamed later. */
export async function writeFlushed(path: string, data: Uint8Array | string): Promise<void> {
  try {
    const handle = await open(path, 'w');
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asStudioError(error, dirname(path));
  }
}

/** Replaces a file atomically; the folder is made when missing. */
export async function writeAtomic(path: string, data: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName(basename(path)));
  try {
    await mkdir(folder, { recursive: true });
    await writeFlushed(temporary, data);
    await renameStubborn(temporary, path);
    await flushFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asStudioError(error, folder);
  }
}

/**
 * Replaces several files of one folder, in this order, with one flush of the folder: each is whole, and an
 * earlier one is never older than a later one.
 */
export async function writeAtomicGroup(
  folder: string,
  files: readonly { readonly name: string; readonly data: Uint8Array | string }[],
): Promise<void> {
  const group = files.map((file) => ({
    ...file,
    temporary: join(folder, temporaryName(file.name)),
  }));
  try {
    await Promise.all(group.map(({ temporary, data }) => writeFlushed(temporary, data)));
    for (const { name, temporary } of group) await renameStubborn(temporary, join(folder, name));
    await flushFolder(folder);
  } catch (error) {
    await Promise.all(
      group.map(({ temporary }) => rm(temporary, { force: true }).catch(() => undefined)),
    );
    throw asStudioError(error, folder);
  }
}

/** Renames; Windows refuses for a moment while a virus scanner or indexer holds the file. */
export async function renameStubborn(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const held =
        process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errnoOf(error) ?? '');
      if (!held || attempt === 8) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
    }
  }
}

/**
 * Reads a text file of at most `maxBytes`.
 * @throws StudioError not-found, file-corrupt (too large), io
 */
export async function readBounded(path: string, maxBytes: number): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) {
      throw new StudioError(
        'file-corrupt',
        `${path} is ${String(size)} bytes long; at most ${String(maxBytes)} are read.`,
      );
    }
    return await readFile(path);
  } catch (error) {
    throw asStudioError(error, path);
  }
}

/** Parses JSON of a bounded file. @throws StudioError file-corrupt with path and reason */
export async function readJson(path: string, maxBytes = 8 * 1024 * 1024): Promise<unknown> {
  const data = await readBounded(path, maxBytes);
  try {
    return JSON.parse(data.toString('utf8')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudioError(
      'file-corrupt',
      `${path} is not valid JSON: ${reason}`,
      'It was left as it is.',
      { path },
    );
  }
}

/** JSON as the project's files hold it: two spaces, newline at the end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
