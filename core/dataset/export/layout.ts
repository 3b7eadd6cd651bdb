/**
 * Where each sample goes in an export: folder and stem, decided from the samples alone, so that a dry
 * run and the export agree and a second export names alike.
 */
import type { ExportFormat, ExportProfile } from '../../contract/schema/dataset-export.js';
import type { Split } from '../../contract/schema/sample.js';

export interface ExportCandidate {
  readonly id: string;
  readonly category: string;
  readonly split: Split;
  readonly anomaly: string;
  readonly index: number;
}

export interface Placement {
  readonly id: string;
  /** CATEGORY/SPLIT/ANOMALY, also where the format flattens it into the stem. */
  readonly cell: string;
  readonly stem: string;
}

export interface Layout {
  readonly placements: readonly Placement[];
  /** Samples whose name another sample of the same folder already has; they are not placed. */
  readonly sameStem: readonly string[];
}

/** Samples that a profile asks for, in the order of their ids (that is, of time). */
export function chosenBy<T extends ExportCandidate>(
  profile: Pick<ExportProfile, 'splits' | 'categories'>,
  samples: Iterable<T>,
): T[] {
  const splits = new Set<string>(profile.splits);
  const categories = profile.categories === null ? null : new Set(profile.categories);
  return [...samples]
    .filter((sample) => splits.has(sample.split) && (categories?.has(sample.category) ?? true))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Stems per folder CATEGORY/SPLIT/ANOMALY. Readers pair files by sorted name: stems have one length
 * within a folder unless there are more samples than the digits can count.
 */
export function layOut(
  profile: Pick<ExportProfile, 'format' | 'stems' | 'stemDigits'>,
  samples: readonly ExportCandidate[],
): Layout {
  const perCell = new Map<string, ExportCandidate[]>();
  for (const sample of samples) {
    const cell = `${sample.category}/${sample.split}/${sample.anomaly}`;
    const list = perCell.get(cell);
    if (list) list.push(sample);
    else perCell.set(cell, [sample]);
  }
  const placements: Placement[] = [];
  const sameStem: string[] = [];
  const taken = new Set<string>();
  for (const [cell, list] of [...perCell].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const highest =
      profile.stems === 'running' ? list.length - 1 : Math.max(...list.map((s) => s.index));
    const digits = Math.max(profile.stemDigits, String(highest).length);
    for (const [i, sample] of list.entries()) {
      const stem =
        profile.stems === 'id'
          ? sample.id
          : String(profile.stems === 'running' ? i : sample.index).padStart(digits, '0');
      const placement = { id: sample.id, cell, stem };
      const name = uniqueName(profile.format, placement);
      if (taken.has(name)) sameStem.push(sample.id);
      else placements.push(placement);
      taken.add(name);
    }
  }
  return { placements, sameStem };
}

type Place = Pick<Placement, 'cell' | 'stem'>;

/** What no two samples of an export may share. */
function uniqueName(format: ExportFormat, placement: Place): string {
  switch (format) {
    case 'voc':
      return flatNameOfAll(placement);
    case 'coco':
    case 'yolo':
      return `${placement.cell.split('/')[1] ?? ''}/${flatName(placement)}`;
    case 'mvtec3d':
    case 'labelme':
    case 'ply':
    case 'pcd':
      return `${placement.cell}/${placement.stem}`;
  }
}

/** One name for a sample in formats that keep all pictures of a split in one folder. */
export function flatName(placement: Place): string {
  const [category = '', , anomaly = ''] = placement.cell.split('/');
  return `${category}_${anomaly}_${placement.stem}`;
}

/** The same where all splits lie in one folder. */
export function flatNameOfAll(placement: Place): string {
  return `${placement.cell.replaceAll('/', '_')}_${placement.stem}`;
}
