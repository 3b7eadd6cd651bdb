/**
 * Electron's binary: found, or fetched by Electron's own installer with a time limit. The answer is
 * kept, so that a machine that cannot have it is asked only once a day. Nothing else requires
 * `electron` outside Electron, for that starts a download by itself.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

const LIMIT_MS = 60_000;
const KEEP_NO_MS = 24 * 3600_000;
const ANSWER = join(root, '.cache', 'electron.json');
const PACKAGE = join(root, 'node_modules', 'electron');

/** Path of the binary, or null; reads files only. */
export function findElectron() {
  const pathFile = join(PACKAGE, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const path = join(PACKAGE, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(path) ? path : null;
}

/**
 * @param {{ retry?: boolean }} options
 * @returns {Promise<{ path: string } | { path: null, reason: string }>}
 */
export async function ensureElectron({ retry = false } = {}) {
  const found = findElectron();
  if (found) return { path: found };
  const version = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version;
  const kept = readAnswer();
  if (
    !retry &&
    kept?.version === version &&
    kept.node === process.version &&
    Date.now() - kept.atMs < KEEP_NO_MS
  ) {
    return { path: null, reason: kept.reason };
  }
  const reason = await fetchBinary();
  const path = findElectron();
  if (path) return { path };
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(
    ANSWER,
    JSON.stringify({ version, node: process.version, atMs: Date.now(), reason }),
  );
  return { path: null, reason };
}

async function fetchBinary() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 12)) {
    return `Electron's installer needs Node 22.12 or newer, this is ${process.versions.node}`;
  }
  console.error('Fetching Electron (at most 60 s) ...');
  const { output, timedOut } = await run(process.execPath, [join(PACKAGE, 'install.js')], {
    capture: true,
    timeoutMs: LIMIT_MS,
  });
  if (timedOut) return 'its download took longer than 60 s';
  const line =
    output.split('\n').find((l) => /error|ENOTFOUND|ECONN|refused/i.test(l)) ??
    output.trim().split('\n').at(-1) ??
    '';
  return `its download failed (${line.trim().slice(0, 120)})`;
}

function readAnswer() {
  try {
    return JSON.parse(readFileSync(ANSWER, 'utf8'));
  } catch {
    return null;
  }
}
