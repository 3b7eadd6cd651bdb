/** What a format is given of a sample, and what it gives back. */
import type { ExportProfile, LabelMapping } from '../../../core/contract/schema/dataset-export.js';
import type { Sample } from '../../../core/contract/schema/sample.js';
import type { GridPictures } from '../../../core/dataset/export/grid.js';
import type { Placement } from '../../../core/dataset/export/layout.js';
import type { CocoFragment } from './coco.js';

export interface FormatInput extends GridPictures {
  readonly sample: Sample;
  readonly placement: Placement;
  readonly profile: ExportProfile;
  readonly labels: readonly LabelMapping[];
  readonly folder: string;
  /** Pixels of the exported picture; null where a format said that it needs none. */
  readonly rgb: Uint8Array | null;
  /** PNG of the exported picture. */
  picture(): Promise<Buffer>;
  /** The picture is rgb.png itself: neither cropped nor resampled. */
  readonly untouched: boolean;
}

export interface OutFile {
  readonly kind: string;
  /** Relative to the root, with /. */
  readonly path: string;
  /** Parts follow each other in the file. */
  readonly data: Uint8Array | string | readonly Uint8Array[];
}

/** A sample's share of a file that belongs to all. */
export type Fragment = CocoFragment;

export interface Made {
  readonly files: readonly OutFile[];
  readonly fragment: Fragment | null;
}

export interface Format {
  readonly needsDepth: boolean;
  /** Whether the pixels of the picture are needed, not only its file. */
  readonly needsPixels: boolean;
  make(input: FormatInput): Promise<Made>;
  /** Kinds of files per sample, for the dry run; bytes per pixel, measured on pictures of a D405 where compressed. */
  plan(sample: PlannedSample, profile: ExportProfile): readonly PlannedFile[];
}

export interface PlannedSample {
  readonly split: Sample['split'];
  readonly anomaly: string;
  readonly annotated: boolean;
  readonly pixels: number;
}

export interface PlannedFile {
  readonly kind: string;
  readonly bytes: number;
}

/** PNG of noisy RGB, bytes per pixel. */
const PNG_BYTES_PER_PIXEL = 1.6;
/** PNG of a mask of a few regions. */
export const MASK_BYTES_PER_PIXEL = 0.004;

export function picturePlan({ pixels }: PlannedSample): PlannedFile {
  return { kind: 'rgb', bytes: pixels * PNG_BYTES_PER_PIXEL };
}

/** Class names by their values, one each, in the order of values. */
export function classesOf(labels: readonly LabelMapping[]): { name: string; value: number }[] {
  const byValue = new Map<number, string>();
  for (const { name, value } of labels) if (!byValue.has(value)) byValue.set(value, name);
  return [...byValue].sort(([a], [b]) => a - b).map(([value, name]) => ({ name, value }));
}
