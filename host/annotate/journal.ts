/**
 * Edits since the last save, one JSON line each, flushed as they come: a `kill -9` loses at most the
 * line that was being written. The first line holds the document that the edits begin with.
 */
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { applyPatch } from '../../core/annotation/patch.js';
import { fromWire, toWire } from '../../core/annotation/wire.js';
import type { AnnotationDocument } from '../../core/annotation/document.js';
import {
  documentPatchSchema,
  tokenSchema,
  wireDocumentSchema,
  type DocumentPatch,
} from '../../core/contract/schema/annotation.js';
import { StudioError } from '../../core/contract/errors.js';
import { readBounded, writeAtomic } from '../files/atomic.js';
import { asStudioError } from '../files/errors.js';
import { JOURNAL } from './files.js';

const MAX_BYTES = 512 * 1024 * 1024;
/** From here on the journal begins anew with the document as it is. */
const COMPACT_BYTES = 32 * 1024 * 1024;

const headSchema = z.strictObject({
  schema: z.literal(1),
  /** The annotation file as it was when the edits began. */
  token: tokenSchema,
  /** The file that `source` of the shapes refers to. */
  origin: tokenSchema,
  by: z.string(),
  document: wireDocumentSchema,
  entries: z.int().nonnegative(),
});
const lineSchema = z.strictObject({
  at: z.iso.datetime(),
  patches: z.array(documentPatchSchema),
});

export interface JournalStart {
  readonly token: string;
  readonly origin: string;
  readonly by: string;
}

export interface Recovered extends JournalStart {
  readonly document: AnnotationDocument;
  readonly operations: number;
  readonly at: string;
}

export class Journal {
  private readonly path: string;
  private handle: FileHandle | null = null;
  private bytes = 0;
  private count = 0;

  constructor(
    sampleFolder: string,
    private start: JournalStart,
    private document: AnnotationDocument,
  ) {
    this.path = join(sampleFolder, JOURNAL);
  }

  /** Edits since the last save. */
  get entries(): number {
    return this.count;
  }

  /** The document with all edits that were told. */
  get current(): AnnotationDocument {
    return this.document;
  }

  /** Goes on with what a crash left: the file on disk stays until the next save. */
  adopt(recovered: Recovered): void {
    this.start = recovered;
    this.document = recovered.document;
    this.count = recovered.operations;
    this.bytes = COMPACT_BYTES;
  }

  /** @throws StudioError disk-full, folder-read-only, io; the edits are kept in memory and written with the next ones */
  async append(patches: readonly DocumentPatch[]): Promise<number> {
    const before = this.document;
    this.document = patches.reduce(applyPatch, this.document);
    this.count += patches.length;
    try {
      if (!this.handle || this.bytes >= COMPACT_BYTES) await this.begin(before, patches);
      else await this.write(line(patches));
    } catch (error) {
      // The next append writes the whole document, so that nothing is missing between.
      await this.closeFile();
      throw asStudioError(error, this.path);
    }
    return this.count;
  }

  /** Empties the journal after a save: edits begin anew with `document` over the file `token`. */
  async reset(token: string, origin: string, document: AnnotationDocument): Promise<void> {
    await this.closeFile();
    await rm(this.path, { force: true }).catch(() => undefined);
    this.start = { ...this.start, token, origin };
    this.document = document;
    this.count = 0;
    this.bytes = 0;
  }

  async closeFile(): Promise<void> {
    const { handle } = this;
    this.handle = null;
    await handle?.close().catch(() => undefined);
  }

  private async begin(
    before: AnnotationDocument,
    patches: readonly DocumentPatch[],
  ): Promise<void> {
    await this.closeFile();
    const earlier = this.count - patches.length;
    const head = {
      schema: 1,
      ...{ token: this.start.token, origin: this.start.origin, by: this.start.by },
      document: toWire(before),
      entries: earlier,
    };
    const data = `${JSON.stringify(head)}\n${line(patches)}`;
    await writeAtomic(this.path, data);
    this.handle = await open(this.path, 'a');
    this.bytes = Buffer.byteLength(data);
  }

  private async write(data: string): Promise<void> {
    await this.handle?.appendFile(data);
    await this.handle?.datasync();
    this.bytes += Buffer.byteLength(data);
  }
}

function line(patches: readonly DocumentPatch[]): string {
  return `${JSON.stringify({ at: new Date().toISOString(), patches })}\n`;
}

/** What an earlier session left; null where nothing was. @throws StudioError file-corrupt */
export async function readJournal(sampleFolder: string): Promise<Recovered | null> {
  const path = join(sampleFolder, JOURNAL);
  let lines: string[];
  try {
    lines = (await readBounded(path, MAX_BYTES)).toString('utf8').split('\n');
  } catch (error) {
    if (error instanceof StudioError && error.code === 'not-found') return null;
    throw error;
  }
  const head = headSchema.safeParse(jsonOf(lines[0] ?? ''));
  if (!head.success) {
    throw new StudioError(
      'file-corrupt',
      `${path}: ${head.error.issues[0]?.message ?? 'wrong shape'}`,
      '',
      { path },
    );
  }
  let document = fromWire(head.data.document);
  let operations = head.data.entries;
  let at = '';
  for (const text of lines.slice(1)) {
    const entry = lineSchema.safeParse(jsonOf(text));
    // The last line may be half written; what follows a broken one would not fit.
    if (!entry.success) break;
    document = entry.data.patches.reduce(applyPatch, document);
    operations += entry.data.patches.length;
    at = entry.data.at;
  }
  if (operations === 0 || at === '') return null;
  const { token, origin, by } = head.data;
  return { token, origin, by, document, operations, at };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
