/** Free space on the disk of a folder. */
import { statfs } from 'node:fs/promises';

/** Bytes free for this user; null where the system does not tell. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
