import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImagePoint, ShapeType } from '../core/annotation/document.js';
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
  blocks: Record<Rasteriser, string[]>;
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
