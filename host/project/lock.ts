/**
 * One studio writes to a project at a time: `.lock.json` with owner and heartbeat. A second studio
 * reads only and is told by whom; a lock without heartbeat for 30 s, or of a dead process here, is taken over.
 */
import { hostname, userInfo } from 'node:os';
import { randomBytes } from 'node:crypto';
import { link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonText, readJson, temporaryName, writeAtomic, writeFlushed } from '../files/atomic.js';
import { errnoOf } from '../files/errors.js';

const STALE_MS = 30_000;
const BEAT_MS = 5_000;

const lockSchema = z.strictObject({
  token: z.string(),
  owner: z.string(),
  host: z.string(),
  pid: z.int(),
  beatAtMs: z.number(),
});
type Lock = z.infer<typeof lockSchema>;

export interface ProjectLock {
  release(): Promise<void>;
  /** Whether the lock is still this one's: a studio that slept may have lost it. */
  isHeld(): Promise<boolean>;
}

export type LockResult =
  | { readonly held: true; readonly lock: ProjectLock }
  | { readonly held: false; readonly owner: string };

/** Takes the lock of a folder, or tells who holds it. @throws when the folder cannot be written */
export async function takeLock(
  folder: string,
  now: () => number = Date.now,
  name = '.lock.json',
): Promise<LockResult> {
  const path = join(folder, name);
  const mine: Lock = {
    token: randomBytes(8).toString('hex'),
    owner: `${userName()} on ${hostname()}`,
    host: hostname(),
    pid: process.pid,
    beatAtMs: now(),
  };
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await createOnce(folder, path, mine)) return { held: true, lock: keep(path, mine, now) };
    const other = await readLock(path);
    if (other && !isStale(other, now())) return { held: false, owner: other.owner };
    await rm(path, { force: true });
  }
  return { held: false, owner: 'another studio' };
}

/** A hard link fails where the name exists, so two studios cannot both succeed. */
async function createOnce(folder: string, path: string, lock: Lock): Promise<boolean> {
  const temporary = join(folder, temporaryName('lock'));
  await writeFlushed(temporary, jsonText(lock));
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    // File systems without hard links (some network shares): a plain exclusive write.
    if ((await readLock(path)) !== null) return false;
    await writeAtomic(path, jsonText(lock));
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

function keep(path: string, mine: Lock, now: () => number): ProjectLock {
  const isHeld = async (): Promise<boolean> => (await readLock(path))?.token === mine.token;
  let beating = Promise.resolve();
  const beat = async (): Promise<void> => {
    // A lock that another studio took over, after this one slept, is theirs.
    if (await isHeld()) await writeAtomic(path, jsonText({ ...mine, beatAtMs: now() }));
  };
  const timer = setInterval(() => {
    beating = beat().catch(() => undefined);
  }, BEAT_MS);
  timer.unref();
  return {
    isHeld,
    async release() {
      clearInterval(timer);
      await beating;
      if (await isHeld()) await rm(path, { force: true });
    },
  };
}

/** Who holds the lock of a folder; null where nobody does, or nobody who is still there. */
export async function lockOwner(
  folder: string,
  now: () => number,
  name: string,
): Promise<string | null> {
  const lock = await readLock(join(folder, name));
  return lock && !isStale(lock, now()) ? lock.owner : null;
}

async function readLock(path: string): Promise<Lock | null> {
  try {
    return lockSchema.parse(await readJson(path, 65536));
  } catch {
    return null;
  }
}

function isStale(lock: Lock, nowMs: number): boolean {
  if (nowMs - lock.beatAtMs > STALE_MS) return true;
  return lock.host === hostname() && !isAlive(lock.pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody';
  }
}
