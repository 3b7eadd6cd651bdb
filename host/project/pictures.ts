/** The pictures of a sample as they are shown: the files themselves, or a small JPEG. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import type { PictureKind } from '../../core/contract/methods.js';
import type { Sample } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import { asStudioError } from '../files/errors.js';
import { inside } from '../files/guard.js';
import { maskThumbnail, smallDepth, writtenMask } from './small-pictures.js';
import type { Thumbnails } from './thumbnails.js';

/** @throws StudioError not-found where the sample has no such picture */
export async function readPicture(
  folder: string,
  sample: Sample,
  kind: PictureKind,
  thumbnails: Thumbnails,
): Promise<{ mime: string; bytes: Uint8Array }> {
  if (kind === 'thumbnail')
    return {
      mime: 'image/jpeg',
      bytes: await thumbnails.of(sample.id, inside(folder, sample.rgb.file)),
    };
  if (kind === 'mask') return { mime: 'image/png', bytes: await writtenMask(folder) };
  if (kind === 'mask-thumbnail') return { mime: 'image/png', bytes: await maskThumbnail(folder) };
  if (kind === 'depth-thumbnail' || kind === 'depth-preview')
    return { mime: 'application/octet-stream', bytes: await smallDepth(folder, sample, kind) };
  const file = kind === 'rgb' ? sample.rgb.file : sample.depth?.file;
  if (file === undefined) {
    throw new StudioError(
      'not-found',
      text('error.not-found.message', { path: `${sample.id}/depth` }),
    );
  }
  const bytes = await readFile(inside(folder, file)).catch((error: unknown) => {
    throw asStudioError(error, join(folder, file));
  });
  return { mime: mimeOf(file), bytes };
}

function mimeOf(file: string): string {
  if (file.endsWith('.png')) return 'image/png';
  return file.endsWith('.tiff') ? 'image/tiff' : 'image/jpeg';
}
