/** Folders of LabelMe files to masks and label maps, and masks back to polygons. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import {
  BACKGROUND_LABEL,
  type AnnotationDocument,
  type Shape,
} from '../../core/annotation/document.js';
import { polygonsOf } from '../../core/annotation/labelme/mask-polygons.js';
import type { Size } from '../../core/annotation/labelme/read.js';
import { writeLabelme } from '../../core/annotation/labelme/write.js';
import { rasterise } from '../../core/annotation/raster/label-map.js';
import type { Rasteriser } from '../../core/annotation/raster/shape.js';
import { StudioError } from '../../core/contract/errors.js';
import type { AnnotationSettings } from '../../core/contract/schema/project.js';
import { text } from '../../core/text/index.js';
import { decodeGray16, encodeGray8Png } from '../codecs/png.js';
import { jsonText, writeAtomic } from '../files/atomic.js';
import {
  filesUnder,
  LABEL_MAP,
  PICTURES,
  readLabelFile,
  readLabelMap,
  sizeFor,
  sizeOfPicture,
} from './label-files.js';
import { maskPng } from './mask-png.js';

export interface ConvertOptions {
  readonly from: string;
  readonly out: string;
  readonly to: 'masks' | 'label-maps' | 'labelme';
  readonly rasteriser: Rasteriser;
  /** Of `labelme`: the oldest reader. */
  readonly readers: AnnotationSettings['readers'];
  /** Of `labelme` without a label map: the label of what is not 0. */
  readonly label: string;
  /** Of `labelme`: where pictures of the same stem are. */
  readonly images: string | null;
}

export interface Converted {
  readonly file: string;
  readonly outcome: 'written' | 'skipped' | 'failed';
  readonly out: string;
  readonly shapes: number;
  readonly pixels: number;
  readonly message: string;
  readonly hint: string;
}

/** Converts one file after the other and tells each; a file that fails does not stop the others. */
export async function* convert(options: ConvertOptions): AsyncGenerator<Converted> {
  if (options.to === 'labelme') yield* toLabelme(options);
  else yield* toMasks(options);
}

async function* toMasks(options: ConvertOptions): AsyncGenerator<Converted> {
  const files = await filesUnder(options.from, '.json');
  const values = options.to === 'label-maps' ? await labelMap(options.from, files) : new Map();
  const labels = [...values].map(([name, value]) => ({ name: String(name), value: Number(value) }));
  for (const file of files) {
    if (basename(file) === LABEL_MAP) continue;
    const out = join(options.out, `${file.slice(0, -extname(file).length)}.png`);
    yield await attempt(file, out, async () => {
      const path = join(options.from, file);
      const plain = await readLabelFile(path, null);
      const document = { ...plain.document, ...(await sizeFor(path, plain)) };
      const drawn = rasterise(document, { labels, rasteriser: options.rasteriser });
      const pixels = options.to === 'masks' ? drawn.mask : drawn.labels;
      await writeAtomic(out, await encodeGray8Png(pixels, drawn.width, drawn.height));
      return { shapes: document.shapes.length, pixels: drawn.maskPixels };
    });
  }
  if (options.to === 'label-maps')
    await writeAtomic(
      join(options.out, LABEL_MAP),
      jsonText(Object.fromEntries([[BACKGROUND_LABEL, 0], ...values])),
    );
}

/** One value per label for the whole folder: by name, or as a label map in it says. */
async function labelMap(from: string, files: readonly string[]): Promise<Map<string, number>> {
  const given = await givenMap(from);
  const values = new Map(Object.entries(given ?? {}).filter(([name]) => name !== BACKGROUND_LABEL));
  const names = new Set<string>();
  for (const file of files) {
    const read = await readLabelFile(join(from, file), null).catch(() => null);
    for (const { label } of read?.document.shapes ?? []) names.add(label);
  }
  names.delete(BACKGROUND_LABEL);
  for (const name of [...names].sort()) {
    if (values.has(name)) continue;
    const taken = new Set(values.values());
    let value = 1;
    while (taken.has(value)) value++;
    if (value > 254)
      throw new StudioError(
        'too-large',
        text('annotate.many-labels.message', { count: names.size }),
        text('annotate.many-labels.hint'),
      );
    values.set(name, value);
  }
  return values;
}

const givenMap = (folder: string): Promise<Record<string, number> | null> =>
  readLabelMap(join(folder, LABEL_MAP));

async function* toLabelme(options: ConvertOptions): AsyncGenerator<Converted> {
  const map = await givenMap(options.from);
  const names = new Map(Object.entries(map ?? {}).map(([name, value]) => [value, name]));
  for (const file of await filesUnder(options.from, '.png')) {
    const stem = file.slice(0, -extname(file).length);
    const out = join(options.out, `${stem}.json`);
    yield await attempt(file, out, async () => {
      const path = join(options.from, file);
      const { width, height, data } = await decodeGray16(path, await readFile(path));
      const values = [...new Set(data)].filter((value) => value !== 0).sort((a, b) => a - b);
      const shapes = values.flatMap((value) => {
        const label = names.get(value) ?? (map === null ? options.label : String(value));
        const bitmap = { width, height, data: Uint8Array.from(data, (n) => (n === value ? 1 : 0)) };
        // A hole may show another class: cut then, since background would cover it.
        return polygonsOf(bitmap, 0, 0, label, values.length === 1, options.rasteriser);
      });
      const document: AnnotationDocument = {
        ...{ width, height, flags: {} },
        shapes: shapes.map((part, i): Shape => ({
          ...{ id: `t${String(i)}`, type: 'polygon', groupId: null, description: '' },
          ...{ flags: {}, bitmap: null, source: null },
          ...part,
        })),
      };
      const picture = await pictureFor(options, stem, path);
      const size = picture === path ? null : await sizeOfPicture(picture);
      if (size && (size.width !== width || size.height !== height))
        throw otherPicture(picture, size, { width, height });
      const { readers, rasteriser } = options;
      const imagePath = relative(dirname(out), picture).replaceAll('\\', '/');
      const written = writeLabelme(document, null, {
        readers,
        rasteriser,
        imagePath,
        png: maskPng,
      });
      await writeAtomic(out, written);
      return { shapes: shapes.length, pixels: data.filter((value) => value !== 0).length };
    });
  }
}

/** The picture of a mask's stem; the mask itself where there is none, so that the file opens. */
async function pictureFor({ images }: ConvertOptions, stem: string, mask: string): Promise<string> {
  if (images === null) return mask;
  for (const extension of PICTURES) {
    const path = join(images, stem + extension);
    if (
      await readFile(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return mask;
}

/** Other pixels would be marked than the mask means. */
function otherPicture(path: string, picture: Size, mask: Size): StudioError {
  return new StudioError(
    'bad-input',
    text('annotate.other-picture.message', {
      path,
      picture: `${String(picture.width)} x ${String(picture.height)}`,
      mask: `${String(mask.width)} x ${String(mask.height)}`,
    }),
    text('annotate.other-picture.hint'),
    { path },
  );
}

async function attempt(
  file: string,
  out: string,
  work: () => Promise<{ shapes: number; pixels: number }>,
): Promise<Converted> {
  try {
    return { file, out, outcome: 'written', ...(await work()), message: '', hint: '' };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    // Any JSON may lie in a folder; what has no shapes is no annotation.
    const foreign = error.details['key'] === 'shapes' && error.code === 'file-corrupt';
    const { message, hint } = error;
    return {
      file,
      out,
      outcome: foreign ? 'skipped' : 'failed',
      shapes: 0,
      pixels: 0,
      message,
      hint,
    };
  }
}
