/**
 * What an export has made so far: one line per sample, appended when its files are whole. A killed
 * export reads it again and goes on; memory holds only where each line is.
 */
import { createReadStream } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import {
  exportedSampleSchema,
  type ExportedSample,
} from '../../core/contract/schema/export-manifest.js';
import type { Fragment } from './formats/index.js';

interface Line {
  readonly row: ExportedSample;
  readonly fragment: Fragment | null;
}

const lineSchema = z.looseObject({ row: exportedSampleSchema });

export class Journal {
  private readonly file: FileHandle;
  private readonly places = new Map<string, { at: number; bytes: number }>();
  private end: number;

  private constructor(file: FileHandle, end: number) {
    this.file = file;
    this.end = end;
  }

  /** @param keyOf the key that a sample must have to count as made; null: it is not wanted */
  static async open(
    path: string,
    files: string,
    keyOf: (id: string) => string | null,
  ): Promise<Journal> {
    const file = await open(path, 'a+');
    const journal = new Journal(file, 0);
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
    for await (const line of lines) {
      const bytes = Buffer.byteLength(line) + 1;
      const row = parse(line)?.row;
      if (row && keyOf(row.id) === row.key && (await allThere(files, row)))
        journal.places.set(row.id, { at: journal.end, bytes });
      journal.end += bytes;
    }
    // A line that a kill cut off has no end: what follows it starts a line of its own.
    const { size } = await file.stat();
    if (size !== journal.end) {
      await file.truncate(size);
      journal.end = size + 1;
      await file.appendFile('\n');
    }
    return journal;
  }

  has(id: string): boolean {
    return this.places.has(id);
  }

  async add(line: Line): Promise<void> {
    const text = `${JSON.stringify(line)}\n`;
    const bytes = Buffer.byteLength(text);
    const at = this.end;
    this.end += bytes;
    await this.file.appendFile(text);
    this.places.set(line.row.id, { at, bytes });
  }

  /** @throws RangeError for a sample that is not in it */
  async read(id: string): Promise<Line> {
    const place = this.places.get(id);
    if (!place) throw new RangeError(`${id} is not in the journal`);
    const buffer = Buffer.alloc(place.bytes);
    await this.file.read(buffer, 0, place.bytes, place.at);
    return JSON.parse(buffer.toString('utf8')) as Line;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

function parse(line: string): z.infer<typeof lineSchema> | null {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

async function allThere(folder: string, row: ExportedSample): Promise<boolean> {
  for (const { path, bytes } of row.files) {
    const found = await stat(join(folder, path)).catch(() => null);
    if (found?.size !== bytes) return false;
  }
  return true;
}
