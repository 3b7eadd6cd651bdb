import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BACKGROUND_LABEL,
  type ImagePoint,
  type ShapeBitmap,
  type ShapeType,
} from '../core/annotation/document.js';
import { rasterise } from '../core/annotation/raster/label-map.js';
import { shapeMask, type Rasteriser } from '../core/annotation/raster/shape.js';
import { askLabelme, labelmePython, noLabelme } from './support/labelme.js';
import { ShapeStream, type StreamShape } from './support/shape-stream.js';
import { root } from './support/shared-data.js';

interface Golden {
  stream: { seed: number; blocks: number; size: number };
  versions: Record<Rasteriser, { labelme: string; pillow: string }>;
  shapes: {
    type: ShapeType;
    points: ImagePoint[];
    width: number;
    height: number;
    hashes: Record<Rasteriser, string>;
  }[];
  /** Whole documents with mask shapes, by LabelMe 7.9.1's own label map. */
  composed: Composed[];
  blocks: Record<Rasteriser, string[]>;
}

interface Composed {
  width: number;
  height: number;
  shapes: { label: string; type: ShapeType; points: ImagePoint[]; mask?: string[] }[];
  /** Of 0 and 1, and of the values in CLASSES. */
  mask: string;
  labels: string;
}

const golden = JSON.parse(
  readFileSync(join(root, 'tests/golden/labelme-masks.golden.json'), 'utf8'),
) as Golden;
const RASTERISERS = ['labelme-7.9.1', 'labelme-5.1.1'] as const;

const mask = (shape: StreamShape, rasteriser: Rasteriser): Uint8Array =>
  shapeMask({ ...shape, bitmap: null }, shape.width, shape.height, rasteriser);
const hashOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

describe.each(RASTERISERS)('masks as %s draws them', (rasteriser) => {
  it('should be told of the right versions', () => {
    expect(`labelme-${golden.versions[rasteriser].labelme}`).toBe(rasteriser);
    expect(golden.versions[rasteriser].pillow).toBe(
      rasteriser === 'labelme-7.9.1' ? '13.0.0' : '9.4.0',
    );
  });

  it('should be equal bit for bit for the listed shapes', () => {
    const other = golden.shapes.filter(
      (shape) => hashOf(mask(shape, rasteriser)).slice(0, 16) !== shape.hashes[rasteriser],
    );
    expect(other).toEqual([]);
  });

  it('should be equal bit for bit for thousands of random shapes', () => {
    const stream = new ShapeStream(golden.stream.seed);
    const blocks = golden.blocks[rasteriser].map(() => {
      const block = createHash('sha256');
      for (let i = 0; i < golden.stream.size; i++) block.update(mask(stream.next(), rasteriser));
      return block.digest('hex').slice(0, 16);
    });
    expect(blocks).toEqual(golden.blocks[rasteriser]);
  });

  it('should be equal to the installed LabelMe for new shapes', (ctx) => {
    const python = labelmePython(rasteriser);
    if (python === null) return ctx.skip(noLabelme(rasteriser));
    const stream = new ShapeStream(Date.now() >>> 0 || 1);
    const shapes = Array.from({ length: 3000 }, () => stream.next());
    const answers = askLabelme(
      python,
      ['masks'],
      shapes.map((shape) => JSON.stringify(shape)).join('\n'),
    ) as { hash: string }[];
    const other = shapes.filter((shape, i) => hashOf(mask(shape, rasteriser)) !== answers[i]?.hash);
    expect(answers).toHaveLength(shapes.length);
    expect(other).toEqual([]);
  });
});

const CLASSES = [
  { name: BACKGROUND_LABEL, value: 0 },
  { name: 'dent', value: 1 },
  { name: 'crack', value: 2 },
];

function bitmapOf(rows: readonly string[]): ShapeBitmap {
  const data = Uint8Array.from(rows.join(''), Number);
  return { width: rows[0]?.length ?? 0, height: rows.length, data };
}

/** The documents whose mask or label map is another one than LabelMe's. */
function otherComposed(documents: readonly Composed[]): Composed[] {
  return documents.filter(({ width, height, shapes, mask: asMask, labels }) => {
    const drawn = rasterise(
      {
        ...{ width, height },
        shapes: shapes.map(({ mask: rows, ...shape }, i) => ({
          ...{ id: String(i), groupId: null, description: '', flags: {}, source: null },
          ...shape,
          bitmap: rows ? bitmapOf(rows) : null,
        })),
      },
      { labels: CLASSES, rasteriser: 'labelme-7.9.1' },
    );
    const own = drawn.mask.map((value) => (value === 0 ? 0 : 1));
    return hashOf(own).slice(0, 16) !== asMask || hashOf(drawn.labels).slice(0, 16) !== labels;
  });
}

describe('documents of several shapes, masks among them', () => {
  it('should be equal bit for bit to the listed ones', () => {
    const types = golden.composed.flatMap(({ shapes }) => shapes.map(({ type }) => type));
    expect(types.filter((type) => type === 'mask').length).toBeGreaterThan(20);
    expect(otherComposed(golden.composed)).toEqual([]);
  });

  it('should be equal to the installed LabelMe for new ones', (ctx) => {
    const python = labelmePython('labelme-7.9.1');
    if (python === null) return ctx.skip(noLabelme('labelme-7.9.1'));
    const seed = String(Date.now() % 1e6);
    const documents = askLabelme(python, ['composed', seed, '300']) as Composed[];
    expect(documents).toHaveLength(300);
    expect(otherComposed(documents)).toEqual([]);
  });
});

describe('the two versions', () => {
  it('should differ only in polygons, oriented rectangles and linestrips', () => {
    const differing = golden.shapes.filter(
      ({ hashes }) => hashes['labelme-7.9.1'] !== hashes['labelme-5.1.1'],
    );
    expect(new Set(differing.map((shape) => shape.type))).toEqual(
      new Set(['polygon', 'oriented_rectangle', 'linestrip']),
    );
  });
});
