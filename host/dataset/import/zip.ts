/**
 * A zip archive as an ImportTree. Names that lead out of the archive, links, encrypted entries and
 * entries that would unpack to more than is read are refused one by one; the rest stays readable.
 */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import * as yauzl from 'yauzl';
import { StudioError } from '../../../core/contract/errors.js';
import type { AbortSignalLike } from '../../../core/contract/server.js';
import type { SkippedFile } from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';
import { corrupt } from '../../codecs/corrupt.js';
import {
  byPath,
  isHidden,
  MAX_FILE_BYTES,
  MAX_FILES,
  refusal,
  tooLong,
  type ImportTree,
  type TreeFile,
} from './tree-files.js';

/** Unix file types in the upper half of the external attributes. */
const TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;
/** Deflate cannot grow data by more than about 1032. */
const LARGEST_GROWTH = 1040;

/** @throws StudioError file-corrupt for what is no zip archive; too-large */
export async function openZip(source: string, signal?: AbortSignalLike): Promise<ImportTree> {
  const archive = await opened(source);
  const entries = new Map<string, yauzl.Entry>();
  const refused: SkippedFile[] = [];
  try {
    await listed(archive, (entry) => {
      if (signal?.aborted === true)
        throw new StudioError('cancelled', text('import.error.cancelled'));
      const name = nameOf(entry);
      if (name.endsWith('/')) return;
      const reason = reasonAgainst(entry, name);
      if (reason !== null) refused.push(refusal(shown(name), reason));
      else if (entries.has(name)) refused.push(refusal(name, text('import.reason.twice')));
      else if (!name.split('/').some(isHidden)) entries.set(name, entry);
      if (entries.size > MAX_FILES) {
        throw new StudioError(
          'too-large',
          text('import.error.too-many', { path: source, count: MAX_FILES }),
          text('import.error.too-many.hint'),
        );
      }
    });
  } catch (error) {
    archive.close();
    throw corrupt(source, error);
  }
  const must = (path: string): yauzl.Entry => {
    const entry = entries.get(path);
    if (!entry) throw new StudioError('not-found', text('error.not-found.message', { path }));
    return entry;
  };
  const files = [...entries].map(([path, entry]): TreeFile => ({
    path,
    bytes: entry.uncompressedSize,
    modifiedMs: modified(entry),
  }));
  return {
    source,
    container: 'zip',
    files: files.sort(byPath),
    refused,
    async read(path, maxBytes = MAX_FILE_BYTES) {
      const entry = must(path);
      if (entry.uncompressedSize > maxBytes) throw tooLong(path, entry.uncompressedSize, maxBytes);
      return collect(archive, entry, path, entry.uncompressedSize);
    },
    head: (path, count) => collect(archive, must(path), path, count),
    localPath: () => null,
    close() {
      archive.close();
      return Promise.resolve();
    },
  };
}

/** Unpacks one entry into a file, for readers that want one (recordings). */
export async function unpackTo(tree: ImportTree, path: string, target: string): Promise<void> {
  const data = await tree.read(path, MAX_FILE_BYTES);
  await pipeline([data], createWriteStream(target, { flags: 'wx' }));
}

function opened(source: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are decoded here: yauzl ends at the first bad one, we go on without it.
    yauzl.open(
      source,
      { lazyEntries: true, autoClose: false, decodeStrings: false },
      (error, archive) => {
        if (error) reject(corrupt(source, error));
        else resolve(archive);
      },
    );
  });
}

function listed(archive: yauzl.ZipFile, take: (entry: yauzl.Entry) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.on('error', reject);
    archive.on('end', resolve);
    archive.on('entry', (entry: yauzl.Entry) => {
      try {
        take(entry);
        archive.readEntry();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    archive.readEntry();
  });
}

/** UTF-8 where the archive says so, else as it is usually meant. */
function nameOf(entry: yauzl.Entry): string {
  const raw = entry.fileNameRaw;
  const name = raw.toString('utf8');
  return name.includes('\uFFFD') ? raw.toString('latin1') : name;
}

function reasonAgainst(entry: yauzl.Entry, name: string): string | null {
  const parts = name.split('/');
  if (name.includes('\0') || name.includes('\\') || /^[a-z]:/i.test(name) || name.startsWith('/'))
    return text('import.reason.zip-slip');
  if (parts.some((part) => part === '..' || part === '.' || part === ''))
    return text('import.reason.zip-slip');
  if (((entry.externalFileAttributes >>> 16) & TYPE_MASK) === SYMBOLIC_LINK)
    return text('import.reason.zip-link');
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) return text('import.reason.encrypted');
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    return text('import.reason.compression', { method: entry.compressionMethod });
  if (entry.uncompressedSize > MAX_FILE_BYTES)
    return text('import.reason.too-long', { size: entry.uncompressedSize, limit: MAX_FILE_BYTES });
  if (entry.uncompressedSize > entry.compressedSize * LARGEST_GROWTH + 64)
    return text('import.reason.zip-lies', { size: entry.uncompressedSize });
  return null;
}

/** A name as it is told: short and without control characters. */
function shown(name: string): string {
  return name.replace(/\p{Cc}/gu, '?').slice(0, 200);
}

function modified(entry: yauzl.Entry): number {
  const time = entry.getLastModDate().getTime();
  return Number.isFinite(time) ? time : 0;
}

/** The first `limit` bytes of an entry. */
function collect(
  archive: yauzl.ZipFile,
  entry: yauzl.Entry,
  path: string,
  limit: number,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => {
      if (error) {
        reject(corrupt(path, error));
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      const finish = (whole: boolean): void => {
        const data = Buffer.concat(chunks).subarray(0, limit);
        if (whole && crc32(data) !== entry.crc32)
          reject(corrupt(path, 'its checksum in the archive differs'));
        else resolve(data);
      };
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= limit && limit < entry.uncompressedSize) {
          stream.destroy();
          finish(false);
        }
      });
      stream.on('end', () => {
        finish(limit >= entry.uncompressedSize);
      });
      stream.on('error', (cause: Error) => {
        reject(corrupt(path, cause));
      });
    });
  });
}
