/**
 * One sample opened for annotation by one window: the file it began with, the journal of its edits, and
 * saving. Everything here is called in turn (service.ts).
 */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { toWire } from '../../core/annotation/wire.js';
import type { AnnotationDocument } from '../../core/annotation/document.js';
import { checkShapes } from '../../core/annotation/labelme/check.js';
import { LabelmeError, type LabelmeProblem } from '../../core/annotation/labelme/problem.js';
import type { LabelmeFile, Size } from '../../core/annotation/labelme/read.js';
import { ShapeTexts } from '../../core/annotation/labelme/shape-texts.js';
import { writeLabelme } from '../../core/annotation/labelme/write.js';
import { StudioError } from '../../core/contract/errors.js';
import type {
  DocumentPatch,
  FileProblem,
  OpenedAnnotation,
  SavedAnnotation,
} from '../../core/contract/schema/annotation.js';
import type { Project } from '../../core/contract/schema/project.js';
import { text } from '../../core/text/index.js';
import { writeAtomic, writeAtomicGroup } from '../files/atomic.js';
import {
  ANNOTATION,
  ANNOTATORS,
  BESIDE,
  fileState,
  JOURNAL,
  NO_FILE,
  parseAnnotation,
  problemAt,
  tokenOf,
  type FileState,
} from './files.js';
import { Journal, readJournal, type Recovered } from './journal.js';
import { maskPng } from './mask-png.js';
import { encodeMasks, writeMasks } from './masks.js';
import { keepVersion, versionOf } from './versions.js';

export interface SamplePlace {
  readonly id: string;
  readonly folder: string;
  /** Of rgb. */
  readonly size: Size;
}

/** What is on disk for a sample: the file, or why it cannot be read. */
export interface Loaded {
  /** annotation.json, or the file beside it while that one cannot be read. */
  readonly name: string;
  readonly state: FileState | null;
  readonly file: LabelmeFile | null;
  readonly problem: FileProblem | null;
}

/** Reads annotation.json; where it is corrupt, the file beside it. Changes nothing. */
export async function loadAnnotation({ folder, size }: SamplePlace): Promise<Loaded> {
  const first = await loadOne(folder, ANNOTATION, size);
  if (!first.problem) return first;
  const beside = await loadOne(folder, BESIDE, size);
  return { ...beside, file: beside.problem ? null : beside.file, problem: first.problem };
}

async function loadOne(folder: string, name: string, size: Size): Promise<Loaded> {
  const path = join(folder, name);
  const state = await fileState(path);
  if (!state) return { name, state, file: null, problem: null };
  try {
    return { name, state, file: parseAnnotation(state.bytes, size), problem: null };
  } catch (error) {
    if (!(error instanceof LabelmeError)) throw error;
    return { name, state, file: null, problem: problemAt(path, error) };
  }
}

export function documentOf(loaded: Loaded, size: Size): AnnotationDocument {
  return loaded.file?.document ?? { ...size, flags: {}, shapes: [] };
}

/** The parts of an answer to `annotate.open` that come from the files. */
export function filePart(
  loaded: Loaded,
  folder: string,
  document: AnnotationDocument,
): Pick<
  OpenedAnnotation,
  'document' | 'token' | 'modifiedAt' | 'version' | 'file' | 'problem' | 'warnings'
> {
  const path = join(folder, loaded.name);
  return {
    document: toWire(document),
    token: loaded.state?.token ?? NO_FILE,
    modifiedAt: loaded.state?.modifiedAt ?? null,
    version: loaded.file?.version ?? null,
    file: loaded.name,
    problem: loaded.problem,
    warnings: (loaded.file?.warnings ?? []).map((warning) => problemAt(path, warning)),
  };
}

export class AnnotationSession {
  /** Token of the file as it was read or written last. */
  token: string;
  private loaded: Loaded;
  /** The file that `source` of the page's shapes refers to. */
  private origin: LabelmeFile | null;
  private originToken: string;
  private originVersion: string | null = null;
  private lastVersion: { readonly name: string; readonly at: number } | null = null;
  private readonly journal: Journal;
  private readonly texts = new ShapeTexts();

  private constructor(
    readonly place: SamplePlace,
    loaded: Loaded,
    by: () => string,
    private readonly project: () => Project,
    readonly recovered: Recovered | null,
    origin: LabelmeFile | null,
  ) {
    this.loaded = loaded;
    const disk = loaded.state?.token ?? NO_FILE;
    this.token = recovered?.token ?? disk;
    this.origin = origin;
    this.originToken = recovered?.origin ?? disk;
    const start = { token: this.token, origin: this.originToken, by: by() };
    this.journal = new Journal(place.folder, start, documentOf(loaded, place.size));
    if (recovered) this.journal.adopt(recovered);
  }

  /** Opens for writing, with the edits that an earlier session left in its journal. */
  static async open(
    place: SamplePlace,
    by: () => string,
    project: () => Project,
  ): Promise<AnnotationSession> {
    const loaded = await adoptBeside(place, await loadAnnotation(place));
    const recovered = await recover(place, loaded, project());
    let origin = loaded.file;
    if (recovered && recovered.origin !== (loaded.state?.token ?? NO_FILE)) {
      const bytes = await versionOf(place.folder, recovered.origin);
      origin = bytes ? parseOrNull(bytes, place.size) : null;
    }
    return new AnnotationSession(place, loaded, by, project, recovered, origin);
  }

  get document(): AnnotationDocument {
    return this.journal.current;
  }

  get unsaved(): number {
    return this.journal.entries;
  }

  get path(): string {
    return join(this.place.folder, this.loaded.name);
  }

  opened(): ReturnType<typeof filePart> {
    return { ...filePart(this.loaded, this.place.folder, this.document), token: this.token };
  }

  async append(patches: readonly DocumentPatch[]): Promise<number> {
    await this.keepOrigin();
    return this.journal.append(patches);
  }

  /** @throws StudioError changed-outside, disk-full, folder-read-only, io; then nothing is lost */
  async save(document: AnnotationDocument, expected: string): Promise<SavedAnnotation> {
    this.mustFit(document);
    const disk = await fileState(this.path, this.loaded.state);
    const found = disk?.token ?? NO_FILE;
    if (found !== expected) throw changedOutside(this.path, disk);
    return this.write(document, disk);
  }

  /** Writes mine over theirs, which stays in the history. */
  async overwrite(document: AnnotationDocument, theirs: string): Promise<void> {
    this.mustFit(document);
    const disk = await fileState(this.path);
    if ((disk?.token ?? NO_FILE) !== theirs) throw changedOutside(this.path, disk);
    await this.write(document, disk);
  }

  /** Takes theirs. Mine stays in the history, or as a copy beside. */
  async yieldTo(document: AnnotationDocument, copy: boolean): Promise<void> {
    const mine = Buffer.from(this.textOf(document), 'utf8');
    if (copy) {
      const stamp = new Date().toISOString().replace(/[-:.]/g, '');
      await writeAtomic(join(this.place.folder, `annotation.mine-${stamp}.json`), mine);
    } else await keepVersion(this.place.folder, mine);
    await this.reload();
  }

  /** Makes the bytes of a version the file; what was there stays in the history. */
  async restore(bytes: Buffer, expected: string): Promise<void> {
    const disk = await fileState(this.path);
    if ((disk?.token ?? NO_FILE) !== expected) throw changedOutside(this.path, disk);
    const file = parseAnnotation(bytes, this.place.size);
    if (this.journal.entries > 0)
      await keepVersion(this.place.folder, Buffer.from(this.textOf(this.document), 'utf8'));
    if (disk) await keepVersion(this.place.folder, disk.bytes);
    await writeAtomic(this.path, bytes);
    if (!this.loaded.problem) await writeMasks(this.place.folder, file.document, this.project());
    await keepVersion(this.place.folder, bytes);
    await this.reload();
  }

  /** Keeps the file as another's drawing and goes on with an empty one. */
  async setAside(name: string, expected: string): Promise<void> {
    const disk = await fileState(this.path);
    if ((disk?.token ?? NO_FILE) !== expected) throw changedOutside(this.path, disk);
    if (disk) await writeAtomic(join(this.place.folder, ANNOTATORS, name), disk.bytes);
    const empty = { ...this.place.size, flags: {}, shapes: [] };
    await this.restore(Buffer.from(this.textOf(empty), 'utf8'), expected);
  }

  async close(discard: boolean): Promise<void> {
    if (discard) await this.journal.reset(this.token, this.originToken, this.document);
    await this.journal.closeFile();
  }

  private async reload(): Promise<void> {
    this.loaded = await loadAnnotation(this.place);
    this.origin = this.loaded.file;
    this.token = this.loaded.state?.token ?? NO_FILE;
    this.originToken = this.token;
    this.originVersion = null;
    await this.journal.reset(this.token, this.token, documentOf(this.loaded, this.place.size));
  }

  /** The file as it would be saved. */
  textOf(document: AnnotationDocument): string {
    const { annotation } = this.project();
    return writeLabelme(document, this.origin, {
      readers: annotation.readers,
      rasteriser: annotation.rasteriser,
      imagePath: 'rgb.png',
      png: maskPng,
      texts: this.texts,
    });
  }

  private async write(
    document: AnnotationDocument,
    disk: FileState | null,
  ): Promise<SavedAnnotation> {
    const { folder } = this.place;
    // While annotation.json is corrupt its masks stay as they are, too. They are packed while the text is made.
    const packing = this.loaded.problem ? null : encodeMasks(document, this.project());
    const bytes = Buffer.from(this.textOf(document), 'utf8');
    const written = disk?.bytes.equals(bytes) !== true;
    const token = written ? tokenOf(bytes) : disk.token;
    const masks = (await packing) ?? { maskPixels: 0, unknown: [], files: [] };
    if (written && disk) await this.keepBefore(disk);
    const own = written ? [{ name: this.loaded.name, data: bytes }] : [];
    await Promise.all([
      writeAtomicGroup(folder, [...own, ...masks.files]),
      written ? this.keepAfter(bytes, token) : undefined,
    ]);
    this.token = token;
    await this.journal.reset(this.token, this.originToken, document);
    const savedAt = new Date().toISOString();
    this.loaded = { ...this.loaded, state: { bytes, token: this.token, modifiedAt: savedAt } };
    return {
      token: this.token,
      savedAt,
      file: this.loaded.name,
      maskPixels: masks.maskPixels,
      written,
      warnings: this.warningsOf(document, masks.unknown),
    };
  }

  /** What this session began with stays in the history as long as its shapes refer to it. */
  private async keepOrigin(): Promise<void> {
    const { state } = this.loaded;
    if (this.originVersion !== null || !state || state.token !== this.originToken) return;
    this.originVersion = await keepVersion(this.place.folder, state.bytes);
  }

  /** Somebody else's version, or the one this session began with. */
  private async keepBefore(disk: FileState): Promise<void> {
    if (disk.token === this.originToken) await this.keepOrigin();
    else if (disk.token !== this.token) await keepVersion(this.place.folder, disk.bytes);
  }

  private async keepAfter(bytes: Buffer, token: string): Promise<void> {
    const recent = this.lastVersion && Date.now() - this.lastVersion.at < ONE_VERSION_MS;
    const name = await keepVersion(this.place.folder, bytes, {
      token,
      replaces: recent ? this.lastVersion!.name : null,
      protect: this.originVersion === null ? [] : [this.originVersion],
    });
    this.lastVersion = { name, at: recent ? this.lastVersion!.at : Date.now() };
  }

  private warningsOf(document: AnnotationDocument, unknown: readonly string[]): FileProblem[] {
    const warnings: LabelmeProblem[] = unknown.map((label) => ({
      key: 'shapes',
      message: text('annotate.unknown-label.message', { label }),
      hint: text('annotate.unknown-label.hint'),
    }));
    checkShapes(document, (key, message, hint) => {
      if (warnings.length < 200) warnings.push({ key, message, hint });
    });
    return warnings.map((warning) => problemAt(this.path, warning));
  }

  private mustFit(document: AnnotationDocument): void {
    const { width, height } = this.place.size;
    if (document.width === width && document.height === height) return;
    throw new StudioError(
      'bad-input',
      text('annotate.other-size.message', {
        ...{ id: this.place.id, width: document.width, height: document.height },
        size: `${String(width)} x ${String(height)}`,
      }),
      text('annotate.other-size.hint'),
      { id: this.place.id },
    );
  }
}

/** Saves closer together than this are one version. */
const ONE_VERSION_MS = 2 * 60_000;

function parseOrNull(bytes: Buffer, size: Size): LabelmeFile | null {
  try {
    return parseAnnotation(bytes, size);
  } catch {
    return null;
  }
}

/** Work that was drawn beside a corrupt file takes its place once that file is gone. */
async function adoptBeside(place: SamplePlace, loaded: Loaded): Promise<Loaded> {
  if (loaded.name !== ANNOTATION || loaded.state) return loaded;
  const beside = await loadOne(place.folder, BESIDE, place.size);
  if (!beside.file) return loaded;
  await rename(join(place.folder, BESIDE), join(place.folder, ANNOTATION));
  return { ...beside, name: ANNOTATION };
}

/**
 * What an earlier session left and did not save. A journal whose edits are in the file already was cut
 * off between writing the file and emptying the journal: only the masks may be missing.
 */
async function recover(
  place: SamplePlace,
  loaded: Loaded,
  project: Project,
): Promise<Recovered | null> {
  let recovered: Recovered | null;
  try {
    recovered = await readJournal(place.folder);
  } catch (error) {
    if (!(error instanceof StudioError && error.code === 'file-corrupt')) throw error;
    const path = join(place.folder, JOURNAL);
    await rename(path, `${path}.broken-${String(Date.now())}`);
    return null;
  }
  if (!recovered || recovered.token === (loaded.state?.token ?? NO_FILE)) return recovered;
  const origin = await versionOf(place.folder, recovered.origin);
  const file = origin ? parseOrNull(origin, place.size) : null;
  const { readers, rasteriser } = project.annotation;
  const options = { readers, rasteriser, imagePath: 'rgb.png', png: maskPng };
  const mine = writeLabelme(recovered.document, file, options);
  if (loaded.state?.bytes.toString('utf8') !== mine) return recovered;
  if (!loaded.problem) await writeMasks(place.folder, recovered.document, project);
  return null;
}

export function changedOutside(path: string, disk: FileState | null): StudioError {
  return new StudioError(
    'changed-outside',
    text('annotate.changed-outside.message', { path }),
    text('annotate.changed-outside.hint'),
    { path, token: disk?.token ?? NO_FILE, modifiedAt: disk?.modifiedAt ?? null },
  );
}
