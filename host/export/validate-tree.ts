/** Looks at a tree in the MVTec 3D-AD form as the readers would. Nothing in it is changed. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import type { ReaderName, ValidationReport } from '../../core/contract/schema/dataset-export.js';
import type { TreeFacts, TypeFacts } from '../../core/dataset/readers/facts.js';
import { examineTree } from '../../core/dataset/readers/index.js';
import { SPLITS } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { asStudioError } from '../files/errors.js';
import { runPool } from '../workers/pool.js';
import { readManifest } from './manifest.js';
import type { FileFacts } from './tree-file.js';

const ROLES = ['rgb', 'xyz', 'gt', 'z'] as const;
type Role = (typeof ROLES)[number];

/** Extensions that are decoded; other names are only counted. */
const EXTENSIONS: Readonly<Record<Role, readonly string[]>> = {
  rgb: ['.png', '.jpg', '.jpeg'],
  xyz: ['.tiff', '.tif'],
  gt: ['.png'],
  z: ['.npy'],
};

interface Folder {
  readonly category: string;
  readonly split: string;
  readonly type: string;
  readonly path: string;
  readonly names: TypeFacts['names'];
}

/**
 * @param path the folder of the category folders, or one category's folder
 * @throws StudioError not-found, bad-input (no such tree), cancelled
 */
export async function validateTree(
  path: string,
  readers: readonly ReaderName[],
  options: {
    readonly signal?: AbortSignal;
    readonly threads?: number;
    readonly looked?: (done: number, total: number) => void;
  } = {},
): Promise<ValidationReport> {
  const { root, categories } = await rootOf(resolve(path));
  const { folders, strayFiles } = await listTree(root, categories);
  if (folders.length === 0)
    throw new StudioError(
      'bad-input',
      text('export.not-a-tree.message', { path }),
      text('export.not-a-tree.hint'),
    );
  const { found, unreadable } = await lookAt(root, folders, options);
  const types = folders.map((folder): TypeFacts => {
    const files = found.get(folder) ?? [];
    const byName = <F extends { name: string }>(list: F[]): F[] =>
      list.sort((a, b) => (a.name < b.name ? -1 : 1));
    return {
      category: folder.category,
      split: folder.split,
      type: folder.type,
      rgb: byName(files.flatMap((file) => (file.role === 'rgb' ? file.facts : []))),
      xyz: byName(files.flatMap((file) => (file.role === 'xyz' ? file.facts : []))),
      gt: byName(files.flatMap((file) => (file.role === 'gt' ? file.facts : []))),
      z: byName(files.flatMap((file) => (file.role === 'z' ? file.facts : []))),
      names: folder.names,
    };
  });
  const tree: TreeFacts = { root, categories, types, strayFiles };
  const ids = await sampleIds(root);
  return {
    path: root,
    readers: [...readers],
    samples: types.reduce((sum, type) => sum + type.names.rgb.length, 0),
    findings: examineTree(tree, readers, (place) => ids.get(place) ?? null),
    unreadable,
  };
}

/** A folder of categories has folders with train or test in them; a category has these itself. */
async function rootOf(path: string): Promise<{ root: string; categories: string[] }> {
  const names = await foldersIn(path);
  if (names.some((name) => name === 'train' || name === 'test'))
    return { root: dirname(path), categories: [basename(path)] };
  const categories: string[] = [];
  for (const name of names) {
    const inside = await foldersIn(join(path, name));
    if (inside.some((split) => split === 'train' || split === 'test')) categories.push(name);
  }
  return { root: path, categories: categories.sort() };
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw asStudioError(error, path);
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

async function listTree(
  root: string,
  categories: readonly string[],
): Promise<{ folders: Folder[]; strayFiles: string[] }> {
  const folders: Folder[] = [];
  const strayFiles: string[] = [];
  for (const category of categories) {
    for (const split of SPLITS) {
      const at = join(root, category, split);
      const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.isFile()) strayFiles.push(`${category}/${split}/${entry.name}`);
        if (!entry.isDirectory()) continue;
        const path = join(at, entry.name);
        const [rgb = [], xyz = [], gt = [], z = []] = await Promise.all(
          ROLES.map((role) => filesIn(join(path, role))),
        );
        folders.push({ category, split, type: entry.name, path, names: { rgb, xyz, gt, z } });
      }
    }
  }
  return { folders, strayFiles };
}

/** Only plain files: a link could lead anywhere. */
async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

async function lookAt(
  root: string,
  folders: readonly Folder[],
  { signal, threads, looked }: NonNullable<Parameters<typeof validateTree>[2]>,
): Promise<{ found: Map<Folder, FileFacts[]>; unreadable: ValidationReport['unreadable'] }> {
  const tasks = folders.flatMap((folder) =>
    ROLES.flatMap((role) =>
      folder.names[role]
        .filter((name) => EXTENSIONS[role].some((end) => name.toLowerCase().endsWith(end)))
        .map((name) => ({
          folder,
          task: { role, path: join(folder.path, role, name), name } as const,
        })),
    ),
  );
  const found = new Map<Folder, FileFacts[]>();
  const unreadable: ValidationReport['unreadable'] = [];
  let done = 0;
  await runPool(
    'tree-file',
    { tasks, signal, ...(threads === undefined ? {} : { threads }) },
    ({ task }) => task,
    ({ folder }, facts) => {
      const list = found.get(folder);
      if (list) list.push(facts);
      else found.set(folder, [facts]);
      looked?.(++done, tasks.length);
    },
    ({ folder, task }, error) => {
      unreadable.push({
        path: `${folder.category}/${folder.split}/${folder.type}/${task.role}/${task.name}`,
        reason: error.message.replace(root, ''),
      });
      looked?.(++done, tasks.length);
    },
  );
  return { found, unreadable: unreadable.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

async function sampleIds(root: string): Promise<Map<string, string>> {
  const manifest = await readManifest(root);
  return new Map(
    manifest?.samples.flatMap(({ id, files }) => files.map(({ path }) => [path, id] as const)),
  );
}
