/** manifest.json of an export: bounded reading from a folder or a zip file, row by row writing. */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { open as openZip, type Entry, type ZipFile } from 'yauzl';
import {
  exportManifestSchema,
  type ExportedSample,
  type ExportManifest,
} from '../../core/contract/schema/export-manifest.js';
import { readJson } from '../files/atomic.js';

export const MANIFEST = 'manifest.json';
/** 50,000 samples have about 80 MB. */
const MAX_BYTES = 400 * 1024 * 1024;

/** Null where there is none that this version understands. */
export async function readManifest(folder: string): Promise<ExportManifest | null> {
  const raw = await readJson(join(folder, MANIFEST), MAX_BYTES).catch(() => null);
  return exportManifestSchema.safeParse(raw).data ?? null;
}

/** The same of a zip file. */
export async function readZipManifest(path: string): Promise<ExportManifest | null> {
  const bytes = await zipEntry(path, MANIFEST).catch(() => null);
  if (!bytes) return null;
  try {
    return exportManifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}

/** Uncompressed sizes by path, from the zip's own directory; empty for what is no zip. */
export async function zipSizes(path: string): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  await visitZip(path, ({ fileName, uncompressedSize }) => {
    sizes.set(fileName, uncompressedSize);
    return null;
  }).catch(() => null);
  return sizes;
}

function zipEntry(path: string, name: string): Promise<Buffer | null> {
  return visitZip(path, (entry, zip) => {
    if (entry.fileName !== name) return null;
    if (entry.uncompressedSize > MAX_BYTES) throw new Error('too large');
    return readEntry(zip, entry);
  });
}

/** Entry by entry, until one gives something. */
function visitZip(
  path: string,
  look: (entry: Entry, zip: ZipFile) => Promise<Buffer> | null,
): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) {
        reject(error);
        return;
      }
      const end = (settle: () => void): void => {
        zip.close();
        settle();
      };
      const fail = (thrown: unknown): void => {
        end(() => {
          reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
        });
      };
      zip.on('error', fail);
      zip.on('end', () => {
        end(() => {
          resolve(null);
        });
      });
      zip.on('entry', (entry: Entry) => {
        try {
          const found = look(entry, zip);
          if (!found) zip.readEntry();
          else
            found.then((bytes) => {
              end(() => {
                resolve(bytes);
              });
            }, fail);
        } catch (thrown) {
          fail(thrown);
        }
      });
      zip.readEntry();
    });
  });
}

function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) {
        reject(error);
        return;
      }
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('error', reject);
      stream.on('end', () => {
        resolve(Buffer.concat(parts));
      });
    });
  });
}

/** Head of the manifest, then one line per sample: large ones are never one string. */
export async function writeManifest(
  path: string,
  head: Omit<ExportManifest, 'samples'>,
  rows: AsyncIterable<ExportedSample>,
): Promise<void> {
  const file: FileHandle = await open(path, 'w');
  try {
    const opening = JSON.stringify(head, null, 2).replace(/\n\}$/, ',\n  "samples": [');
    await file.write(opening);
    let separator = '\n    ';
    for await (const row of rows) {
      await file.write(separator + JSON.stringify(row));
      separator = ',\n    ';
    }
    await file.write('\n  ]\n}\n');
    await file.sync();
  } finally {
    await file.close();
  }
}
