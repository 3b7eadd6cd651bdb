/**
 * What an export would write: samples chosen and named, what stands in the way, what changed since the
 * last export to the same place. Reads records and annotations, no pictures.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type {
  ExportIssue,
  ExportPlan,
  ExportProfile,
  ExportRequest,
  LabelMapping,
} from '../../core/contract/schema/dataset-export.js';
import { RGBD_FORMATS } from '../../core/contract/schema/dataset-export.js';
import type { ExportManifest } from '../../core/contract/schema/export-manifest.js';
import type { Sample, SampleSummary } from '../../core/contract/schema/sample.js';
import type { WorkState } from '../../core/contract/schema/work.js';
import { alignmentOf, cropBox } from '../../core/dataset/export/grid.js';
import { chosenBy, layOut, type Placement } from '../../core/dataset/export/layout.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { errnoOf } from '../files/errors.js';
import { freeBytes } from '../files/space.js';
import type { ProjectStore } from '../project/store.js';
import { FORMATS } from './formats/index.js';
import { IssueList } from './issues.js';
import { lostFiles } from './lost-files.js';
import type { ProjectLabel } from './sources.js';
import { lookAtTarget } from './target.js';

/** Raised whenever the same sample and profile give other bytes. */
const EXPORT_VERSION = 2;
const READERS = 24;

export interface PlannedExport {
  readonly request: ExportRequest;
  readonly kind: 'folder' | 'zip';
  readonly path: string;
  /** By folder and stem. */
  readonly entries: readonly PlannedEntry[];
  readonly skipped: readonly ExportManifest['skipped'][number][];
  readonly issues: readonly ExportIssue[];
  readonly project: readonly ProjectLabel[];
  readonly labels: readonly LabelMapping[];
  readonly metresPerCount: number | null;
  /** What is at the target now. */
  readonly previous: ExportManifest | null;
  /** Neither the choices nor any name in the manifest differ from what is at the target. */
  readonly sameChoices: boolean;
  /** Files of the target that are no longer there. */
  readonly lost: ReadonlySet<string>;
}

export interface PlannedEntry {
  readonly id: string;
  readonly folder: string;
  readonly placement: Placement;
  readonly key: string;
  readonly change: 'added' | 'changed' | 'kept';
  readonly files: readonly { readonly kind: string; readonly bytes: number }[];
}

interface Candidate {
  readonly summary: SampleSummary;
  readonly sample: Sample;
  readonly folder: string;
  readonly annotation: Annotation;
}

/** Digests of the files that decide the mask; null where there is none. */
interface Annotation {
  readonly mask: string | null;
  readonly labels: string | null;
  readonly shapes: string | null;
}

/** @throws StudioError cancelled */
export async function planExport(
  store: ProjectStore,
  request: ExportRequest,
  signal?: AbortSignal,
): Promise<PlannedExport> {
  const { profile } = request;
  const path = resolve(request.path);
  const kind = path.toLowerCase().endsWith('.zip') ? 'zip' : 'folder';
  const project = store.project().labels.map(({ name, value }) => ({ name, value }));
  const labels = profile.labels ?? project.map(({ name, value }) => ({ label: name, name, value }));
  const issues = new IssueList();
  const wanted = request.ids === null ? null : new Set(request.ids);
  const chosen = chosenBy(
    profile,
    store.samples().filter(({ id }) => wanted?.has(id) ?? true),
  );
  const candidates = await readAll(store, chosen, issues, signal);
  const usable = judge(candidates, profile, issues);
  const layout = layOut(
    profile,
    usable.map(({ sample }) => sample),
  );
  issues.add('same-stem', layout.sameStem, true);
  const target = await lookAtTarget(path, kind, profile.format);
  for (const issue of target.issues) issues.put(issue);
  if (isInside(store.path, path)) issues.put(inProject(path));
  const byId = new Map(usable.map((candidate) => [candidate.sample.id, candidate]));
  const before = new Map(target.manifest?.samples.map((row) => [row.id, row]));
  const lost = target.manifest
    ? await lostFiles(path, kind, target.manifest, signal)
    : new Set<string>();
  const entries = layout.placements.flatMap((placement): PlannedEntry[] => {
    const candidate = byId.get(placement.id);
    if (!candidate) return [];
    const key = keyOf(candidate, placement, profile, labels, project);
    const row = before.get(placement.id);
    const isKept = row?.key === key && !row.files.some((file) => lost.has(file.path));
    return [
      {
        id: placement.id,
        folder: candidate.folder,
        placement,
        key,
        change: row === undefined ? 'added' : isKept ? 'kept' : 'changed',
        files: FORMATS[profile.format].plan(plannedOf(candidate, profile), profile),
      },
    ];
  });
  const { scales } = scalesOf(usable);
  const metresPerCount = scales.length === 1 ? (scales[0] ?? null) : null;
  const categories = new Map(chosen.map(({ id, category }) => [id, category]));
  const skipped = issues.skipped((id) => categories.get(id) ?? '');
  const choices = { project: store.project().name, profile, labels, metresPerCount, skipped };
  return {
    ...{ request, kind, path, entries, skipped, issues: issues.all(), project, labels },
    ...{ metresPerCount, previous: target.manifest, lost },
    sameChoices: target.manifest !== null && sameChoices(target.manifest, choices),
  };
}

/** What the manifest says besides its samples; the program's version and the time do not count. */
function sameChoices(
  manifest: ExportManifest,
  choices: Pick<ExportManifest, 'project' | 'profile' | 'labels' | 'metresPerCount' | 'skipped'>,
): boolean {
  const { project, profile, labels, metresPerCount, skipped } = manifest;
  return isDeepStrictEqual({ project, profile, labels, metresPerCount, skipped }, choices);
}

/** The plan as it crosses the channel. */
export async function describePlan(plan: PlannedExport): Promise<Omit<ExportPlan, 'findings'>> {
  const toMake = entriesToMake(plan);
  const making = new Set(toMake.map(({ id }) => id));
  const kinds = new Map<string, { count: number; bytes: number }>();
  const folders = new Map<string, number>();
  for (const entry of plan.entries) {
    folders.set(entry.placement.cell, (folders.get(entry.placement.cell) ?? 0) + 1);
    if (!making.has(entry.id)) continue;
    for (const { kind, bytes } of entry.files) {
      const sum = kinds.get(kind) ?? { count: 0, bytes: 0 };
      kinds.set(kind, { count: sum.count + 1, bytes: sum.bytes + Math.round(bytes) });
    }
  }
  const files = [...kinds].map(([kind, sums]) => ({ kind, ...sums }));
  return {
    path: plan.path,
    kind: plan.kind,
    format: plan.request.profile.format,
    samples: countsOf(plan),
    files,
    folders: [...folders].slice(0, 5000).map(([path, samples]) => ({ path, samples })),
    filesToWrite: files.reduce((sum, { count }) => sum + count, 0),
    bytesToWrite: files.reduce((sum, { bytes }) => sum + bytes, 0),
    freeBytes: await freeBytes(join(plan.path, '..')),
    metresPerCount: plan.metresPerCount,
    issues: [...plan.issues],
  };
}

export function countsOf(plan: PlannedExport): ExportPlan['samples'] {
  const count = (change: PlannedEntry['change']): number =>
    plan.entries.filter((entry) => entry.change === change).length;
  const now = new Set(plan.entries.map(({ id }) => id));
  return {
    added: count('added'),
    changed: count('changed'),
    kept: count('kept'),
    removed: plan.previous?.samples.filter(({ id }) => !now.has(id)).length ?? 0,
    skipped: plan.skipped.length,
  };
}

/** Nothing is new, changed, gone or lost: what is at the target stays as it is. */
export function isUpToDate(plan: PlannedExport): boolean {
  const { added, changed, removed } = countsOf(plan);
  const same = plan.previous !== null && plan.sameChoices && plan.lost.size === 0;
  return same && added + changed + removed === 0;
}

/**
 * Which samples are written: in a folder what is new or changed; a zip file is made anew as a whole
 * unless it is up to date; files of all samples (COCO) need every sample.
 */
export function entriesToMake(plan: PlannedExport): readonly PlannedEntry[] {
  if (isUpToDate(plan)) return [];
  const changed = plan.entries.filter(({ change }) => change !== 'kept');
  const whole = plan.kind === 'zip' || plan.request.profile.format === 'coco';
  return whole ? plan.entries : changed;
}

async function readAll(
  store: ProjectStore,
  chosen: readonly SampleSummary[],
  issues: IssueList,
  signal: AbortSignal | undefined,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const broken: string[] = [];
  const queue = chosen[Symbol.iterator]();
  const reader = async (): Promise<void> => {
    for (const summary of queue) {
      signal?.throwIfAborted();
      try {
        const { sample, path } = await store.read(summary.id);
        found.push({ summary, sample, folder: path, annotation: await annotationOf(path) });
      } catch {
        broken.push(summary.id);
      }
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  issues.add('broken', broken.sort(), false);
  return found.sort((a, b) => (a.sample.id < b.sample.id ? -1 : 1));
}

async function annotationOf(folder: string): Promise<Annotation> {
  const digest = async (name: string): Promise<string | null> => {
    try {
      return createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null;
      throw error;
    }
  };
  const [mask, labels, shapes] = await Promise.all([
    digest('mask.png'),
    digest('labels.png'),
    digest('annotation.json'),
  ]);
  return { mask, labels, shapes };
}

/** Takes out what cannot be exported, and says so. */
function judge(
  candidates: readonly Candidate[],
  profile: ExportProfile,
  issues: IssueList,
): Candidate[] {
  const needsDepth = RGBD_FORMATS.includes(profile.format) || profile.grid === 'depth';
  const out = new Set<Candidate>();
  const take = (
    kind: Exclude<ExportIssue['kind'], 'target'>,
    blocks: boolean,
    test: (candidate: Candidate) => boolean,
    values: Readonly<Record<string, string>> = {},
  ): void => {
    const hit = candidates.filter((candidate) => !out.has(candidate) && test(candidate));
    for (const candidate of hit) out.add(candidate);
    issues.add(
      kind,
      hit.map(({ sample }) => sample.id),
      blocks,
      values,
    );
  };
  const anomalous = ({ sample }: Candidate): boolean => sample.anomaly !== GOOD;
  if (needsDepth) {
    take('without-depth', profile.withoutDepth === 'refuse', ({ sample }) => sample.depth === null);
    take(
      'without-intrinsics',
      profile.withoutDepth === 'refuse',
      ({ sample }) => alignmentOf(sample, profile.grid) === null,
    );
  }
  if (profile.state !== 'any') {
    const least = profile.state;
    take('state', false, (c) => anomalous(c) && !hasState(c.summary.work.state, least), {
      state: least,
    });
  }
  if (profile.withoutMask !== 'empty')
    take(
      'without-mask',
      profile.withoutMask === 'refuse',
      (c) => anomalous(c) && c.annotation.mask === null && c.annotation.labels === null,
    );
  if (profile.crop) {
    const { width, height } = profile.crop;
    take('crop-too-large', true, ({ sample }) => boxOf(sample, profile) === null, {
      crop: `${String(width)} x ${String(height)}`,
    });
  }
  const left = candidates.filter((candidate) => !out.has(candidate));
  if (needsDepth && profile.mixedScales === 'refuse') {
    const { scales, odd } = scalesOf(left);
    issues.add('mixed-scales', odd, true, {
      scales: scales.map((scale) => `${String(scale * 1000)} mm`).join(', '),
    });
  }
  return left;
}

function hasState(state: WorkState, least: 'done' | 'checked'): boolean {
  return state === 'checked' || (least === 'done' && state === 'done');
}

/** Scales differ by more than rounding (0.0001 is stored as 0.0000999999975 by some SDKs). */
const SAME_SCALE = 1e-4;

/** Distinct depth scales, the most frequent first, and the samples that have another than that. */
function scalesOf(candidates: readonly Candidate[]): { scales: number[]; odd: string[] } {
  const groups: { scale: number; ids: string[] }[] = [];
  for (const { sample } of candidates) {
    if (sample.depth?.encoding !== 'uint16') continue;
    const { metresPerCount } = sample.depth;
    const group = groups.find(
      ({ scale }) => Math.abs(scale - metresPerCount) <= SAME_SCALE * scale,
    );
    if (group) group.ids.push(sample.id);
    else groups.push({ scale: metresPerCount, ids: [sample.id] });
  }
  groups.sort((a, b) => b.ids.length - a.ids.length);
  return {
    scales: groups.map(({ scale }) => scale),
    odd: groups.slice(1).flatMap(({ ids }) => ids),
  };
}

function gridOf(sample: Sample, profile: ExportProfile): { width: number; height: number } {
  const onDepth = profile.grid === 'depth' && alignmentOf(sample, 'depth') === 'colour-to-depth';
  return onDepth && sample.depth ? sample.depth : sample.rgb;
}

function boxOf(sample: Sample, profile: ExportProfile): ReturnType<typeof cropBox> {
  const { width, height } = gridOf(sample, profile);
  return cropBox(profile.crop, width, height);
}

function plannedOf(
  { sample, annotation }: Candidate,
  profile: ExportProfile,
): Parameters<(typeof FORMATS)['mvtec3d']['plan']>[0] {
  const box = boxOf(sample, profile) ?? sample.rgb;
  return {
    split: sample.split,
    anomaly: sample.anomaly,
    annotated: annotation.mask !== null || annotation.labels !== null,
    pixels: box.width * box.height,
  };
}

/** Everything that decides the bytes of a sample's files. */
function keyOf(
  { sample, annotation }: Candidate,
  placement: Placement,
  profile: ExportProfile,
  labels: readonly LabelMapping[],
  project: readonly ProjectLabel[],
): string {
  const { format, grid, crop, astZ, rle, tiffCompression, pngLevel } = profile;
  const what = [
    EXPORT_VERSION,
    { format, grid, crop, astZ, rle, tiffCompression, pngLevel },
    labels,
    project,
    placement,
    sample,
    annotation,
  ];
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}

function isInside(folder: string, path: string): boolean {
  const way = relative(resolve(folder), path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !way.startsWith(sep));
}

function inProject(path: string): ExportIssue {
  return {
    kind: 'target',
    blocks: true,
    message: text('export.issue.target-in-project.message', { path: basename(path) }),
    hint: text('export.issue.target-in-project.hint'),
    count: 0,
    sampleIds: [],
  };
}
