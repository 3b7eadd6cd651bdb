/** Folders of LabelMe files outside any project: finding them, and the size of their pictures. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { LabelmeError } from '../../core/annotation/labelme/problem.js';
import { imageDataOf, type LabelmeFile, type Size } from '../../core/annotation/labelme/read.js';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { corrupt } from '../codecs/corrupt.js';
import { readBounded, readJson } from '../files/atomic.js';
import { asStudioError } from '../files/errors.js';
import { annotationCorrupt, parseAnnotation } from './files.js';

export const LABEL_MAP = 'label-map.json';
const labelMapSchema = z.record(z.string().min(1), z.int().min(0).max(255));

const MAX_FILES = 200_000;
const MAX_PIXELS = 64 * 1024 * 1024;
const MAX_PICTURE_BYTES = 512 * 1024 * 1024;
export const PICTURES = ['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.bmp', '.webp'];

/** Files with this extension under a folder, sorted, relative to it; hidden ones are passed over. */
export async function filesUnder(folder: string, extension: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (at: string): Promise<void> => {
    const entries = await readdir(at, { withFileTypes: true }).catch((error: unknown) => {
      throw asStudioError(error, at);
    });
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) await walk(path);
      else if (extname(entry.name).toLowerCase() === extension) found.push(relative(folder, path));
      if (found.length > MAX_FILES) throw new StudioError('too-large', folder);
    }
  };
  await walk(folder);
  return found.sort();
}

/** Reads a file; where it states no size, its document has none yet. @throws StudioError file-corrupt */
export async function readLabelFile(path: string, size: Size | null): Promise<LabelmeFile> {
  const bytes = await readBounded(path, 256 * 1024 * 1024);
  try {
    return parseAnnotation(bytes, size);
  } catch (error) {
    if (error instanceof LabelmeError) throw annotationCorrupt(path, error);
    throw error;
  }
}

/** Size of an encoded picture as it is looked at: turned as EXIF says. */
async function pictureSize(data: Uint8Array | string): Promise<Size> {
  const meta = await sharp(data, { limitInputPixels: MAX_PIXELS }).metadata();
  const { autoOrient } = meta;
  return { width: autoOrient.width, height: autoOrient.height };
}

/** Size of a picture file, of which only the head is read; null where it is no picture. */
export function sizeOfPicture(path: string): Promise<Size | null> {
  return pictureSize(path).catch(() => null);
}

/** Labels with their values; null where there is no such file. @throws StudioError file-corrupt */
export async function readLabelMap(path: string): Promise<Record<string, number> | null> {
  const json = await readJson(path).catch((error: unknown) => {
    if (error instanceof StudioError && error.code === 'not-found') return null;
    throw error;
  });
  if (json === null) return null;
  const parsed = labelMapSchema.safeParse(json);
  if (!parsed.success) throw corrupt(path, 'it must hold labels with values from 0 to 255');
  return parsed.data;
}

/** Size of the embedded picture; null where there is none. @throws StudioError file-corrupt */
export async function embeddedSize(path: string, file: LabelmeFile): Promise<Size | null> {
  try {
    const data = imageDataOf(file);
    return data && (await pictureSize(data));
  } catch (error) {
    if (error instanceof LabelmeError) throw annotationCorrupt(path, error);
    const reason = `imageData: ${error instanceof Error ? error.message : String(error)}`;
    throw new StudioError(
      'file-corrupt',
      text('error.file-corrupt.message', { path, reason }),
      text('error.file-corrupt.hint'),
      { path, key: 'imageData' },
    );
  }
}

/** The picture that a file names, or one of its stem beside it; null where there is none that can be read. */
export async function besideSize(
  path: string,
  file: LabelmeFile,
): Promise<{ readonly size: Size; readonly path: string } | null> {
  const folder = dirname(path);
  const stem = basename(path, extname(path));
  const names = [
    ...(file.imagePath === null ? [] : [file.imagePath, basename(file.imagePath)]),
    ...PICTURES.map((extension) => stem + extension),
  ];
  for (const name of names) {
    const picture = resolve(folder, name);
    try {
      return {
        size: await pictureSize(await readBounded(picture, MAX_PICTURE_BYTES)),
        path: picture,
      };
    } catch {
      // The next name may be there.
    }
  }
  return null;
}

/** The size that a mask of this file has: stated, else embedded, else of the picture beside. */
export async function sizeFor(path: string, file: LabelmeFile): Promise<Size> {
  const size =
    file.statedSize ?? (await embeddedSize(path, file)) ?? (await besideSize(path, file))?.size;
  if (size) return size;
  throw new StudioError(
    'not-found',
    text('annotate.no-size.message', { path }),
    text('annotate.no-size.hint'),
    { path },
  );
}
