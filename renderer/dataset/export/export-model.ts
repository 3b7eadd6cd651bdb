/** Profiles, scope and findings of an export in the terms of the page. Pure. */
import {
  READERS,
  type ExportCrop,
  type ExportFormat,
  type ExportPlan,
  type ExportProfile,
  type ReaderFinding,
  type ReaderName,
} from '../../../core/contract/schema/dataset-export.js';
import type { MarkState } from '../../controls/Mark.js';

/** What a new project starts with: the tree that no other tool writes. */
export const FIRST_PROFILE: ExportProfile = {
  name: 'MVTec 3D-AD tree',
  format: 'mvtec3d',
  grid: 'colour',
  crop: null,
  stems: 'running',
  stemDigits: 3,
  splits: ['train', 'validation', 'test'],
  categories: null,
  state: 'any',
  labels: null,
  astZ: false,
  rle: false,
  tiffCompression: 'none',
  pngLevel: 6,
  mixedScales: 'refuse',
  withoutDepth: 'skip',
  withoutMask: 'refuse',
};

export const CROP_CHOICES = ['whole', '960x720', '720x720', 'own'] as const;
export type CropChoice = (typeof CROP_CHOICES)[number];

export function cropChoice(crop: ExportCrop | null): CropChoice {
  if (crop === null) return 'whole';
  const name = `${crop.width.toString()}x${crop.height.toString()}`;
  const centred = crop.left === null && crop.top === null;
  return CROP_CHOICES.find((choice) => centred && choice === name) ?? 'own';
}

export function cropOf(choice: CropChoice, now: ExportCrop | null): ExportCrop | null {
  switch (choice) {
    case 'whole':
      return null;
    case '960x720':
      return { width: 960, height: 720, left: null, top: null };
    case '720x720':
      return { width: 720, height: 720, left: null, top: null };
    case 'own':
      return now ?? { width: 800, height: 600, left: null, top: null };
  }
}

/** Same choices, whatever the name. */
export function sameProfile(a: ExportProfile, b: ExportProfile): boolean {
  return JSON.stringify({ ...a, name: '' }) === JSON.stringify({ ...b, name: '' });
}

/** A name that no profile has yet. */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  for (let n = 2; ; n++) {
    const next = `${name} ${n.toString()}`;
    if (!taken.includes(next)) return next;
  }
}

export interface ReaderReport {
  readonly reader: ReaderName;
  readonly mark: MarkState;
  readonly findings: readonly ReaderFinding[];
}

/** Readers load the MVTec tree; other formats have none that is checked. */
export function readerReports(format: ExportFormat, plan: ExportPlan): ReaderReport[] {
  if (format !== 'mvtec3d') return [];
  return READERS.map((reader) => {
    const findings = plan.findings
      .filter((finding) => finding.reader === reader)
      .sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
    const failed = findings.some((finding) => finding.severity === 'error');
    return { reader, findings, mark: failed ? 'fail' : findings.length > 0 ? 'warn' : 'pass' };
  });
}

/** Samples that would be written again. */
export function changedCount(plan: ExportPlan): number {
  return plan.samples.added + plan.samples.changed;
}

export function blocked(plan: ExportPlan): boolean {
  return plan.issues.some((issue) => issue.blocks);
}

/** A folder beside the project, named after it and the day. */
export function firstTarget(projectPath: string, name: string, today: string): string {
  const slash = projectPath.includes('\\') ? '\\' : '/';
  const parent = projectPath.split(/[\\/]/).slice(0, -1).join(slash);
  const slug = name
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return `${parent}${slash}${slug === '' ? 'export' : slug}-${today}`;
}

export function withZip(path: string, zip: boolean): string {
  const bare = path.replace(/\.zip$/i, '');
  return zip ? `${bare}.zip` : bare;
}

export function isZip(path: string): boolean {
  return /\.zip$/i.test(path);
}
