/** What the rest of the host sees of an open project; implemented by host/project/open-project.ts. */
import type { RgbPicture } from '../codecs/png.js';
import type { PictureKind } from '../../core/contract/methods.js';
import type { Project, ProjectInfo, ProjectPatch } from '../../core/contract/schema/project.js';
import type {
  BulkHistory,
  BulkRequest,
  BulkResult,
} from '../../core/contract/schema/dataset-store.js';
import type { Work } from '../../core/contract/schema/work.js';
import type { BrokenSample, Sample, SampleSummary } from '../../core/contract/schema/sample.js';

export interface StoreChange {
  readonly upserted: readonly SampleSummary[];
  readonly removed: readonly string[];
}

/** Fields of a sample that may change after the shot. */
export type SamplePatch = Partial<
  Pick<Sample, 'category' | 'split' | 'anomaly' | 'lighting' | 'index'>
>;

/** Who edits, how far it is, and the way to stop it. */
export interface BulkControl {
  readonly by: string;
  readonly told: (done: number, total: number) => void;
  readonly signal: { readonly aborted: boolean };
}

export interface ProjectStore {
  readonly path: string;
  info(): Promise<ProjectInfo>;
  project(): Project;
  update(patch: ProjectPatch): Promise<ProjectInfo>;
  /** Depth scale of the newest sample with depth; null for a set without. */
  metresPerCount(): number | null;
  /** Newest first. */
  samples(): readonly SampleSummary[];
  broken(): readonly BrokenSample[];
  read(id: string): Promise<{ sample: Sample; path: string; note: string }>;
  picture(id: string, kind: PictureKind): Promise<{ mime: string; bytes: Uint8Array }>;
  /** Takes the small picture of a sample that `add` is making: its thumbnail is not read from the file. */
  prepareThumbnail(id: string, small: RgbPicture): void;
  /**
   * Makes a new sample: a temporary folder is handed to `fill`, which writes the pictures and
   * returns the record; then sample.json is written, all is flushed, and the folder renamed.
   * On any failure nothing is left under samples/.
   */
  add(
    fill: (
      folder: string,
      id: string,
      index: number,
    ) => Promise<Omit<Sample, 'id' | 'index' | 'schema'>>,
    cell: {
      readonly category: string;
      readonly split: Sample['split'];
      readonly anomaly: string;
    },
  ): Promise<{ summary: SampleSummary; path: string }>;
  /**
   * Takes over a whole sample of another project with its id, as `add` does; `fill` writes every file
   * but sample.json. @throws StudioError bad-input where the id is taken
   */
  adopt(sample: Sample, fill: (folder: string) => Promise<void>): Promise<SampleSummary>;
  edit(id: string, patch: SamplePatch, by: string): Promise<SampleSummary>;
  note(id: string, note: string): Promise<SampleSummary>;
  markRetake(id: string, retake: boolean): Promise<SampleSummary>;
  /** Why nobody here may annotate; null where one may. Another studio's lock on the project does not count. */
  annotationBar(): string | null;
  work(id: string): Work;
  /** Changes work.json, one change after the other; other keys of it are kept. */
  setWork(id: string, change: (work: Work) => Partial<Work>): Promise<SampleSummary>;
  /** Reads every work.json again: others may work on the same folder. */
  rereadWork(): Promise<void>;
  trash(ids: readonly string[]): Promise<void>;
  restore(ids: readonly string[]): Promise<void>;
  trashed(): Promise<readonly SampleSummary[]>;
  /** Many samples in one undoable step, whole or not at all. @throws StudioError cancelled, bad-input, io */
  bulkEdit(request: BulkRequest, control: BulkControl): Promise<BulkResult>;
  undo(control: BulkControl): Promise<BulkResult>;
  redo(control: BulkControl): Promise<BulkResult>;
  bulkHistory(): Promise<BulkHistory>;
  /** Looks at the files at once and takes over what others have changed; it also happens by itself. */
  rescan(): Promise<StoreChange>;
  onChange(listener: (change: StoreChange) => void): () => void;
  close(): Promise<void>;
}
