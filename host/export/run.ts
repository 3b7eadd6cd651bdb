/**
 * Runs an export: files are made beside the target on all cores, then put in place. Cancelled, nothing
 * is left; killed, the next run to the same place goes on.
 */
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import type {
  ExportIssue,
  ExportProgress,
  ExportRequest,
  ExportResult,
} from '../../core/contract/schema/dataset-export.js';
import {
  MANIFEST_SCHEMA,
  type ExportedFile,
  type ExportedSample,
  type ExportManifest,
} from '../../core/contract/schema/export-manifest.js';
import { text } from '../../core/text/index.js';
import { renameStubborn, flushFolder } from '../files/atomic.js';
import { asStudioError } from '../files/errors.js';
import { freeBytes } from '../files/space.js';
import { takeLock } from '../project/lock.js';
import type { ProjectStore } from '../project/store.js';
import { version } from '../services/version.js';
import { runPool } from '../workers/pool.js';
import { commitFolder, FILES, filesOf, finishCommit } from './commit.js';
import type { Fragment } from './formats/index.js';
import { Journal } from './journal.js';
import { MANIFEST, writeManifest } from './manifest.js';
import {
  countsOf,
  entriesToMake,
  isUpToDate,
  planExport,
  type PlannedEntry,
  type PlannedExport,
} from './plan.js';
import { writeShared } from './shared-files.js';
import { stagingOf } from './target.js';
import { packZip } from './zip.js';

export type ExportStep = Pick<ExportProgress, 'phase' | 'done' | 'total' | 'bytes' | 'secondsLeft'>;

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** 0: in this thread. */
  readonly threads?: number;
  readonly progress?: (step: ExportStep) => void;
}

/**
 * @throws StudioError bad-input (nothing to export, or blocked: the issue's sentence), busy, cancelled,
 *   disk-full, folder-read-only
 */
export async function runExport(
  store: ProjectStore,
  request: ExportRequest,
  options: RunOptions = {},
): Promise<ExportResult> {
  const started = performance.now();
  const staging = stagingOf(resolve(request.path));
  const tell = options.progress ?? (() => undefined);
  tell({ phase: 'planning', done: 0, total: 0, bytes: 0, secondsLeft: null });
  const lock = await openStaging(staging);
  let keep = false;
  try {
    await finishCommit(staging);
    const plan = await planExport(store, request, options.signal);
    refuse(plan);
    const made = await make(store, plan, staging, options, tell);
    return {
      path: plan.path,
      samples: { ...countsOf(plan), skipped: plan.skipped.length + made.broken.length },
      filesWritten: made.filesWritten,
      bytesWritten: made.bytesWritten,
      seconds: (performance.now() - started) / 1000,
      issues: [...plan.issues, ...made.issues],
      findings: [],
    };
  } catch (error) {
    // What a full disk or an unplugged drive stopped can be gone on with.
    keep = error instanceof StudioError && (error.code === 'disk-full' || error.code === 'io');
    throw asStudioError(error, request.path);
  } finally {
    await lock.release();
    if (!keep) await rm(staging, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function openStaging(staging: string): Promise<{ release(): Promise<void> }> {
  try {
    await mkdir(staging, { recursive: true });
  } catch (error) {
    throw asStudioError(error, dirname(staging));
  }
  const taken = await takeLock(staging);
  if (taken.held) return taken.lock;
  throw new StudioError(
    'busy',
    text('export.issue.busy.message', { path: dirname(staging) }),
    text('export.issue.busy.hint'),
  );
}

function refuse(plan: PlannedExport): void {
  const blocking = plan.issues.filter(({ blocks }) => blocks);
  const [first] = blocking;
  if (first)
    throw new StudioError(
      'bad-input',
      blocking.map(({ message }) => message).join(' '),
      `${first.hint} ${text('export.blocked.hint')}`,
    );
  if (plan.entries.length === 0)
    throw new StudioError('bad-input', text('export.nothing'), text('export.nothing.hint'));
}

interface MadeExport {
  readonly filesWritten: number;
  readonly bytesWritten: number;
  readonly broken: readonly string[];
  readonly issues: readonly ExportIssue[];
}

async function make(
  store: ProjectStore,
  plan: PlannedExport,
  staging: string,
  options: RunOptions,
  tell: (step: ExportStep) => void,
): Promise<MadeExport> {
  const toMake = entriesToMake(plan);
  if (isUpToDate(plan)) return { filesWritten: 0, bytesWritten: 0, broken: [], issues: [] };
  const files = join(staging, FILES);
  await mkdir(files, { recursive: true });
  const keys = new Map(toMake.map(({ id, key }) => [id, key]));
  const journal = await Journal.open(
    join(staging, 'journal.jsonl'),
    files,
    (id) => keys.get(id) ?? null,
  );
  try {
    await mustFit(plan, toMake, journal);
    const broken = await writeSamples(plan, toMake, journal, files, options, tell);
    options.signal?.throwIfAborted();
    tell({
      phase: 'finishing',
      done: toMake.length,
      total: toMake.length,
      bytes: 0,
      secondsLeft: null,
    });
    return await finish(store, plan, journal, staging, broken, options, tell);
  } finally {
    await journal.close();
  }
}

/** @throws StudioError disk-full before anything is written */
async function mustFit(
  plan: PlannedExport,
  toMake: readonly PlannedEntry[],
  journal: Journal,
): Promise<void> {
  const needed = toMake
    .filter(({ id }) => !journal.has(id))
    .reduce((sum, { files }) => sum + files.reduce((all, { bytes }) => all + bytes, 0), 0);
  const free = await freeBytes(dirname(plan.path));
  if (free === null || needed < free) return;
  throw new StudioError(
    'disk-full',
    text('error.disk-full.message', { path: dirname(plan.path) }),
    text('error.disk-full.hint'),
    { needed, free },
  );
}

/** Errors that concern one sample: it is left out, the rest goes on. */
const OF_ONE_SAMPLE: ReadonlySet<string> = new Set([
  'file-corrupt',
  'sample-corrupt',
  'not-found',
  'too-large',
]);

/** @returns samples that could not be read, with the reason */
async function writeSamples(
  plan: PlannedExport,
  toMake: readonly PlannedEntry[],
  journal: Journal,
  files: string,
  { signal, threads }: RunOptions,
  tell: (step: ExportStep) => void,
): Promise<Map<string, string>> {
  const broken = new Map<string, string>();
  const open = toMake.filter(({ id }) => !journal.has(id));
  const total = toMake.length;
  let done = total - open.length;
  let bytes = 0;
  const began = performance.now();
  const step = (): void => {
    const made = done - (total - open.length);
    const perSample = made === 0 ? null : (performance.now() - began) / 1000 / made;
    const secondsLeft = perSample === null ? null : perSample * (total - done);
    tell({ phase: 'writing', done, total, bytes, secondsLeft });
  };
  step();
  await runPool(
    'export',
    { tasks: open, signal, ...(threads === undefined ? {} : { threads }) },
    ({ folder, placement, key }) => ({
      folder,
      placement,
      key,
      out: files,
      profile: plan.request.profile,
      project: plan.project,
      labels: plan.labels,
      facts: false,
    }),
    async (_entry, { row, fragment }) => {
      await journal.add({ row, fragment });
      done += 1;
      bytes += row.files.reduce((sum, file) => sum + file.bytes, 0);
      step();
    },
    ({ id }, error) => {
      if (!OF_ONE_SAMPLE.has(error.code)) throw error;
      broken.set(id, error.message);
      done += 1;
      step();
    },
  );
  return broken;
}

async function finish(
  store: ProjectStore,
  plan: PlannedExport,
  journal: Journal,
  staging: string,
  broken: ReadonlyMap<string, string>,
  { signal }: RunOptions,
  tell: (step: ExportStep) => void,
): Promise<MadeExport> {
  const files = join(staging, FILES);
  const before = new Map(plan.previous?.samples.map((row) => [row.id, row]));
  const rows = async function* (): AsyncGenerator<{
    row: ExportedSample;
    fragment: Fragment | null;
  }> {
    for (const { id } of plan.entries) {
      signal?.throwIfAborted();
      if (broken.has(id)) continue;
      const old = before.get(id);
      if (journal.has(id)) yield await journal.read(id);
      else if (old) yield { row: old, fragment: null };
    }
  };
  const { profile } = plan.request;
  const shared = await writeShared({ root: files, profile, labels: plan.labels, rows });
  const old = plan.kind === 'folder' && plan.previous ? filesOf(plan.previous) : [];
  const unchanged = new Map(old.map((file) => [file.path, file.sha256]));
  const next = new Set<string>([MANIFEST]);
  const written = { filesWritten: 0, bytesWritten: 0 };
  const count = async (file: ExportedFile): Promise<void> => {
    signal?.throwIfAborted();
    next.add(file.path);
    const staged = join(files, file.path);
    if (!(await stat(staged).catch(() => null))) return;
    if (unchanged.get(file.path) === file.sha256 && (await isThere(plan.path, file))) {
      await rm(staged);
      return;
    }
    written.filesWritten += 1;
    written.bytesWritten += file.bytes;
  };
  for await (const { row } of rows()) for (const file of row.files) await count(file);
  for (const file of shared) await count(file);
  await writeManifest(
    join(files, MANIFEST),
    headOf(store, plan, shared, broken),
    (async function* () {
      for await (const { row } of rows()) yield row;
    })(),
  );
  // From here on a folder is put in place, which takes no time that anybody would wait for.
  signal?.throwIfAborted();
  if (plan.kind === 'folder') await commitFolder(staging, plan.path, plan.previous, next);
  else {
    tell({ phase: 'packing', done: 0, total: next.size, bytes: 0, secondsLeft: null });
    const zip = join(staging, 'export.zip');
    await packZip(files, [...next], zip, signal);
    await renameStubborn(zip, plan.path);
    await flushFolder(dirname(plan.path));
  }
  return { ...written, broken: [...broken.keys()], issues: brokenIssues(broken) };
}

async function isThere(root: string, file: ExportedFile): Promise<boolean> {
  const found = await stat(join(root, file.path)).catch(() => null);
  return found?.size === file.bytes;
}

function headOf(
  store: ProjectStore,
  plan: PlannedExport,
  shared: readonly ExportedFile[],
  broken: ReadonlyMap<string, string>,
): Omit<ExportManifest, 'samples'> {
  const categoryOf = (id: string): string =>
    plan.entries.find((entry) => entry.id === id)?.placement.cell.split('/')[0] ?? '';
  return {
    schema: MANIFEST_SCHEMA,
    program: `PD Studio ${version()}`,
    writtenAt: new Date().toISOString(),
    project: store.project().name,
    format: plan.request.profile.format,
    profile: plan.request.profile,
    labels: [...plan.labels],
    metresPerCount: plan.metresPerCount,
    shared: [...shared],
    skipped: [
      ...plan.skipped,
      ...[...broken].map(([id, reason]) => ({ id, category: categoryOf(id), reason })),
    ],
  };
}

function brokenIssues(broken: ReadonlyMap<string, string>): ExportIssue[] {
  return [...broken].map(([id, message]) => ({
    kind: 'broken',
    blocks: false,
    message,
    hint: text('export.issue.broken.hint'),
    count: 1,
    sampleIds: [id],
  }));
}
