/** What is stale: one hash over names, sizes and times of inputs, kept in .cache. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';

const SKIPPED = new Set(['node_modules', 'out', '.cache', '.git', '.sdk', 'test-results']);

function* files(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return;
  if (!info.isDirectory()) {
    yield `${path}|${info.size}|${info.mtimeMs}`;
    return;
  }
  for (const name of readdirSync(path).sort())
    if (!SKIPPED.has(name)) yield* files(join(path, name));
}

/** Hash of the state of files and folders, relative to the root. */
export function stateOf(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) for (const line of files(join(root, path))) hash.update(`${line}\n`);
  return hash.digest('hex');
}

/** Hash of a file's content; empty where it is missing. */
export function contentOf(path) {
  const full = join(root, path);
  return existsSync(full) ? createHash('sha256').update(readFileSync(full)).digest('hex') : '';
}

const fileOf = (name) => join(root, '.cache', `${name}.stamp`);

export function isFresh(name, state) {
  return existsSync(fileOf(name)) && readFileSync(fileOf(name), 'utf8') === state;
}

export function stamp(name, state) {
  mkdirSync(dirname(fileOf(name)), { recursive: true });
  writeFileSync(fileOf(name), state);
}
