/** Looks at what is to be imported and says what it would become; nothing is written. */
import { randomUUID } from 'node:crypto';
import type {
  ImportCell,
  ImportChoices,
  ImportGroup,
  ImportItem,
  ImportKind,
  ImportMapping,
  ImportScan,
  Registration,
  SkippedFile,
  UnitEvidence,
} from '../../../core/contract/schema/dataset-import.js';
import type { AbortSignalLike } from '../../../core/contract/server.js';
import { StudioError } from '../../../core/contract/errors.js';
import {
  medianValue,
  unitEvidence,
  type DepthSampleStats,
} from '../../../core/dataset/unit-evidence.js';
import { text } from '../../../core/text/index.js';
import { describeSample } from './describe.js';
import { loadSample, readDepthFile, unitOf, type RawDepth } from './load.js';
import { readCloud } from './clouds.js';
import { readOwnManifest } from './own-manifest.js';
import { planImport, type Plan } from './plan.js';
import type { PlannedGroup, PlannedSample } from './planned.js';
import { checkRegistration } from './registration.js';
import { openTree } from './tree.js';
import type { ImportTree } from './tree-files.js';

/** Items sent with the scan itself. */
const FIRST_ITEMS = 200;
/** Files whose depth is looked into for the unit, and pairs whose registration is checked, per group. */
const SAMPLED_DEPTHS = 6;
const CHECKED_PAIRS = 4;
/** Skipped files that are sent; more than this tells nobody more. */
const MAX_SKIPPED = 5000;

export const NO_CHOICES: ImportChoices = {
  ...{ category: null, split: null, anomaly: null, lighting: null },
  ...{ metresPerCount: null, intrinsics: null, withoutIntrinsics: false },
  ...{ recordingStep: 1, cloudLabels: false },
};

export interface ScanRequest {
  readonly path: string;
  readonly as: ImportKind | null;
  readonly mapping: ImportMapping | null;
  readonly anomalyTypes: readonly string[];
  readonly told: (done: number, total: number, current: string) => void;
  readonly signal?: AbortSignalLike;
}

/** A finished scan that stays open until it is imported or another takes its place. */
export interface OpenScan {
  readonly tree: ImportTree;
  readonly plan: Plan;
  readonly result: ImportScan;
  items(
    group: string | null,
    offset: number,
    count: number,
  ): Promise<{ total: number; items: ImportItem[] }>;
}

/** @throws StudioError not-found, unsupported, file-corrupt (an archive), bad-input (the mapping), cancelled */
export async function scanImport(request: ScanRequest): Promise<OpenScan> {
  const tree = await openTree(request.path, request.signal);
  try {
    return await scanTree(tree, request);
  } catch (error) {
    await tree.close();
    if (error instanceof RangeError) {
      throw new StudioError(
        'bad-input',
        text('import.error.bad-mapping', { reason: error.message }),
        text('import.error.bad-mapping.hint'),
      );
    }
    throw error;
  }
}

async function scanTree(tree: ImportTree, request: ScanRequest): Promise<OpenScan> {
  const complaints: SkippedFile[] = [];
  const told = (done: number, total: number, current: string): void => {
    if (request.signal?.aborted === true)
      throw new StudioError('cancelled', text('import.error.cancelled'));
    request.told(done, total, current);
  };
  const manifest = await readOwnManifest(tree, (file, reason) => {
    complaints.push({
      file,
      reason: text('import.warn.manifest', { file, reason }),
      serious: true,
    });
  });
  const plan = await planImport(tree, { ...request, manifest, told });
  const samples = plan.groups.flatMap((group) => group.samples);
  const groups: ImportGroup[] = [];
  for (const [i, group] of plan.groups.entries()) {
    told(i, plan.groups.length, group.id);
    groups.push(await describeGroup(tree, group, told));
  }
  const describe = (some: readonly PlannedSample[]): Promise<ImportItem[]> =>
    Promise.all(some.map((sample) => describeSample(tree, sample)));
  const skipped = [...complaints, ...plan.skipped];
  const result: ImportScan = {
    ...{ scanId: randomUUID(), path: tree.source, container: tree.container },
    ...{ files: tree.files.length, samples: samples.length, groups },
    items: await describe(samples.slice(0, FIRST_ITEMS)),
    skipped: skipped.slice(0, MAX_SKIPPED),
    mapping: plan.groups.find((group) => group.kind === 'tree')?.mapping ?? null,
    manifest: manifest?.path ?? null,
  };
  return {
    ...{ tree, plan, result },
    async items(group, offset, count) {
      const all = group === null ? samples : samples.filter((sample) => sample.group === group);
      return { total: all.length, items: await describe(all.slice(offset, offset + count)) };
    },
  };
}

async function describeGroup(
  tree: ImportTree,
  group: PlannedGroup,
  told: (done: number, total: number, current: string) => void,
): Promise<ImportGroup> {
  const { samples } = group;
  const warnings: string[] = [];
  // Every sample of a project records its own.
  const unit = group.kind === 'project' ? null : await unitOfGroup(tree, samples, told);
  const registration = await checkGroup(tree, samples, unit, told);
  const off = registration.filter((one) => one.verdict === 'off');
  const [worst] = [...off].sort((a, b) => a.iou - b.iou);
  if (worst) {
    warnings.push(
      text('import.warn.no-overlap', {
        ...{ count: off.length, all: registration.length, scale: worst.scale },
        ...{ x: worst.shiftPx[0], y: worst.shiftPx[1] },
      }),
    );
  }
  if (unit && !unit.known) warnings.push(text('import.warn.unit-open', { reason: unit.reason }));
  if (group.kind === 'tree') warnings.push(text('import.warn.mapping'));
  const needs = needsOf(samples, unit, group);
  return {
    ...{ id: group.id, kind: group.kind, reason: group.reason, samples: samples.length },
    ...{
      cells: cellsOf(samples),
      unit,
      missing: missingOf(samples),
      needs,
      warnings,
      registration,
    },
  };
}

/** Evenly spread over the group. */
function spread<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
}

function hasDepth({ files }: PlannedSample): boolean {
  return files.depth !== undefined || files.xyz !== undefined || files.cloud !== undefined;
}

/** A picture and depth from two files; the colours of a cloud lie on its points by themselves. */
function isPair(sample: PlannedSample): boolean {
  // What another studio has shot has its calibration.
  return sample.whole === undefined && hasDepth(sample) && sample.files.rgb !== undefined;
}

/** Raw depth of a sample without its picture; null where it cannot be read by itself. */
async function rawDepth(tree: ImportTree, { files }: PlannedSample): Promise<RawDepth | null> {
  try {
    if (files.cloud !== undefined) {
      const data = await tree.read(files.cloud);
      const { width, height, xyz } = readCloud(files.cloud, data, null, null);
      return { kind: 'xyz', width, height, data: xyz, rotated: false, dropped: 0 };
    }
    const path = files.depth ?? files.xyz;
    return path === undefined ? null : await readDepthFile(tree, path);
  } catch {
    // A file that cannot be read is told when it is imported.
    return null;
  }
}

async function unitOfGroup(
  tree: ImportTree,
  samples: readonly PlannedSample[],
  told: (done: number, total: number, current: string) => void,
): Promise<UnitEvidence | null> {
  const withDepth = samples.filter(hasDepth);
  const stats: DepthSampleStats[] = [];
  for (const sample of spread(withDepth, SAMPLED_DEPTHS)) {
    told(stats.length, SAMPLED_DEPTHS, sample.key);
    const raw = await rawDepth(tree, sample);
    if (!raw) continue;
    const values =
      raw.kind === 'xyz'
        ? Float32Array.from({ length: raw.width * raw.height }, (_, i) => raw.data[3 * i + 2]!)
        : raw.data;
    stats.push({
      stored: raw.kind === 'counts' ? 'uint16' : 'float32',
      median: medianValue(values),
      rotatedBits: raw.rotated,
    });
  }
  const known = withDepth.map((sample) => unitOf(sample, NO_CHOICES));
  const [first] = known;
  const from = withDepth[0]?.own ? 'manifest.json' : (withDepth[0]?.calibration?.file ?? '');
  const all = first !== undefined && first !== null && known.every((one) => one === first);
  return unitEvidence(stats, all ? { metresPerCount: first, from } : null);
}

async function checkGroup(
  tree: ImportTree,
  samples: readonly PlannedSample[],
  unit: UnitEvidence | null,
  told: (done: number, total: number, current: string) => void,
): Promise<(Registration & { key: string })[]> {
  const metresPerCount = unit?.guess ?? null;
  if (metresPerCount === null) return [];
  const out: (Registration & { key: string })[] = [];
  for (const sample of spread(samples.filter(isPair), CHECKED_PAIRS)) {
    told(out.length, CHECKED_PAIRS, sample.key);
    try {
      const loaded = await loadSample(tree, sample, { ...NO_CHOICES, metresPerCount });
      const found = checkRegistration(loaded);
      if (found) out.push({ ...found, key: sample.key });
    } catch {
      // Told when it is imported.
    }
  }
  return out;
}

const CELL_FIELDS = ['category', 'split', 'anomaly'] as const;

function needsOf(
  samples: readonly PlannedSample[],
  unit: UnitEvidence | null,
  group: PlannedGroup,
): ImportGroup['needs'] {
  const needs: ImportGroup['needs'] = CELL_FIELDS.filter((field) =>
    samples.some((sample) => sample.cell[field] === null && sample.own === null),
  );
  if (unit && !unit.known) needs.push('unit');
  if (group.kind === 'frames' && samples.some(lacksIntrinsics)) needs.push('intrinsics');
  return needs;
}

/** Pictures by themselves; clouds and xyz files carry their camera in their points. */
export function lacksIntrinsics({ calibration, own, files }: PlannedSample): boolean {
  return (
    calibration === null && own === null && files.cloud === undefined && files.xyz === undefined
  );
}

function cellsOf(samples: readonly PlannedSample[]): ImportGroup['cells'] {
  const cells = new Map<string, ImportCell & { samples: number }>();
  for (const { cell, own } of samples) {
    const { category, split, anomaly, lighting } = own ?? cell;
    const key = JSON.stringify([category, split, anomaly, lighting]);
    const known = cells.get(key);
    if (known) known.samples += 1;
    else cells.set(key, { category, split, anomaly, lighting, samples: 1 });
  }
  return [...cells.values()];
}

function missingOf(samples: readonly PlannedSample[]): ImportGroup['missing'] {
  const counts = new Map<string, number>();
  const count = (field: string, when: boolean): void => {
    if (when) counts.set(field, (counts.get(field) ?? 0) + 1);
  };
  for (const sample of samples) {
    if (sample.whole) {
      for (const field of sample.whole.sample.provenance?.missing ?? []) count(field, true);
      continue;
    }
    if (sample.files.recording !== undefined) {
      count('lighting', true);
      continue;
    }
    count('lighting', sample.cell.lighting === null && sample.own === null);
    count('operator', sample.own === null);
    count('takenAt', sample.own === null);
    count('camera', true);
    count('intrinsics', lacksIntrinsics(sample));
    count('depth', !hasDepth(sample));
  }
  return [...counts].map(([field, n]) => ({ field, samples: n }));
}
