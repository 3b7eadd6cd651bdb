/** Packs a finished export into a zip file, streamed. */
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** All entries carry one time, so that the same files give the same zip. */
const MTIME = new Date('1980-01-01T00:00:00');

/** @param paths relative to `root`, with /; pictures are stored, the rest is deflated */
export async function packZip(
  root: string,
  paths: readonly string[],
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const zip = new ZipFile();
  for (const path of paths)
    zip.addFile(join(root, path), path, {
      mtime: MTIME,
      mode: 0o100644,
      compress: !path.endsWith('.png'),
      forceDosTimestamp: true,
    });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(to), signal ? { signal } : {});
  const file = await open(to, 'r+');
  await file.sync();
  await file.close();
}
