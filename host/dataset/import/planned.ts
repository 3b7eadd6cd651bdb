/** What a scan keeps of each future sample, between looking and importing. */
import type {
  ImportCell,
  ImportItem,
  ImportKind,
  ImportMapping,
} from '../../../core/contract/schema/dataset-import.js';
import type { Calibration } from '../../camera/sources/intrinsics-files.js';
import type { ManifestEntry } from './own-manifest.js';
import type { WholeSample } from './own-project.js';

export interface PlannedSample {
  readonly key: string;
  readonly group: string;
  readonly files: ImportItem['files'];
  readonly cell: ImportCell;
  readonly calibration: Calibration | null;
  /** What an own export's manifest says of it. */
  readonly own: ManifestEntry | null;
  /** A sample folder of another project: taken over as it is. */
  readonly whole?: WholeSample;
}

export interface PlannedGroup {
  readonly id: string;
  readonly kind: ImportKind;
  readonly reason: string;
  readonly samples: readonly PlannedSample[];
  readonly mapping: ImportMapping | null;
}
