/**
 * Earlier versions of annotation.json under history/annotation, the last 20. A version is the file byte
 * by byte; saves of one session within two minutes count as one, so that autosaving does not push
 * out the work of an hour.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import type { AnnotationVersion } from '../../core/contract/schema/annotation.js';
import { text } from '../../core/text/index.js';
import { readBounded, writeAtomic } from '../files/atomic.js';
import { errnoOf } from '../files/errors.js';
import { inside } from '../files/guard.js';
import { parseAnnotation, tokenOf, VERSIONS } from './files.js';

const KEPT_VERSIONS = 20;
const MAX_BYTES = 256 * 1024 * 1024;
/** Above this size a version's shapes are not counted for a list. */
const MAX_COUNTED = 8 * 1024 * 1024;
const NAME = /^(\d{8}T\d{9}Z)-([0-9a-f]{12})\.json$/;

interface Entry {
  readonly version: string;
  readonly stamp: string;
  readonly short: string;
}

/** Newest first. */
async function entries(sampleFolder: string): Promise<Entry[]> {
  const names = await readdir(join(sampleFolder, VERSIONS)).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  return names
    .map((name) => NAME.exec(name))
    .filter((match) => match !== null)
    .map(([name, stamp = '', short = '']) => ({ version: name.slice(0, -5), stamp, short }))
    .sort((a, b) => (a.stamp < b.stamp ? 1 : -1));
}

/**
 * Keeps a version. `replaces`: the version that this one stands for from now on.
 * @returns its name; the name it has already where the newest one is equal
 */
export async function keepVersion(
  sampleFolder: string,
  bytes: Buffer,
  options: {
    readonly replaces?: string | null;
    readonly protect?: readonly string[];
    /** Of the bytes, where it is known. */
    readonly token?: string;
  } = {},
): Promise<string> {
  const short = (options.token ?? tokenOf(bytes)).slice(0, 12);
  const known = await entries(sampleFolder);
  if (known[0]?.short === short) return known[0].version;
  const stamp = new Date().toISOString().replace(/[-:.]/g, '');
  const version = `${stamp}-${short}`;
  const folder = join(sampleFolder, VERSIONS);
  await writeAtomic(join(folder, `${version}.json`), bytes);
  const keep = new Set(
    known.map((entry) => entry.version).filter((name) => options.protect?.includes(name)),
  );
  const old = known.filter((entry) => !keep.has(entry.version));
  const gone = old.filter(
    (entry, i) => entry.version === options.replaces || i + 1 + keep.size >= KEPT_VERSIONS,
  );
  for (const entry of gone) await rm(join(folder, `${entry.version}.json`), { force: true });
  return version;
}

/** The bytes of a version. @throws StudioError not-found */
export async function readVersion(sampleFolder: string, version: string): Promise<Buffer> {
  const path = inside(join(sampleFolder, VERSIONS), `${version}.json`);
  return readBounded(path, MAX_BYTES).catch((error: unknown) => {
    if (error instanceof StudioError && error.code === 'not-found') throw versionMissing(version);
    throw error;
  });
}

/** The kept file with this token; null where it is gone. */
export async function versionOf(sampleFolder: string, token: string): Promise<Buffer | null> {
  const found = (await entries(sampleFolder)).find(({ short }) => token.startsWith(short));
  if (!found) return null;
  const bytes = await readVersion(sampleFolder, found.version).catch(() => null);
  return bytes && tokenOf(bytes) === token ? bytes : null;
}

export async function listVersions(
  sampleFolder: string,
  current: string,
): Promise<AnnotationVersion[]> {
  const out: AnnotationVersion[] = [];
  for (const { version, stamp } of await entries(sampleFolder)) {
    const bytes = await readVersion(sampleFolder, version).catch(() => null);
    if (!bytes) continue;
    const token = tokenOf(bytes);
    out.push({
      version,
      savedAt: isoOf(stamp),
      token,
      bytes: bytes.length,
      shapes: shapesIn(bytes),
      current: token === current,
    });
  }
  return out;
}

function shapesIn(bytes: Buffer): number | null {
  if (bytes.length > MAX_COUNTED) return null;
  try {
    return parseAnnotation(bytes, null).document.shapes.length;
  } catch {
    return null;
  }
}

/** 20261124T225946123Z as a time. */
function isoOf(stamp: string): string {
  const [, y, mo, d, h, mi, s, ms] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(stamp) ?? [];
  return `${y ?? ''}-${mo ?? ''}-${d ?? ''}T${h ?? ''}:${mi ?? ''}:${s ?? ''}.${ms ?? ''}Z`;
}

function versionMissing(version: string): StudioError {
  return new StudioError(
    'not-found',
    text('annotate.version-missing.message', { version }),
    text('annotate.version-missing.hint'),
    { version },
  );
}
