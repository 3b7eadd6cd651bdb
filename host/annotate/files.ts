/** Names of a sample's annotation files, and reading them. */
import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LabelmeError, type LabelmeProblem } from '../../core/annotation/labelme/problem.js';
import { readLabelme, type LabelmeFile, type Size } from '../../core/annotation/labelme/read.js';
import { StudioError } from '../../core/contract/errors.js';
import type { FileProblem } from '../../core/contract/schema/annotation.js';
import { text } from '../../core/text/index.js';
import { readBounded } from '../files/atomic.js';
import { maskPng } from './mask-png.js';

export const ANNOTATION = 'annotation.json';
/** Where drawn work goes while annotation.json cannot be read. */
export const BESIDE = 'annotation.new.json';
export const MASK = 'mask.png';
export const LABELS = 'labels.png';
export const LOCK = '.annotate-lock.json';
export const JOURNAL = '.annotate.jsonl';
/** The same picture as others drew it: NAME.json each; statistics compare them. */
export const ANNOTATORS = 'annotators';
export const VERSIONS = join('history', 'annotation');

/** Largest annotation file that is read: an embedded picture may be in it. */
const MAX_BYTES = 256 * 1024 * 1024;

export const NO_FILE = 'none';

/** Name of a person's drawing in ANNOTATORS. */
export function annotatorFile(person: string): string {
  const plain = person
    .trim()
    .slice(0, 60)
    .replaceAll(/[^\p{L}\p{N} ._-]/gu, '_')
    .replace(/^\./, '_');
  return `${plain}.json`;
}

export function tokenOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface FileState {
  readonly bytes: Buffer;
  readonly token: string;
  readonly modifiedAt: string;
}

/** Null where there is no such file. `known`: as it was found last. @throws StudioError */
export async function fileState(
  path: string,
  known: FileState | null = null,
): Promise<FileState | null> {
  try {
    const bytes = await readBounded(path, MAX_BYTES);
    const { mtime } = await stat(path);
    const token = known?.bytes.equals(bytes) === true ? known.token : tokenOf(bytes);
    return { bytes, token, modifiedAt: mtime.toISOString() };
  } catch (error) {
    if (error instanceof StudioError && error.code === 'not-found') return null;
    throw error;
  }
}

/** @throws LabelmeError */
export function parseAnnotation(bytes: Buffer, size: Size | null): LabelmeFile {
  if (!isUtf8(bytes))
    throw new LabelmeError({
      key: '',
      message: text('annotate.not-utf8.message'),
      hint: text('annotate.not-utf8.hint'),
    });
  return readLabelme(bytes.toString('utf8'), { size, png: maskPng });
}

/** A problem of the codec with the path of its file. */
export function problemAt(path: string, { key, message, hint }: LabelmeProblem): FileProblem {
  return { path, key, message, hint };
}

/** The codec's error as the studio's. */
export function annotationCorrupt(path: string, error: LabelmeError): StudioError {
  return new StudioError(
    'file-corrupt',
    text('error.file-corrupt.message', { path, reason: error.message }),
    error.hint,
    { path, key: error.key },
    { cause: error },
  );
}
