/** Folders to choose from: projects, recordings, plain folders; dot folders are passed over. */
import type { Dirent } from 'node:fs';
import { access, constants, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import type { FolderEntry, MethodOutput } from '../../core/contract/methods.js';
import { asStudioError } from '../files/errors.js';

const MAX_ENTRIES = 2000;

export async function listFolder(path: string | null): Promise<MethodOutput<'folders.list'>> {
  const folder = path === null ? homedir() : resolve(path);
  if (path !== null && !isAbsolute(path))
    throw new StudioError(
      'bad-path',
      `${path} is not a full path.`,
      'Give the path from the root of the disk.',
    );
  const names = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw asStudioError(error, folder);
  });
  const shown = names
    .filter(
      (entry) =>
        !entry.name.startsWith('.') &&
        (isRecording(entry.name) || isData(entry.name) || isWay(entry)),
    )
    .sort((a, b) => byName.compare(a.name, b.name))
    .slice(0, MAX_ENTRIES);
  const entries = await Promise.all(shown.map((entry) => describe(folder, entry.name)));
  const writable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  const parent = dirname(folder);
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    writable,
    entries: entries.filter((entry) => entry !== null),
  };
}

const byName = new Intl.Collator('en', { numeric: true });

function isRecording(name: string): boolean {
  return /\.(bag|db3)$/i.test(name);
}

function isData(name: string): boolean {
  return /\.(zip|pcd|ply)$/i.test(name);
}

function isWay(entry: Dirent): boolean {
  return entry.isDirectory() || entry.isSymbolicLink();
}

/** Null for a link that leads to no folder. */
async function describe(folder: string, name: string): Promise<FolderEntry | null> {
  const path = join(folder, name);
  const found = await stat(path).catch(() => null);
  if (found?.isFile() === true && isRecording(name)) return { name, path, kind: 'recording' };
  if (found?.isFile() === true && isData(name)) return { name, path, kind: 'data' };
  if (found?.isDirectory() !== true) return null;
  const project = await stat(join(path, 'project.json')).catch(() => null);
  return { name, path, kind: project?.isFile() === true ? 'project' : 'folder' };
}
