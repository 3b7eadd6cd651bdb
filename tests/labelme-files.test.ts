import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnnotationDocument } from '../core/annotation/document.js';
import { imageDataOf, readLabelme } from '../core/annotation/labelme/read.js';
import { writeLabelme } from '../core/annotation/labelme/write.js';
import { rasterise } from '../core/annotation/raster/label-map.js';
import type { Rasteriser } from '../core/annotation/raster/shape.js';
import { anyDocument } from '../core/annotation/testing/arbitrary.js';
import { maskPng } from '../host/annotate/mask-png.js';
import { askLabelme, labelmePython, noLabelme } from './support/labelme.js';
import { NO_SHARED_DATA, sharedData } from './support/shared-data.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pd-studio-labelme-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const WRITE = { readers: '5.1', imagePath: 'rgb.png', png: maskPng } as const;
const hashOf = (mask: Uint8Array): string =>
  createHash('sha256')
    .update(mask.map((value) => (value === 0 ? 0 : 1)))
    .digest('hex');
const maskOf = (document: AnnotationDocument, rasteriser: Rasteriser): Uint8Array =>
  rasterise(document, { labels: [], rasteriser }).mask;

interface Opened {
  path: string;
  error?: string;
  labels: string[];
  types: string[];
  hash: string;
  pixels: number;
}

describe('the real files of LabelMe 3', () => {
  const source = sharedData('labelme-real');
  const names = source ? readdirSync(source).filter((name) => name.endsWith('.json')) : [];

  it('should open, draw, and come back byte by byte', async (ctx) => {
    if (source === null) return ctx.skip(NO_SHARED_DATA);
    expect(names.length).toBe(5);
    for (const name of names) {
      const bytes = readFileSync(join(source, name));
      const text = bytes.toString('utf8');
      const plain = readLabelme(text, { size: null, png: maskPng });
      const picture = await sharp(Buffer.from(imageDataOf(plain) ?? [])).metadata();
      const file = readLabelme(text, { size: picture, png: maskPng });
      expect(file.warnings, name).toEqual([]);
      expect(file.document.shapes.length, name).toBeGreaterThan(0);
      const { maskPixels, unknown } = rasterise(file.document, {
        labels: [],
        rasteriser: 'labelme-7.9.1',
      });
      expect(maskPixels, name).toBeGreaterThan(1000);
      expect(unknown, name).not.toEqual([]);
      const options = { ...WRITE, rasteriser: 'labelme-7.9.1' } as const;
      const written = writeLabelme(structuredClone(file.document), file, options);
      expect(Buffer.from(written, 'utf8').equals(bytes), name).toBe(true);
    }
  });

  it.for(['labelme-7.9.1', 'labelme-5.1.1'] as const)(
    'should open in %s after an edit, with the same mask',
    (rasteriser, ctx) => {
      const python = labelmePython(rasteriser);
      if (source === null) return ctx.skip(NO_SHARED_DATA);
      if (python === null) return ctx.skip(noLabelme(rasteriser));
      const hashes: string[] = [];
      const paths = names.map((name) => {
        const file = readLabelme(readFileSync(join(source, name), 'utf8'), {
          size: null,
          png: maskPng,
        });
        const size = file.statedSize ?? { width: 2560, height: 1920 };
        const [first, ...others] = file.document.shapes;
        const document = {
          ...file.document,
          ...size,
          shapes: [...others, { ...first!, label: 'edited' }],
        };
        const path = join(folder, `${rasteriser}-${name}`);
        const options = { ...WRITE, rasteriser };
        writeFileSync(path, writeLabelme(document, file, options));
        hashes.push(hashOf(maskOf(document, rasteriser)));
        return path;
      });
      const opened = askLabelme(python, ['open', ...paths]) as Opened[];
      expect(opened.map(({ error }) => error)).toEqual(paths.map(() => undefined));
      expect(opened.map(({ labels }) => labels.at(-1))).toEqual(paths.map(() => 'edited'));
      expect(opened.map(({ hash }) => hash)).toEqual(hashes);
    },
  );
});

describe('new files', () => {
  it.for([
    ['labelme-7.9.1', '6.2'],
    ['labelme-7.9.1', '5.4'],
    ['labelme-7.9.1', '5.1'],
    ['labelme-7.9.1', '3'],
    ['labelme-5.1.1', '5.1'],
    ['labelme-5.1.1', '3'],
  ] as const)(
    'should open in $0 when written for $1, with the same mask',
    async ([rasteriser, readers], ctx) => {
      const python = labelmePython(rasteriser);
      if (python === null) return ctx.skip(noLabelme(rasteriser));
      // LabelMe draws no shape of type `points`, and the studio makes none.
      const documents = fc
        .sample(anyDocument, 60)
        .map((one) => ({ ...one, shapes: one.shapes.filter(({ type }) => type !== 'points') }));
      const paths = await Promise.all(
        documents.map(async (document, i) => {
          const stem = `${rasteriser}-${readers}-${String(i)}`;
          const { width, height } = document;
          const black = { width, height, channels: 3, background: 'black' } as const;
          await sharp({ create: black })
            .png()
            .toFile(join(folder, `${stem}.png`));
          const path = join(folder, `${stem}.json`);
          const options = { readers, imagePath: `${stem}.png`, png: maskPng, rasteriser };
          writeFileSync(path, writeLabelme(document, null, options));
          return path;
        }),
      );
      const opened = askLabelme(python, ['open', ...paths]) as Opened[];
      expect(opened.filter(({ error }) => error !== undefined)).toEqual([]);
      expect(opened.map(({ hash }) => hash)).toEqual(
        documents.map((document) => hashOf(maskOf(document, rasteriser))),
      );
    },
  );
});
