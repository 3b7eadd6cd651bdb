/**
 * Edits of many samples as one step. The intent is written to operations/ID.json before anything is
 * touched: a studio that was killed half-way is completed on the next open, one that fails or is
 * cancelled takes back what it did. Steps can be undone and redone, also in a later session.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { cellKey } from '../../core/capture/plan.js';
import { StudioError } from '../../core/contract/errors.js';
import type {
  BulkHistory,
  BulkRequest,
  BulkResult,
} from '../../core/contract/schema/dataset-store.js';
import type { Project } from '../../core/contract/schema/project.js';
import {
  sampleSchema,
  type Sample,
  type SampleSummary,
} from '../../core/contract/schema/sample.js';
import { namesOf, renameInProject, type Rename } from '../../core/dataset/rename.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { jsonText, readJson, writeAtomic } from '../files/atomic.js';
import { asStudioError } from '../files/errors.js';
import { editSample, readSample, type LoadedSample } from './sample-files.js';
import type { BulkControl, SamplePatch } from './store.js';

const fieldsSchema = sampleSchema
  .pick({ category: true, split: true, anomaly: true, lighting: true, index: true })
  .partial();

const entrySchema = z.strictObject({
  id: sampleSchema.shape.id,
  before: fieldsSchema,
  after: fieldsSchema,
});
type Entry = z.infer<typeof entrySchema>;

const operationSchema = z.strictObject({
  id: z.string(),
  at: z.string(),
  by: z.string(),
  label: z.string(),
  /** What is going on or was reached; the first three are completed on the next open. */
  state: z.enum(['applying', 'undoing', 'taking-back', 'done', 'undone']),
  entries: z.array(entrySchema),
  rename: z
    .strictObject({
      what: z.enum(['category', 'anomaly', 'lighting']),
      from: z.string(),
      to: z.string(),
    })
    .nullable(),
});
type Operation = z.infer<typeof operationSchema>;

const KEPT = 50;
const WRITERS = 16;
const MAX_JOURNAL_BYTES = 256 * 1024 * 1024;

/** What operations need of the open project. */
export interface OperationsHost {
  readonly path: string;
  project(): Project;
  update(patch: Partial<Project>): Promise<unknown>;
  summaries(): readonly SampleSummary[];
  /** A sample was written. */
  wrote(id: string, loaded: LoadedSample): void;
}

type Skipped = BulkResult['skipped'];
type Direction = 'before' | 'after';

export class Operations {
  private readonly host: OperationsHost;
  private readonly folder: string;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(host: OperationsHost) {
    this.host = host;
    this.folder = join(host.path, 'operations');
  }

  /** Completes what a killed studio has begun. To be called when the project's lock is held. */
  async recover(): Promise<void> {
    for (const operation of await this.all()) {
      if (operation.state === 'done' || operation.state === 'undone') continue;
      const to = operation.state === 'applying' ? 'after' : 'before';
      await this.apply(operation, to, operation.by, () => undefined);
      if (operation.state === 'taking-back') await this.forget(operation.id);
      else await this.write({ ...operation, state: to === 'after' ? 'done' : 'undone' });
    }
  }

  async history(): Promise<BulkHistory> {
    const all = await this.all();
    return {
      undo: all.filter((o) => o.state === 'done').at(-1)?.label ?? null,
      redo: all.find((o) => o.state === 'undone')?.label ?? null,
    };
  }

  /** @throws StudioError cancelled (everything is as before), bad-input, io */
  bulkEdit(request: BulkRequest, control: BulkControl): Promise<BulkResult> {
    return this.inTurn(async () => {
      const rename = request.kind === 'rename' ? this.checkedRename(request) : null;
      const { entries, skipped } =
        request.kind === 'rename' ? this.renamed(request) : this.edited(request);
      const label = labelOf(request, entries.length);
      if (entries.length === 0 && !rename) return { operationId: null, label, changed: 0, skipped };
      const operation: Operation = {
        id: `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(3).toString('hex')}`,
        at: new Date().toISOString(),
        by: control.by,
        label,
        state: 'applying',
        entries,
        rename,
      };
      // A new step ends the way back to what was undone.
      for (const old of await this.all()) if (old.state === 'undone') await this.forget(old.id);
      return this.perform(operation, 'after', control, skipped);
    });
  }

  undo(control: BulkControl): Promise<BulkResult> {
    return this.inTurn(async () => {
      const last = (await this.all()).filter((o) => o.state === 'done').at(-1);
      if (!last) throw nothing('undo');
      return this.perform({ ...last, state: 'undoing' }, 'before', control, []);
    });
  }

  redo(control: BulkControl): Promise<BulkResult> {
    return this.inTurn(async () => {
      const next = (await this.all()).find((o) => o.state === 'undone');
      if (!next) throw nothing('redo');
      return this.perform({ ...next, state: 'applying' }, 'after', control, []);
    });
  }

  private async perform(
    operation: Operation,
    to: Direction,
    control: BulkControl,
    skipped: Skipped,
  ): Promise<BulkResult> {
    await this.write(operation);
    const outcome = await this.apply(operation, to, control.by, control.told, control.signal);
    if (outcome.failure) {
      await this.takeBack(operation, to, control.by);
      throw outcome.failure;
    }
    const left = [...skipped, ...outcome.skipped];
    const applied = new Set(outcome.applied);
    await this.write({
      ...operation,
      state: to === 'after' ? 'done' : 'undone',
      entries: operation.entries.filter((entry) => applied.has(entry.id)),
    });
    await this.prune();
    return {
      operationId: operation.id,
      label: operation.label,
      changed: outcome.applied.length,
      skipped: left,
    };
  }

  /** After a failure or a cancel: the way back is itself a step that survives a crash. */
  private async takeBack(operation: Operation, to: Direction, by: string): Promise<void> {
    const undone = to === 'before';
    await this.write({ ...operation, state: undone ? 'applying' : 'taking-back' });
    const back = await this.apply(operation, undone ? 'after' : 'before', by, () => undefined);
    // What could not be taken back now is tried again on the next open.
    if (back.failure) return;
    if (undone) await this.write({ ...operation, state: 'done' });
    else await this.forget(operation.id);
  }

  /** Brings samples and project to one side of the operation; those that are on neither are left. */
  private async apply(
    operation: Operation,
    to: Direction,
    by: string,
    told: BulkControl['told'],
    signal?: BulkControl['signal'],
  ): Promise<{ applied: string[]; skipped: Skipped; failure: StudioError | null }> {
    const applied: string[] = [];
    const skipped: Skipped = [];
    const failures: StudioError[] = [];
    const at = new Date().toISOString();
    const total = operation.entries.length;
    let done = 0;
    try {
      if (operation.rename) await this.renameProject(operation.rename, to);
    } catch (error) {
      return { applied, skipped, failure: asStudioError(error, this.host.path) };
    }
    const queue = operation.entries[Symbol.iterator]();
    const writer = async (): Promise<void> => {
      for (const entry of queue) {
        if (failures.length > 0) return;
        if (signal?.aborted === true) {
          failures.push(new StudioError('cancelled', text('bulk.cancelled')));
          return;
        }
        try {
          const reason = await this.applyOne(entry, to, by, at);
          if (reason === null) applied.push(entry.id);
          else skipped.push({ id: entry.id, reason });
        } catch (error) {
          failures.push(asStudioError(error, this.folderOf(entry.id)));
          return;
        }
        done += 1;
        told(done, total);
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
    return { applied, skipped, failure: failures[0] ?? null };
  }

  /** @returns why the sample was left as it is, or null */
  private async applyOne(
    entry: Entry,
    to: Direction,
    by: string,
    at: string,
  ): Promise<string | null> {
    const target = entry[to];
    const folder = this.folderOf(entry.id);
    let loaded: LoadedSample;
    try {
      loaded = await readSample(folder);
    } catch {
      return text('bulk.unreadable');
    }
    if (matches(loaded.sample, target)) return null;
    if (!matches(loaded.sample, entry[to === 'after' ? 'before' : 'after']))
      return text('bulk.edited-since');
    const sample = await editSample(folder, loaded.sample, target as SamplePatch, by, at);
    this.host.wrote(entry.id, { ...loaded, sample });
    return null;
  }

  private async renameProject({ what, from, to }: Rename, side: Direction): Promise<void> {
    const rename = side === 'after' ? { what, from, to } : { what, from: to, to: from };
    const names = namesOf(this.host.project(), what);
    if (!names.includes(rename.from) || names.includes(rename.to)) return;
    await this.host.update(renameInProject(this.host.project(), rename));
  }

  private checkedRename({ what, from, to }: Rename): Rename {
    const names = namesOf(this.host.project(), what);
    const inUse = this.host.summaries().some((sample) => sample[what] === to);
    if (names.includes(to) || inUse)
      throw new StudioError(
        'bad-input',
        text('bulk.name-taken', { name: to }),
        text('bulk.merge-hint'),
      );
    if (what === 'anomaly' && from === GOOD)
      throw new StudioError('bad-input', text('bulk.good-stays'));
    return { what, from, to };
  }

  private renamed({ what, from, to }: Rename): { entries: Entry[]; skipped: Skipped } {
    const entries = this.host
      .summaries()
      .filter((sample) => sample[what] === from)
      .map(({ id }): Entry => ({ id, before: { [what]: from }, after: { [what]: to } }));
    return { entries, skipped: [] };
  }

  private edited(request: Exclude<BulkRequest, { kind: 'rename' }>): {
    entries: Entry[];
    skipped: Skipped;
  } {
    const patches = patchesOf(request);
    const byId = new Map(this.host.summaries().map((sample) => [sample.id, sample]));
    const highest = new Map<string, number>();
    for (const sample of byId.values()) {
      const key = cellKey(sample);
      highest.set(key, Math.max(highest.get(key) ?? 0, sample.index));
    }
    const entries: Entry[] = [];
    const skipped: Skipped = [];
    for (const [id, patch] of [...patches].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const sample = byId.get(id);
      if (!sample) {
        skipped.push({ id, reason: text('bulk.missing') });
        continue;
      }
      if (matches(sample, patch)) continue;
      const target = cellKey({ ...sample, ...patch });
      let after: SamplePatch = patch;
      if (target !== cellKey(sample)) {
        // A number of its own in the new cell: names are made of it.
        const index = (highest.get(target) ?? 0) + 1;
        highest.set(target, index);
        after = { ...patch, index };
      }
      const keys = Object.keys(after) as (keyof SamplePatch)[];
      const before = Object.fromEntries(keys.map((key) => [key, sample[key]]));
      entries.push({ id, before, after });
    }
    return { entries, skipped };
  }

  private folderOf(id: string): string {
    return join(this.host.path, 'samples', id);
  }

  /** Oldest first. A file that is not one of ours is left alone. */
  private async all(): Promise<Operation[]> {
    const names = await readdir(this.folder).catch(() => []);
    const found: Operation[] = [];
    for (const name of names.filter((n) => /^[0-9a-z]+-[0-9a-f]+\.json$/.test(n)).sort()) {
      const raw = await readJson(join(this.folder, name), MAX_JOURNAL_BYTES).catch(() => null);
      const parsed = operationSchema.safeParse(raw);
      if (parsed.success) found.push(parsed.data);
    }
    return found;
  }

  private async write(operation: Operation): Promise<void> {
    await mkdir(this.folder, { recursive: true }).catch((error: unknown) => {
      throw asStudioError(error, this.folder);
    });
    await writeAtomic(join(this.folder, `${operation.id}.json`), jsonText(operation));
  }

  private async forget(id: string): Promise<void> {
    await rm(join(this.folder, `${id}.json`), { force: true });
  }

  private async prune(): Promise<void> {
    const all = await this.all();
    for (const { id } of all.slice(0, Math.max(0, all.length - KEPT))) await this.forget(id);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}

function matches(sample: Pick<Sample, keyof SamplePatch>, fields: Entry['before']): boolean {
  return (Object.keys(fields) as (keyof SamplePatch)[]).every((key) => sample[key] === fields[key]);
}

/** What each sample is to become. */
function patchesOf(request: Exclude<BulkRequest, { kind: 'rename' }>): Map<string, SamplePatch> {
  if (request.kind === 'split')
    return new Map(request.moves.map(({ id, to }) => [id, { split: to }]));
  const patch = Object.fromEntries(
    Object.entries(request.patch).filter(([, value]) => value !== undefined),
  ) as SamplePatch;
  return new Map(request.ids.map((id) => [id, patch]));
}

function labelOf(request: BulkRequest, count: number): string {
  if (request.kind === 'split') return text('bulk.label.split', { count });
  if (request.kind === 'rename')
    return text('bulk.label.rename', { from: request.from, to: request.to, count });
  const changes = Object.values(request.patch).filter((value) => value !== undefined);
  return text('bulk.label.edit', { count, changes: changes.join(', ') });
}

function nothing(what: 'undo' | 'redo'): StudioError {
  return new StudioError('bad-input', text(`bulk.nothing-to-${what}`));
}
