/** What a file is, from its first bytes: enough for a preview, nothing is decoded. */
import { extname } from 'node:path';
import type { FileContent } from '../../../core/dataset/import-proposal.js';
import { MAX_HEADER_BYTES } from '../../codecs/cloud.js';
import { MAX_NPY_HEADER, npyHeader } from '../../codecs/npy.js';
import { pcdHeader } from '../../codecs/pcd.js';
import { plyHeader } from '../../codecs/ply.js';
import { pngHeader } from '../../codecs/png.js';
import { tiffHeader } from '../../codecs/tiff.js';
import type { ImportTree } from './tree-files.js';

export interface FileFacts {
  readonly content: FileContent;
  readonly width: number | null;
  readonly height: number | null;
  /** As it is told: `640 x 480, 16-bit grey PNG`. */
  readonly told: string;
  /** Fields of a cloud. */
  readonly fields: readonly string[];
}

const PNG_HEAD = 64;

/** @throws StudioError file-corrupt for a file that is not what its name says */
export async function inspectFile(tree: ImportTree, path: string): Promise<FileFacts> {
  switch (extname(path).toLowerCase()) {
    case '.png': {
      const { width, height, bits, colour } = pngHeader(path, await tree.head(path, PNG_HEAD));
      const content = colour ? 'colour' : bits === 16 ? 'grey16' : 'grey8';
      return facts(content, width, height, `${String(bits)}-bit ${colour ? 'colour' : 'grey'} PNG`);
    }
    case '.jpg':
    case '.jpeg':
      return facts('colour', null, null, 'JPEG');
    case '.tif':
    case '.tiff': {
      const { width, height, channels, bits, format } = tiffHeader(path, await tree.read(path));
      const content = contentOf(channels, format === 'float' || bits > 16 ? 'float' : bits);
      return facts(content, width, height, `${said(format, bits)} TIFF${times(channels)}`);
    }
    case '.npy': {
      const { shape, type } = npyHeader(path, await tree.head(path, MAX_NPY_HEADER));
      const [height, width, channels = 1] = shape;
      const bits = Number(type[1]) * 8;
      const content = contentOf(channels, type.startsWith('u') && bits <= 16 ? bits : 'float');
      return facts(
        width === undefined ? 'unknown' : content,
        width ?? null,
        height ?? null,
        `${said(type.startsWith('f') ? 'float' : type.startsWith('u') ? 'uint' : 'int', bits)} NPY${times(channels)}`,
      );
    }
    case '.pcd':
    case '.ply': {
      const head = await tree.head(path, MAX_HEADER_BYTES);
      const pcd = /\.pcd$/i.test(path);
      const { width, height, fields, encoding } = (pcd ? pcdHeader : plyHeader)(path, head);
      const told = `${pcd ? 'PCD' : 'PLY'} (${encoding.replaceAll('_', ' ')}) with ${fields.join(', ')}`;
      if (height > 1) return { ...facts('cloud', width, height, told), fields };
      return { ...facts('cloud', null, null, `${String(width)} points, ${told}`), fields };
    }
    case '.json':
    case '.txt':
      return facts('text', null, null, 'text');
    default:
      return facts('unknown', null, null, '');
  }
}

function contentOf(channels: number, bits: number | 'float'): FileContent {
  if (channels === 3) return bits === 8 ? 'colour' : bits === 'float' ? 'xyz' : 'unknown';
  if (channels !== 1) return 'unknown';
  return bits === 'float' ? 'float' : bits === 16 ? 'grey16' : 'grey8';
}

function said(format: 'uint' | 'int' | 'float', bits: number): string {
  return `${format}${String(bits)}`;
}

function times(channels: number): string {
  return channels === 1 ? '' : ` of ${String(channels)} channels`;
}

function facts(
  content: FileContent,
  width: number | null,
  height: number | null,
  kind: string,
): FileFacts {
  const size = width === null || height === null ? '' : `${String(width)} x ${String(height)}, `;
  return { content, width, height, told: `${size}${kind}`, fields: [] };
}
