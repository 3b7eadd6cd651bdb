/**
 * Damaged files for every parser of imports: each gives a value or one typed error, takes less than a
 * second of processor time and little memory. 500 files per parser here, PD_STUDIO_FUZZ for more
 * (`npm run fuzz`: 10000).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import * as yazl from 'yazl';
import { LabelmeError } from '../../core/annotation/labelme/problem.js';
import { readLabelme } from '../../core/annotation/labelme/read.js';
import { StudioError } from '../../core/contract/errors.js';
import { maskPng } from '../../host/annotate/mask-png.js';
import { parseCalibration } from '../../host/camera/sources/intrinsics-files.js';
import { compressLzf, decompressLzf } from '../../host/codecs/lzf.js';
import { parseNpy } from '../../host/codecs/npy.js';
import { parsePcd } from '../../host/codecs/pcd.js';
import { parsePly } from '../../host/codecs/ply.js';
import { decodeGray16, decodeRgb } from '../../host/codecs/png.js';
import { decodeTiff, tiffHeader } from '../../host/codecs/tiff.js';
import { openTree } from '../../host/dataset/import/tree.js';
import { CAMERA_TEXT } from '../../host/testing/import-set.js';
import { root } from '../support/shared-data.js';
import { tiffBomb } from './bombs.js';
import { damaged, numbers } from './mutate.js';

const FILES = Number(process.env['PD_STUDIO_FUZZ'] ?? 500);
const MAX_CPU_MS = 1000;
/** Above what was held before: arrays that are not freed yet included. */
const MAX_GROWTH_BYTES = 400 * 1024 * 1024;

interface Golden {
  readonly name: string;
  readonly kind: string;
  readonly file: string;
}

const golden = JSON.parse(
  readFileSync(join(root, 'tests/golden/codecs.golden.json'), 'utf8'),
) as Golden[];
const seeds = (kind: string): Buffer[] =>
  golden.filter((one) => one.kind === kind).map((one) => Buffer.from(one.file, 'base64'));

const LABELME = JSON.stringify({
  version: '5.4.1',
  flags: { checked: true },
  shapes: [
    {
      label: 'dent',
      points: [
        [1.5, 2],
        [30, 4],
        [20, 22.25],
      ],
      group_id: 3,
      shape_type: 'polygon',
      flags: {},
    },
    {
      label: 'x',
      points: [
        [3, 3],
        [8, 9],
      ],
      shape_type: 'rectangle',
      line_color: null,
    },
    {
      label: 'm',
      points: [
        [2, 2],
        [4, 3],
      ],
      shape_type: 'mask',
      mask: Buffer.from(
        maskPng.encode({ width: 3, height: 2, data: Uint8Array.of(1, 0, 1, 1, 1, 0) }),
      ).toString('base64'),
    },
  ],
  imagePath: 'a\\b.jpg',
  imageData: null,
  imageHeight: 40,
  imageWidth: 50,
});

let folder: string;
let archive: Buffer;
let jpeg: Buffer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pd-fuzz-'));
  const noise = Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * 7919) % 251);
  jpeg = await sharp(noise, { raw: { width: 64, height: 48, channels: 3 } })
    .jpeg()
    .toBuffer();
  const zip = new yazl.ZipFile();
  zip.addBuffer(Buffer.from(LABELME), 'set/a.json');
  zip.addBuffer(seeds('gray')[0]!, 'set/a.depth.png');
  zip.addBuffer(Buffer.from(CAMERA_TEXT), 'set/deep/er/cam.txt', { compress: false });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  archive = Buffer.concat(chunks);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function readArchive(file: Buffer): Promise<void> {
  const path = join(folder, 'damaged.zip');
  writeFileSync(path, file);
  const tree = await openTree(path);
  try {
    for (const { path: name } of tree.files) {
      expect(name.split('/')).not.toContain('..');
      await tree.read(name, 1024 * 1024).catch((error: unknown) => {
        if (!(error instanceof StudioError)) throw error;
      });
    }
  } finally {
    await tree.close();
  }
}

/** Errors that a parser may throw beside StudioError. */
function isTyped(error: unknown, parser: string): boolean {
  if (error instanceof StudioError)
    return error.code === 'file-corrupt' || error.code === 'too-large';
  if (parser === 'LabelMe') return error instanceof LabelmeError;
  // LZF is only ever called by the PCD reader, which names the file.
  return parser === 'LZF' && error instanceof Error && /compressed/.test(error.message);
}

const packed = Buffer.from(compressLzf(Buffer.from('abcabcabcabcxyz'.repeat(40))));

const PARSERS: readonly (readonly [
  name: string,
  seeds: () => readonly Buffer[],
  parse: (file: Buffer) => unknown,
])[] = [
  ['TIFF', () => seeds('tiff'), (file) => [tiffHeader('f', file), decodeTiff('f', file)]],
  ['NPY', () => seeds('npy'), (file) => parseNpy('f', file)],
  ['PCD', () => seeds('pcd'), (file) => parsePcd('f', file)],
  ['PLY', () => seeds('ply'), (file) => parsePly('f', file)],
  ['LZF', () => [packed], (file) => decompressLzf(file, 600)],
  ['grey PNG', () => seeds('gray'), (file) => decodeGray16('f', file)],
  ['colour PNG', () => seeds('rgb'), (file) => decodeRgb('f', file)],
  ['JPEG', () => [jpeg], (file) => decodeRgb('f', file)],
  [
    'LabelMe',
    () => [Buffer.from(LABELME)],
    (file) => readLabelme(file.toString('utf8'), { size: null, png: maskPng }),
  ],
  [
    'calibration',
    () => [Buffer.from(CAMERA_TEXT), Buffer.from('{"fx":600,"fy":600,"cx":320,"cy":240}')],
    (file) => {
      const content = file.toString('utf8');
      // A file that is no JSON is passed over by its caller.
      const name = content.trimStart().startsWith('{') ? 'cam.json' : 'cam.txt';
      let found = null;
      try {
        found = parseCalibration(name, content);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
      if (!found) throw new StudioError('file-corrupt', 'It holds no intrinsics.');
    },
  ],
  ['zip', () => [archive], readArchive],
];

/** Seeds that are refused as they are. */
const HOSTILE: Readonly<Record<string, () => readonly Buffer[]>> = {
  TIFF: () => [tiffBomb(8192, 4, 8), tiffBomb(4096, 1, 4)],
};

describe(`${String(FILES)} damaged files`, () => {
  it.each(PARSERS)('%s', { timeout: 120_000 + FILES * 100 }, async (name, makeSeeds, parse) => {
    const files = [...makeSeeds()];
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) await parse(file);
    for (const file of HOSTILE[name]?.() ?? []) {
      await expect(Promise.resolve(file).then(parse)).rejects.toThrow(StudioError);
      files.push(file);
    }
    const random = numbers(20_231_104 + name.length);
    const held = process.memoryUsage();
    let refused = 0;
    let slowest = 0;
    for (let i = 0; i < FILES; i++) {
      const seed = files[i % files.length]!;
      const file = damaged(seed, random);
      const before = process.cpuUsage();
      try {
        await parse(file);
      } catch (error) {
        refused += 1;
        if (!isTyped(error, name)) {
          throw new Error(
            `file ${String(i)} of ${name}: ${file.toString('base64').slice(0, 400)}`,
            {
              cause: error,
            },
          );
        }
      }
      const { user, system } = process.cpuUsage(before);
      slowest = Math.max(slowest, (user + system) / 1000);
      if (i % 50 === 0) {
        const now = process.memoryUsage();
        expect(now.external + now.heapUsed - held.external - held.heapUsed).toBeLessThan(
          MAX_GROWTH_BYTES,
        );
      }
    }
    expect(slowest, 'milliseconds of processor time').toBeLessThan(MAX_CPU_MS);
    // Damage that no parser notices would mean that nothing was damaged.
    expect(refused).toBeGreaterThan(FILES / 20);
  });
});
