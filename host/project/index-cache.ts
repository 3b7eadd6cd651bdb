/**
 * index.jsonl beside project.json: what was read of each sample, so that a large project opens without
 * reading every file again. A line counts only with its checksum right and only while the files it
 * was read from are unchanged; the file may be deleted at any time.
 */
import { open, rm, stat } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { SAMPLE_SCHEMA } from '../../core/contract/schema/sample.js';
import { renameStubborn, temporaryName } from '../files/atomic.js';
import { dirname, join } from 'node:path';
import type { LoadedSample } from './sample-files.js';

/** Raised when lines mean something else than before. */
const CACHE_VERSION = `1/${String(SAMPLE_SCHEMA)}`;
const CHUNK_BYTES = 4 * 1024 * 1024;
/** A line longer than this is not one of ours. */
const MAX_LINE_BYTES = 1024 * 1024;
/** `["xxxxxxxx",` before the value, `]` after it. */
const PREFIX = 12;

/**
 * What the two files of a sample were like when they were read: modification and change time and
 * size of sample.json, then of work.json (zeros where there is none). The change time cannot be set
 * back, so a file with its old date restored is still seen as another.
 */
export type Stamp = readonly [number, number, number, number, number, number];

export interface CachedSample extends LoadedSample {
  readonly stamp: Stamp;
  readonly hash: string;
}

/** The stamp of a sample folder now; null where it holds no sample.json. */
export function stampOf(folder: string): Stamp | null {
  const sample = statSync(`${folder}/sample.json`, { throwIfNoEntry: false });
  if (!sample) return null;
  const work = statSync(`${folder}/work.json`, { throwIfNoEntry: false });
  return [
    sample.mtimeMs,
    sample.ctimeMs,
    sample.size,
    work?.mtimeMs ?? 0,
    work?.ctimeMs ?? 0,
    work?.size ?? 0,
  ];
}

export function sameStamp(a: Stamp, b: Stamp): boolean {
  return a.every((value, i) => value === b[i]);
}

export class IndexCache {
  private readonly path: string;
  private readonly writable: boolean;
  /** Lines in the file, dead ones included. */
  private lines = 0;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(path: string, writable: boolean) {
    this.path = path;
    this.writable = writable;
  }

  /** Every intact line, the newest of an id last; nothing of a missing or foreign file. */
  async read(): Promise<Map<string, CachedSample>> {
    const found = new Map<string, CachedSample>();
    const handle = await open(this.path, 'r').catch(() => null);
    if (!handle) return found;
    try {
      let rest = Buffer.alloc(0);
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      let headed = false;
      for (;;) {
        const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES);
        if (bytesRead === 0) return found;
        const data = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
        let from = 0;
        for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, from)) {
          const line = data.subarray(from, end);
          from = end + 1;
          if (!headed) {
            if (line.toString() !== JSON.stringify({ index: CACHE_VERSION })) return found;
            headed = true;
            continue;
          }
          this.lines += 1;
          const cached = parseLine(line);
          if (cached) found.set(cached.sample.id, cached);
        }
        rest = Buffer.from(data.subarray(from));
        if (rest.length > MAX_LINE_BYTES) return found;
      }
    } finally {
      await handle.close();
    }
  }

  /** Adds lines; the file is rewritten from `all` when most of it would be dead. */
  append(entries: readonly CachedSample[], all: () => Iterable<CachedSample>, live: number): void {
    if (!this.writable || entries.length === 0) return;
    this.queue = this.queue
      .then(async () => {
        const present = await stat(this.path).catch(() => null);
        if (!present || this.lines + entries.length > 2 * live + 500) {
          await this.rewrite(all());
          return;
        }
        const handle = await open(this.path, 'a');
        try {
          // A line that a killed studio left unfinished must not swallow this one.
          await handle.appendFile(`\n${entries.map(lineOf).join('')}`);
        } finally {
          await handle.close();
        }
        this.lines += entries.length + 1;
      })
      // The cache only saves time: a full disk or a lost share is no reason to fail.
      .catch(() => undefined);
  }

  private async rewrite(entries: Iterable<CachedSample>): Promise<void> {
    const temporary = join(dirname(this.path), temporaryName('index'));
    const handle = await open(temporary, 'w');
    let lines = 0;
    try {
      let part = `${JSON.stringify({ index: CACHE_VERSION })}\n`;
      for (const entry of entries) {
        part += lineOf(entry);
        lines += 1;
        if (part.length < CHUNK_BYTES) continue;
        await handle.appendFile(part);
        part = '';
      }
      await handle.appendFile(part);
      await handle.close();
      await renameStubborn(temporary, this.path);
      this.lines = lines;
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  /** All lines handed over so far are written. */
  async settled(): Promise<void> {
    await this.queue;
  }
}

function checksum(data: string | Uint8Array): string {
  return crc32(data).toString(16).padStart(8, '0');
}

function lineOf({ sample, work, stamp, hash }: CachedSample): string {
  const value = JSON.stringify({ sample, work, stamp, hash });
  return `["${checksum(value)}",${value}]\n`;
}

function parseLine(line: Buffer): CachedSample | null {
  if (line.length < PREFIX + 3) return null;
  const value = line.subarray(PREFIX, line.length - 1);
  if (line.toString('latin1', 2, 10) !== checksum(value)) return null;
  try {
    return JSON.parse(value.toString('utf8')) as CachedSample;
  } catch {
    return null;
  }
}
