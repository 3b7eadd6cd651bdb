/** Where a detector's pictures come from: a project or an MVTec 3D-AD tree, in one shape. */
import type { ForegroundSettings } from '../../../core/contract/schema/foreground.js';
import type { RefusedSample, UsedVerdict } from '../../../core/contract/schema/detector.js';
import type { Split } from '../../../core/contract/schema/sample.js';
import type { DetectorPicture } from '../detector.js';

/** One picture as measured. */
export interface LoadedPicture extends DetectorPicture {
  /** Focal lengths in pixels of rgb; null where they are unknown: no areas in mm then. */
  readonly focal: readonly [fx: number, fy: number] | null;
}

export interface SourceSample {
  /** Id in a project; path relative to the root in a tree. */
  readonly name: string;
  readonly category: string;
  readonly split: Split;
  readonly anomaly: string;
  readonly hasDepth: boolean;
  /** Metres of a count; null where values are metres already. */
  readonly metresPerCount: number | null;
  /** The verdict that sent it to its split; null without one. */
  verdict(): Promise<UsedVerdict | null>;
  /** SHA-256 over the picture and its depth. */
  hash(): Promise<string>;
  /** @throws StudioError file-corrupt, not-found */
  load(): Promise<LoadedPicture>;
  /** Non-zero = anomalous, on the grid of rgb; null where nobody has drawn one. */
  mask(): Promise<{ width: number; height: number; data: Uint8Array } | null>;
}

export interface DataSource {
  /** Project folder or root of the tree. */
  readonly path: string;
  readonly kind: 'project' | 'tree';
  categories(): readonly string[];
  /** Sorted by name. */
  samples(category: string): readonly SourceSample[];
  foreground(category: string): ForegroundSettings;
  /** Samples that could not even be listed. */
  refused(category: string): readonly RefusedSample[];
}
