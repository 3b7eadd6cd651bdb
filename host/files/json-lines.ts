/**
 * Files of one JSON value a line, appended only: verdicts, thresholds, results. A line that a crash or a
 * full disk cut off is repaired before anything is appended: what is whole gets its end, what is not is
 * moved to a file beside it.
 */
import { appendFile, mkdir, open, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { readBounded } from './atomic.js';
import { asStudioError } from './errors.js';
import { StudioError } from '../../core/contract/errors.js';

const MAX_BYTES = 256 * 1024 * 1024;
const NEWLINE = 0x0a;

export interface JsonLines<T> {
  readonly values: readonly T[];
  /** Lines, from 1 on, that are no JSON of this kind; they are left as they are and passed over. */
  readonly foreign: readonly number[];
}

/** All values of a file; none where it does not exist. @throws StudioError io, file-corrupt (too large) */
export async function readJsonLines<T>(path: string, schema: z.ZodType<T>): Promise<JsonLines<T>> {
  const data = await readBounded(path, MAX_BYTES).catch((error: unknown) => {
    if (error instanceof StudioError && error.code === 'not-found') return null;
    throw error;
  });
  const values: T[] = [];
  const foreign: number[] = [];
  if (data === null) return { values, foreign };
  data
    .toString('utf8')
    .split('\n')
    .forEach((line, i) => {
      if (line.trim() === '') return;
      const parsed = schema.safeParse(parse(line));
      if (parsed.success) values.push(parsed.data);
      else foreign.push(i + 1);
    });
  return { values, foreign };
}

/** Appends a value and flushes it. @throws StudioError disk-full, folder-read-only, io */
export async function appendJsonLine(path: string, value: unknown): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await repairEnd(path);
    const file = await open(path, 'a');
    try {
      await file.writeFile(`${JSON.stringify(value)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asStudioError(error, path);
  }
}

/** Whether the file had no proper end. What was cut off is kept in `FILE.broken`. */
export async function repairEnd(path: string): Promise<boolean> {
  const size = (await stat(path).catch(() => null))?.size ?? 0;
  if (size === 0) return false;
  const file = await open(path, 'r');
  let tail: Buffer;
  try {
    const last = Buffer.alloc(1);
    await file.read(last, 0, 1, size - 1);
    if (last[0] === NEWLINE) return false;
    tail = await lastLine(file, size);
  } finally {
    await file.close();
  }
  if (parse(tail.toString('utf8')) !== undefined) {
    await appendFile(path, '\n');
    return true;
  }
  await appendFile(`${path}.broken`, Buffer.concat([tail, Buffer.from('\n')]));
  await truncate(path, size - tail.length);
  return true;
}

async function lastLine(file: Awaited<ReturnType<typeof open>>, size: number): Promise<Buffer> {
  for (let length = Math.min(size, 4096); ; length = Math.min(size, length * 4)) {
    const tail = Buffer.alloc(length);
    await file.read(tail, 0, length, size - length);
    const at = tail.lastIndexOf(NEWLINE);
    if (at >= 0 || length === size) return tail.subarray(at + 1);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
