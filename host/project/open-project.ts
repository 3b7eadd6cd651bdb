/**
 * An open project: the index over its samples and every operation on them. Samples are folders under
 * samples/, committed by renaming a complete temporary folder.
 */
import { randomInt } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeIdSource } from '../../core/capture/ids.js';
import { cellKey } from '../../core/capture/plan.js';
import { StudioError } from '../../core/contract/errors.js';
import type { BulkHistory, BulkResult } from '../../core/contract/schema/dataset-store.js';
import {
  projectSchema,
  PROJECT_SCHEMA,
  type Project,
  type ProjectInfo,
} from '../../core/contract/schema/project.js';
import {
  SAMPLE_SCHEMA,
  sampleSchema,
  type BrokenSample,
  type SampleSummary,
} from '../../core/contract/schema/sample.js';
import { workSchema } from '../../core/contract/schema/work.js';
import type { PictureKind } from '../../core/contract/methods.js';
import { text } from '../../core/text/index.js';
import { jsonText, readJson, renameStubborn, writeAtomic } from '../files/atomic.js';
import { asStudioError } from '../files/errors.js';
import { inside } from '../files/guard.js';
import { freeBytes } from '../files/space.js';
import { Turns } from '../files/turns.js';
import { defaultProject } from './defaults.js';
import { commitSample } from './commit-sample.js';
import { clearLeftovers } from './leftovers.js';
import { takeLock, type ProjectLock } from './lock.js';
import { loadProject, projectCorrupt } from './migrate.js';
import { Operations } from './operations.js';
import { editSample, readSample, summarise, writeWork, type LoadedSample } from './sample-files.js';
import { readPicture } from './pictures.js';
import { SampleIndex } from './sample-index.js';
import { Thumbnails } from './thumbnails.js';
import type { BulkControl, ProjectStore, StoreChange } from './store.js';

/** Makes a project folder with its defaults. @throws StudioError project-exists, folder-read-only, disk-full */
export async function createProject(path: string, name: string): Promise<void> {
  if (await exists(join(path, 'project.json'))) {
    throw new StudioError(
      'project-exists',
      text('error.project-exists.message', { path }),
      text('error.project-exists.hint'),
      { path },
    );
  }
  try {
    await mkdir(join(path, 'samples'), { recursive: true });
  } catch (error) {
    throw asStudioError(error, path);
  }
  await writeAtomic(
    join(path, 'project.json'),
    jsonText(defaultProject(name, new Date().toISOString())),
  );
}

type ReadOnly = ProjectInfo['readOnly'];

/** Opens a project: migrates an older one with a copy kept, opens a newer or locked one for reading only. */
export async function openProject(path: string): Promise<ProjectStore> {
  const file = join(path, 'project.json');
  if (!(await exists(file))) {
    throw new StudioError(
      'not-a-project',
      text('error.not-a-project.message', { path }),
      text('error.not-a-project.hint'),
      { path },
    );
  }
  const raw = await readJson(file).catch((error: unknown) => {
    throw projectCorrupt(file, error instanceof Error ? error.message : String(error));
  });
  const { project, version } = loadProject(file, raw);
  let readOnly: ReadOnly = null;
  let lock: ProjectLock | null = null;
  if (version > PROJECT_SCHEMA) {
    readOnly = {
      reason: 'newer-schema',
      message: text('error.newer-schema', { version, known: PROJECT_SCHEMA }),
    };
  } else {
    try {
      const taken = await takeLock(path);
      if (taken.held) lock = taken.lock;
      else
        readOnly = { reason: 'locked', message: text('error.locked-by', { owner: taken.owner }) };
    } catch {
      readOnly = { reason: 'folder', message: text('error.folder-not-writable') };
    }
  }
  if (lock && version < PROJECT_SCHEMA) {
    await copyFile(file, join(path, `project.v${String(version)}.json`));
    await writeAtomic(file, jsonText(project));
  }
  const store = new OpenProject(path, project, readOnly, lock);
  await store.load();
  return store;
}

class OpenProject implements ProjectStore {
  readonly path: string;
  private current: Project;
  private readonly readOnly: ReadOnly;
  private readonly lock: ProjectLock | null;
  private readonly loaded: SampleIndex;
  private readonly operations: Operations;
  private readonly thumbnails: Thumbnails;
  /** Samples of the bulk edit that runs, not told yet. */
  private readonly written = new Set<string>();
  /** Changes of one work.json follow each other. */
  private readonly workTurns = new Turns();
  private readonly listeners = new Set<(change: StoreChange) => void>();
  private readonly nextId = makeIdSource(Date.now, () => randomInt(2 ** 32) / 2 ** 32);

  constructor(path: string, project: Project, readOnly: ReadOnly, lock: ProjectLock | null) {
    this.path = path;
    this.current = project;
    this.readOnly = readOnly;
    this.lock = lock;
    this.loaded = new SampleIndex(path, readOnly === null);
    this.thumbnails = new Thumbnails(join(path, '.cache', 'thumbnails'), readOnly === null);
    this.operations = new Operations({
      path,
      project: () => this.current,
      update: (patch) => this.update(patch),
      summaries: () => this.loaded.summaries(),
      wrote: (id, loaded) => {
        this.loaded.set(id, loaded);
        this.written.add(id);
      },
    });
  }

  /** Reads all samples; what a killed studio left behind is completed or cleared away, broken samples listed. */
  async load(): Promise<void> {
    if (!this.readOnly) {
      const folder = join(this.path, 'samples');
      await clearLeftovers(folder, await readdir(folder).catch(() => []));
      await this.operations.recover();
      this.written.clear();
    }
    await this.loaded.load();
    this.loaded.follow((change) => {
      this.tell(change);
    });
  }

  project(): Project {
    return this.current;
  }

  async info(): Promise<ProjectInfo> {
    return {
      path: this.path,
      project: this.current,
      readOnly: this.readOnly,
      sampleCount: this.loaded.size,
      broken: this.loaded.brokenSamples(),
      freeBytes: await freeBytes(this.path),
    };
  }

  async update(patch: Partial<Project>): Promise<ProjectInfo> {
    this.mustWrite();
    const next = projectSchema.parse({
      ...this.current,
      ...patch,
      schema: PROJECT_SCHEMA,
      createdAt: this.current.createdAt,
    });
    await writeAtomic(join(this.path, 'project.json'), jsonText(next));
    this.current = next;
    return this.info();
  }

  samples(): readonly SampleSummary[] {
    return this.loaded.summaries();
  }

  metresPerCount(): number | null {
    let newest: LoadedSample['sample'] | null = null;
    for (const { sample } of this.loaded.values()) {
      if (sample.depth && (newest === null || sample.id > newest.id)) newest = sample;
    }
    return newest?.depth?.metresPerCount ?? null;
  }

  broken(): readonly BrokenSample[] {
    return this.loaded.brokenSamples();
  }

  async read(id: string): ReturnType<ProjectStore['read']> {
    const { sample, work } = await readSample(this.folderOf(id));
    return { sample, path: this.folderOf(id), note: work.note };
  }

  async picture(id: string, kind: PictureKind): Promise<{ mime: string; bytes: Uint8Array }> {
    const { sample } = this.must(id);
    return readPicture(this.folderOf(id), sample, kind, this.thumbnails);
  }

  prepareThumbnail(...[id, small]: Parameters<ProjectStore['prepareThumbnail']>): void {
    this.thumbnails.prepare(id, small);
  }

  async add(...[fill, cell]: Parameters<ProjectStore['add']>): ReturnType<ProjectStore['add']> {
    this.mustWrite();
    const id = this.nextId();
    const index = this.nextIndex(cell);
    const sample = await commitSample(join(this.path, 'samples'), id, async (temporary) =>
      sampleSchema.parse({
        ...(await fill(temporary, id, index)),
        ...{ schema: SAMPLE_SCHEMA, id, index },
      }),
    );
    this.loaded.set(id, { sample, work: workSchema.parse({}) });
    return { summary: this.announce(id), path: this.folderOf(id) };
  }

  async adopt(...[sample, fill]: Parameters<ProjectStore['adopt']>): Promise<SampleSummary> {
    this.mustWrite();
    const { id } = sample;
    if (this.loaded.has(id))
      throw new StudioError('bad-input', text('import.reason.same-id', { id }));
    await commitSample(join(this.path, 'samples'), id, async (temporary) => {
      await fill(temporary);
      return sample;
    });
    this.loaded.set(id, await readSample(join(this.path, 'samples', id)));
    return this.announce(id);
  }

  /** One more than the highest index of the cell, so that a name is never used twice in a set. */
  private nextIndex(cell: {
    category: string;
    split: SampleSummary['split'];
    anomaly: string;
  }): number {
    let highest = 0;
    for (const { sample } of this.loaded.values()) {
      if (cellKey(sample) === cellKey(cell)) highest = Math.max(highest, sample.index);
    }
    return highest + 1;
  }

  async edit(...[id, patch, by]: Parameters<ProjectStore['edit']>): Promise<SampleSummary> {
    this.mustWrite();
    const before = this.must(id);
    const sample = await editSample(
      this.folderOf(id),
      before.sample,
      patch,
      by,
      new Date().toISOString(),
    );
    this.loaded.set(id, { ...before, sample });
    return this.announce(id);
  }

  async note(id: string, note: string): Promise<SampleSummary> {
    this.mustWrite();
    return this.changeWork(id, () => ({ note }));
  }

  async markRetake(id: string, retake: boolean): Promise<SampleSummary> {
    this.mustWrite();
    return this.changeWork(id, () => ({ retake }));
  }

  annotationBar(): string | null {
    return this.readOnly && this.readOnly.reason !== 'locked' ? this.readOnly.message : null;
  }

  work(id: string): LoadedSample['work'] {
    return this.must(id).work;
  }

  setWork(...[id, change]: Parameters<ProjectStore['setWork']>): Promise<SampleSummary> {
    if (this.annotationBar() !== null) this.mustWrite();
    return this.changeWork(id, change);
  }

  async rereadWork(): Promise<void> {
    const change = await this.loaded.rescan();
    if (change.upserted.length + change.removed.length > 0) this.tell(change);
  }

  private changeWork(
    id: string,
    change: Parameters<ProjectStore['setWork']>[1],
  ): Promise<SampleSummary> {
    return this.workTurns.take(id, async () => {
      this.must(id);
      const work = await writeWork(this.folderOf(id), change);
      this.loaded.set(id, { ...this.must(id), work });
      return this.announce(id);
    });
  }

  async trash(ids: readonly string[]): Promise<void> {
    this.mustWrite();
    const trash = join(this.path, 'trash');
    const removed: string[] = [];
    try {
      await mkdir(trash, { recursive: true });
      for (const id of ids) {
        this.must(id);
        await renameStubborn(this.folderOf(id), inside(trash, id));
        this.loaded.delete(id);
        removed.push(id);
      }
    } catch (error) {
      throw asStudioError(error, trash);
    } finally {
      if (removed.length > 0) this.tell({ upserted: [], removed });
    }
  }

  async restore(ids: readonly string[]): Promise<void> {
    this.mustWrite();
    const upserted: SampleSummary[] = [];
    for (const id of ids) {
      const from = inside(this.path, 'trash', id);
      if (!(await exists(from))) throw missing(id);
      await rename(from, this.folderOf(id)).catch((error: unknown) => {
        throw asStudioError(error, from);
      });
      const loaded = await readSample(this.folderOf(id));
      this.loaded.set(id, loaded);
      upserted.push(summarise(loaded));
    }
    this.tell({ upserted, removed: [] });
  }

  async trashed(): Promise<readonly SampleSummary[]> {
    const trash = join(this.path, 'trash');
    const names = await readdir(trash).catch(() => []);
    const found = await Promise.all(
      names.map((name) => readSample(join(trash, name)).then(summarise, () => null)),
    );
    return found.filter((s) => s !== null).sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  onChange(listener: (change: StoreChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async bulkEdit(...[request, control]: Parameters<ProjectStore['bulkEdit']>): Promise<BulkResult> {
    this.mustWrite();
    return this.told(() => this.operations.bulkEdit(request, control));
  }

  async undo(control: BulkControl): Promise<BulkResult> {
    this.mustWrite();
    return this.told(() => this.operations.undo(control));
  }

  async redo(control: BulkControl): Promise<BulkResult> {
    this.mustWrite();
    return this.told(() => this.operations.redo(control));
  }

  bulkHistory(): Promise<BulkHistory> {
    return this.operations.history();
  }

  async rescan(): Promise<StoreChange> {
    const change = await this.loaded.rescan();
    if (change.upserted.length + change.removed.length > 0) this.tell(change);
    return change;
  }

  /** One change for the whole step, also for one that was taken back. */
  private async told(work: () => Promise<BulkResult>): Promise<BulkResult> {
    try {
      return await work();
    } finally {
      const upserted = [...this.written].flatMap((id) => this.loaded.summary(id) ?? []);
      this.written.clear();
      if (upserted.length > 0) this.tell({ upserted, removed: [] });
    }
  }

  async close(): Promise<void> {
    this.listeners.clear();
    await this.loaded.close();
    await this.lock?.release();
  }

  private folderOf(id: string): string {
    return inside(join(this.path, 'samples'), id);
  }

  private must(id: string): LoadedSample {
    const found = this.loaded.get(id);
    if (!found) throw missing(id);
    return found;
  }

  private mustWrite(): void {
    if (!this.readOnly) return;
    throw new StudioError(
      'project-read-only',
      text('error.project-read-only.message', { reason: this.readOnly.message }),
      text('error.project-read-only.hint'),
      { path: this.path },
    );
  }

  private announce(id: string): SampleSummary {
    this.must(id);
    const summary = this.loaded.summary(id) ?? summarise(this.must(id));
    this.tell({ upserted: [summary], removed: [] });
    return summary;
  }

  private tell(change: StoreChange): void {
    for (const listener of this.listeners) listener(change);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function missing(id: string): StudioError {
  return new StudioError(
    'sample-missing',
    text('error.sample-missing.message', { id }),
    text('error.sample-missing.hint'),
    { id },
  );
}
