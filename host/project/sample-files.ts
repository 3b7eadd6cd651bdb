/** One sample folder: sample.json, work.json, history; reading, editing, and the sample hash. */
import { createHash } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import {
  sampleSchema,
  type Sample,
  type SampleSummary,
} from '../../core/contract/schema/sample.js';
import { workSchema, type Work, type WorkSummary } from '../../core/contract/schema/work.js';
import { text } from '../../core/text/index.js';
import { errnoOf } from '../files/errors.js';
import { jsonText, readJson, writeAtomic } from '../files/atomic.js';
import type { SamplePatch } from './store.js';

export interface LoadedSample {
  readonly sample: Sample;
  readonly work: Work;
  /** The sample hash where it is known already. */
  readonly hash?: string;
}

/** SHA-256 of the rgb and depth digests, hex, joined. */
export function sampleHash(sample: Pick<Sample, 'rgb' | 'depth'>): string {
  return createHash('sha256')
    .update(sample.rgb.sha256 + (sample.depth?.sha256 ?? ''))
    .digest('hex');
}

export function summarise({ sample, work, hash }: LoadedSample): SampleSummary {
  const {
    id,
    category,
    split,
    anomaly,
    lighting,
    index,
    operator,
    takenAt,
    source,
    measures,
    gates,
    override,
  } = sample;
  return {
    id,
    category,
    split,
    anomaly,
    lighting,
    index,
    operator,
    takenAt,
    source,
    measures,
    gates,
    override,
    sampleHash: hash ?? sampleHash(sample),
    note: work.note,
    retake: work.retake,
    hasDepth: sample.depth !== null,
    missing: sample.provenance?.missing ?? [],
    work: summariseWork(work),
  };
}

export function summariseWork(work: Work): WorkSummary {
  return {
    state: work.state,
    assignee: work.assignee,
    annotator: work.annotator,
    checkedBy: work.checkedBy,
    secondsSpent: work.secondsSpent,
    shapes: work.shapes,
    openComments: work.comments.filter((comment) => comment.resolvedBy === null).length,
  };
}

/** @throws StudioError sample-corrupt with the folder and the reason */
export async function readSample(folder: string): Promise<LoadedSample> {
  const raw = await readJson(join(folder, 'sample.json')).catch((error: unknown) => {
    throw sampleCorrupt(
      folder,
      error instanceof StudioError && error.code === 'not-found'
        ? 'sample.json is missing'
        : String(error instanceof Error ? error.message : error),
    );
  });
  const parsed = sampleSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw sampleCorrupt(
      folder,
      `sample.json: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`,
    );
  }
  return { sample: parsed.data, work: await readWork(folder) };
}

export async function readWork(folder: string): Promise<Work> {
  try {
    return workSchema.parse(await readJson(join(folder, 'work.json')));
  } catch {
    // A missing or foreign work.json means nothing was noted; it is replaced only by an edit.
    return workSchema.parse({});
  }
}

/** Changes work.json; one that cannot be read is kept beside as work.json.broken. */
export async function writeWork(
  folder: string,
  change: (work: Work) => Partial<Work>,
): Promise<Work> {
  const path = join(folder, 'work.json');
  const whole = await readJson(path).then(
    (json) => workSchema.safeParse(json).success,
    (error: unknown) => error instanceof StudioError && error.code === 'not-found',
  );
  if (!whole) await copyFile(path, `${path}.broken`);
  const work = await readWork(folder);
  const next = { ...work, ...change(work) };
  await writeAtomic(path, jsonText(next));
  return next;
}

/** Rewrites the editable fields; the earlier values go to history/edits.jsonl first. */
export async function editSample(
  folder: string,
  sample: Sample,
  patch: SamplePatch,
  by: string,
  at: string,
): Promise<Sample> {
  const before = Object.fromEntries(
    Object.keys(patch).map((key) => [key, sample[key as keyof SamplePatch]]),
  );
  const edited = sampleSchema.parse({ ...sample, ...patch });
  const log = join(folder, 'history', 'edits.jsonl');
  const earlier = await readFile(log, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  });
  await writeAtomic(log, `${earlier}${JSON.stringify({ at, by, before, after: patch })}\n`);
  await writeAtomic(join(folder, 'sample.json'), jsonText(edited));
  return edited;
}

function sampleCorrupt(path: string, reason: string): StudioError {
  return new StudioError(
    'sample-corrupt',
    text('error.sample-corrupt.message', { path, reason }),
    text('error.sample-corrupt.hint'),
    { path },
  );
}
