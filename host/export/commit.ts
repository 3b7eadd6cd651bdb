/**
 * Puts a finished export in its place. A new one is renamed as a whole. An update moves only what
 * changed, file by file, after commit.json said that it began: killed half-way, the next export
 * completes it first.
 */
import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ExportedFile, ExportManifest } from '../../core/contract/schema/export-manifest.js';
import { flushFolder, jsonText, readJson, renameStubborn, writeAtomic } from '../files/atomic.js';
import { inside } from '../files/guard.js';
import { MANIFEST } from './manifest.js';

/** Beside the files in the staging folder. */
const COMMIT = 'commit.json';
export const FILES = 'files';

const commitSchema = z.strictObject({ target: z.string(), obsolete: z.array(z.string()) });

/** The manifest already lies among the staged files. */
export async function commitFolder(
  staging: string,
  target: string,
  previous: ExportManifest | null,
  next: ReadonlySet<string>,
): Promise<void> {
  const files = join(staging, FILES);
  if (!previous) {
    await mkdir(dirname(target), { recursive: true });
    await rmdir(target).catch(() => undefined);
    await renameStubborn(files, target);
    await flushFolder(dirname(target));
    return;
  }
  const obsolete = filesOf(previous)
    .map(({ path }) => path)
    .filter((path) => !next.has(path));
  await writeAtomic(join(staging, COMMIT), jsonText({ target, obsolete }));
  await finishCommit(staging);
}

/** Completes a commit that had begun; does nothing where none had. */
export async function finishCommit(staging: string): Promise<void> {
  const raw = await readJson(join(staging, COMMIT), 400 * 1024 * 1024).catch(() => null);
  const commit = commitSchema.safeParse(raw).data;
  if (!commit) return;
  const files = join(staging, FILES);
  const folders = new Set<string>();
  for (const path of await listFiles(files)) {
    if (path === MANIFEST) continue;
    const to = inside(commit.target, path);
    const folder = dirname(to);
    if (!folders.has(folder)) await mkdir(folder, { recursive: true });
    folders.add(folder);
    await renameStubborn(join(files, path), to);
  }
  for (const path of commit.obsolete) {
    await rm(inside(commit.target, path), { force: true });
    folders.add(dirname(inside(commit.target, path)));
  }
  for (const folder of folders) await removeEmpty(folder, commit.target);
  // The manifest last: until then the old one stands, and what changed counts as changed.
  if (await stat(join(files, MANIFEST)).catch(() => null))
    await renameStubborn(join(files, MANIFEST), join(commit.target, MANIFEST));
  await flushFolder(commit.target);
  await rm(staging, { recursive: true, force: true });
}

export function filesOf(manifest: ExportManifest): ExportedFile[] {
  return [...manifest.shared, ...manifest.samples.flatMap(({ files }) => files)];
}

async function listFiles(root: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await listFiles(root, path)));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

async function removeEmpty(folder: string, root: string): Promise<void> {
  for (let at = folder; at !== root && at.startsWith(root); at = dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}
