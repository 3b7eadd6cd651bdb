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

/** Where things lie and what is asked; tests give their own. */
const MACHINE = {
  electron: join(root, 'node_modules', 'electron'),
  cache: join(root, '.cache'),
  node: { version: process.versions.node, path: process.execPath },
  limitMs: LIMIT_MS,
  run,
  now: Date.now,
  say: console.error,
};

/** Path of the binary, or null; reads files only. */
export function findElectron(folder = MACHINE.electron) {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const path = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(path) ? path : null;
}

/**
 * @param {{ retry?: boolean, machine?: Partial<typeof MACHINE> }} options
 * @returns {Promise<{ path: string } | { path: null, reason: string }>}
 */
export async function ensureElectron({ retry = false, machine: given = {} } = {}) {
  const machine = { ...MACHINE, ...given };
  const { electron, cache, node, now } = machine;
  const found = findElectron(electron);
  if (found) return { path: found };
  const { version } = JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8'));
  const answer = join(cache, 'electron.json');
  const kept = readAnswer(answer);
  if (
    !retry &&
    kept?.version === version &&
    kept.node === node.version &&
    now() - kept.atMs < KEEP_NO_MS
  ) {
    return { path: null, reason: kept.reason };
  }
  machine.say(`Fetching Electron (at most ${machine.limitMs / 1000} s) ...`);
  const reason = await fetchBinary(machine);
  const path = findElectron(electron);
  if (path) return { path };
  mkdirSync(cache, { recursive: true });
  writeFileSync(answer, JSON.stringify({ version, node: node.version, atMs: now(), reason }));
  return { path: null, reason };
}

/** Runs Electron's installer; its own Node is fetched before where this one is too old for it. */
async function fetchBinary(machine) {
  const { electron, node, limitMs, now } = machine;
  const begun = now();
  let program = node.path;
  if (tooOld(node.version)) {
    const newer = await newerNode(machine);
    if (newer.path === null)
      return `Electron's installer needs Node 22.12 or newer, this is ${node.version}, and ${newer.reason}`;
    program = newer.path;
  }
  const left = limitMs - (now() - begun);
  if (left <= 0) return `its download took longer than ${limitMs / 1000} s`;
  const { output, timedOut } = await machine.run(program, [join(electron, 'install.js')], {
    capture: true,
    timeoutMs: left,
  });
  if (timedOut) return `its download took longer than ${limitMs / 1000} s`;
  return `its download failed (${complaintOf(output)})`;
}

function tooOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 12);
}

/** Node 24 from the npm package `node`, kept for the next time. */
async function newerNode({ cache, limitMs, run }) {
  const folder = join(cache, 'node24');
  const path = join(folder, 'node_modules', 'node', 'bin', executable('node'));
  if (existsSync(path)) return { path };
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json')))
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund'];
  args.push('--ignore-scripts=false', '--loglevel=error', 'node@24');
  const { output, timedOut } = await run('npm', args, { capture: true, timeoutMs: limitMs });
  if (existsSync(path)) return { path };
  return {
    path: null,
    reason: timedOut
      ? `a newer one could not be had within ${limitMs / 1000} s`
      : `a newer one could not be had (${complaintOf(output)})`,
  };
}

function executable(name) {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** The line of a tool's output that says what went wrong. */
function complaintOf(output) {
  const lines = output.trim().split('\n');
  const line = lines.find((l) => /error|ENOTFOUND|ECONN|refused/i.test(l)) ?? lines.at(-1) ?? '';
  return line.trim().slice(0, 120);
}

function readAnswer(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
