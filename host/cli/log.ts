/** The log: a bounded file in the settings folder, warnings also on stderr. */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';

const MAX_BYTES = 5 * 1024 * 1024;

/** A logger; where the folder cannot be written to, only stderr. */
export async function openLog(folder: string): Promise<Logger> {
  const streams: { level: 'info' | 'error'; stream: NodeJS.WritableStream }[] = [
    { level: 'error', stream: process.stderr },
  ];
  try {
    await mkdir(folder, { recursive: true });
    const path = join(folder, 'studio.log');
    if (((await stat(path).catch(() => null))?.size ?? 0) > MAX_BYTES)
      await rename(path, `${path}.1`);
    const file = createWriteStream(path, { flags: 'a' });
    file.on('error', () => undefined);
    streams.push({ level: 'info', stream: file });
  } catch {
    // The doctor tells of a folder that cannot be written to; logging must not stop the studio.
  }
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.multistream(streams));
}
