/** What a killed studio left behind. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TEMPORARY } from '../files/atomic.js';
import { isAlive } from './lock.js';

/** Temporary files and folders whose process is gone were never committed: nobody was told they exist. */
export async function clearLeftovers(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const pid = new RegExp(`^\\${TEMPORARY}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
