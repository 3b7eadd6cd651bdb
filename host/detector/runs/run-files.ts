/** runs/ID of a project: run.json, epochs.jsonl, log.jsonl, maps.bin, checkpoint, report. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  epochRecordSchema,
  logLineSchema,
  reviewSamplesSchema,
  runIdSchema,
  runMapSchema,
  runSummarySchema,
  usedVerdictSchema,
  type EpochRecord,
  type LogLine,
  type RunMap,
  type RunSummary,
} from '../../../core/contract/schema/detector.js';
import { nameSchema } from '../../../core/contract/schema/sample.js';
import { jsonText, readBounded, readJson, writeAtomic } from '../../files/atomic.js';
import { inside } from '../../files/guard.js';

const RUN_FILE = 'run.json';
const MAX_LINES_BYTES = 32 * 1024 * 1024;
const MOST_LOG_LINES = 500;
const MAPS_FILE = 'maps.bin';
/** Maps kept of each run. */
export const MOST_MAPS = 64;
/** So many of the largest maps (48 x 48 cells), and their description. */
const MAX_MAPS_BYTES = MOST_MAPS * (48 * 48 * 4 + 8192);
const mapHeadSchema = z.array(runMapSchema.omit({ bytes: true })).max(MOST_MAPS);

/** run.json: what the page sees, and what is needed to start the run again. */
const runRecordSchema = z.strictObject({
  schema: z.literal(1),
  run: runSummarySchema,
  fromReview: reviewSamplesSchema,
  verdicts: z.array(usedVerdictSchema).default([]).describe('That brought samples into the run'),
  models: z.array(nameSchema).describe('Of an evaluation'),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

export function runFolder(project: string, id: string): string {
  return inside(project, 'runs', id);
}

/** Features and rates that runs of a project share; may be deleted at any time. */
export function cacheFolder(project: string): string {
  return join(project, '.cache', 'detector');
}

/** All runs of a project, newest first; what was under way in a process that is gone is interrupted. */
export async function readRuns(project: string): Promise<RunRecord[]> {
  const names = await readdir(join(project, 'runs')).catch(() => []);
  const records: RunRecord[] = [];
  for (const name of names) {
    if (!runIdSchema.safeParse(name).success) continue;
    try {
      const raw = await readJson(join(project, 'runs', name, RUN_FILE));
      const record = runRecordSchema.parse(raw);
      records.push({ ...record, run: { ...record.run, state: afterAll(record.run.state) } });
    } catch {
      // Another program's folder, or a damaged file: it is left as it is.
      continue;
    }
  }
  return records.sort((a, b) => b.run.createdAt.localeCompare(a.run.createdAt));
}

function afterAll(state: RunSummary['state']): RunSummary['state'] {
  return state === 'queued' || state === 'running' || state === 'paused' ? 'interrupted' : state;
}

export async function writeRun(project: string, record: RunRecord): Promise<void> {
  await writeAtomic(join(runFolder(project, record.run.id), RUN_FILE), jsonText(record));
}

export async function removeRun(project: string, id: string): Promise<void> {
  await rm(runFolder(project, id), { recursive: true, force: true });
}

/** A resumed run repeats epochs after its checkpoint: the last record of an epoch counts. */
export async function readEpochs(project: string, id: string): Promise<EpochRecord[]> {
  const byEpoch = new Map<string, EpochRecord>();
  for (const record of await readLines(
    join(runFolder(project, id), 'epochs.jsonl'),
    epochRecordSchema,
  ))
    byEpoch.set(`${record.stage} ${String(record.epoch)}`, record);
  const order = { teacher: 0, student: 1 };
  return [...byEpoch.values()].sort((a, b) => order[a.stage] - order[b.stage] || a.epoch - b.epoch);
}

/** Newest first. */
export async function readLog(project: string, id: string): Promise<LogLine[]> {
  const lines = await readLines(join(runFolder(project, id), 'log.jsonl'), logLineSchema);
  return lines.slice(-MOST_LOG_LINES).reverse();
}

export async function runHas(project: string, id: string, name: string): Promise<boolean> {
  return (await stat(join(runFolder(project, id), name)).catch(() => null)) !== null;
}

async function readLines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const file = await readBounded(path, MAX_LINES_BYTES).catch(() => null);
  const values: T[] = [];
  for (const line of file?.toString('utf8').split('\n') ?? []) {
    if (line === '') continue;
    try {
      values.push(schema.parse(JSON.parse(line)));
    } catch {
      // A line that a kill cut short.
      continue;
    }
  }
  return values;
}

/** The length of a description in JSON, the description, then the values of all maps. */
export async function writeMaps(
  project: string,
  id: string,
  maps: readonly RunMap[],
): Promise<void> {
  const { heads, bytes } = joinMaps(maps);
  const head = Buffer.from(JSON.stringify(heads));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  await writeAtomic(join(runFolder(project, id), MAPS_FILE), Buffer.concat([length, head, bytes]));
}

/** None where there is no file, or a damaged one. */
export async function readMaps(project: string, id: string): Promise<RunMap[]> {
  const path = join(runFolder(project, id), MAPS_FILE);
  const file = await readBounded(path, MAX_MAPS_BYTES).catch(() => null);
  if (!file || file.length < 4) return [];
  const end = 4 + file.readUInt32LE(0);
  try {
    const heads = mapHeadSchema.parse(JSON.parse(file.subarray(4, end).toString('utf8')));
    const values = heads.reduce((sum, { width, height }) => sum + 4 * width * height, 0);
    if (file.length !== end + values) return [];
    let at = end;
    return heads.map((head) => {
      const from = at;
      at += 4 * head.width * head.height;
      return { ...head, id, bytes: new Uint8Array(file.subarray(from, at)) };
    });
  } catch {
    return [];
  }
}

/** One block of bytes for all maps, in their order. */
export function joinMaps(maps: readonly RunMap[]): {
  heads: Omit<RunMap, 'bytes'>[];
  bytes: Uint8Array;
} {
  const heads = maps.map(({ id, epoch, sample, anomaly, width, height, range }) => ({
    ...{ id, epoch, sample, anomaly },
    ...{ width, height, range },
  }));
  return { heads, bytes: new Uint8Array(Buffer.concat(maps.map(({ bytes }) => bytes))) };
}
