import { describe, expect, it } from 'vitest';
import { importMappingSchema, type ImportMapping } from '../contract/schema/dataset-import.js';
import { compileRule, mapTree, mvtecMapping } from './import-mapping.js';
import { proposeMapping, type FileContent } from './import-proposal.js';

const TYPES = ['dent', 'crack', 'combine-S'];

function entries(tree: Record<string, FileContent>): { path: string; content: FileContent }[] {
  return Object.entries(tree).map(([path, content]) => ({ path, content }));
}

function proposed(tree: Record<string, FileContent>): ImportMapping {
  const mapping = proposeMapping(entries(tree), TYPES);
  expect(importMappingSchema.safeParse(mapping).success).toBe(true);
  return mapping!;
}

/** key -> category, split, anomaly, lighting and roles */
function read(tree: Record<string, FileContent>, mapping = proposed(tree)): Record<string, string> {
  const { samples, skipped } = mapTree(Object.keys(tree).sort(), mapping, TYPES);
  expect(skipped).toEqual([]);
  return Object.fromEntries(
    samples.map(({ key, cell, files }) => [
      key,
      `${String(cell.category)} ${String(cell.split)} ${String(cell.anomaly)} ${String(cell.lighting)}: ${Object.keys(files).sort().join(' ')}`,
    ]),
  );
}

describe('a mapping proposed for four layouts', () => {
  it('should read category/split/type/role folders with depth and masks', () => {
    expect(
      read({
        'PD-REAL/strawberry/train/good/rgb/000.png': 'colour',
        'PD-REAL/strawberry/train/good/depth/000.png': 'grey16',
        'PD-REAL/strawberry/test/dent/rgb/000.png': 'colour',
        'PD-REAL/strawberry/test/dent/depth/000.png': 'grey16',
        'PD-REAL/strawberry/test/dent/gt/000.png': 'grey8',
        'PD-REAL/crab/test/combine-s/rgb/001.png': 'colour',
        'PD-REAL/crab/test/combine-s/depth/001.png': 'grey16',
      }),
    ).toEqual({
      'PD-REAL/crab/test/combine-s/rgb/001.png': 'crab test combine-S null: depth rgb',
      'PD-REAL/strawberry/test/dent/rgb/000.png': 'strawberry test dent null: depth mask rgb',
      'PD-REAL/strawberry/train/good/rgb/000.png': 'strawberry train good null: depth rgb',
    });
  });

  it('should read role folders at the top', () => {
    expect(
      read({
        'images/cookie/validation/good/1.jpg': 'colour',
        'images/cookie/test/dent/1.jpg': 'colour',
        'depth/cookie/validation/good/1.tiff': 'float',
        'depth/cookie/test/dent/1.tiff': 'float',
        'ground_truth/cookie/test/dent/1_mask.png': 'grey8',
      }),
    ).toEqual({
      'images/cookie/test/dent/1.jpg': 'cookie test dent null: depth mask rgb',
      'images/cookie/validation/good/1.jpg': 'cookie validation good null: depth rgb',
    });
  });

  it('should read words of others, lighting, and files beside each other', () => {
    expect(
      read({
        'Training/OK/C/banana/img_001.jpg': 'colour',
        'Training/OK/C/banana/depth_001.npy': 'grey16',
        'Testing/NG/U/banana/img_001.jpg': 'colour',
        'Testing/NG/U/banana/depth_001.npy': 'grey16',
        'Testing/NG/U/banana/mask_001.png': 'grey8',
      }),
    ).toEqual({
      'Testing/NG/U/banana/img_001.jpg': 'banana test NG U: depth mask rgb',
      'Training/OK/C/banana/img_001.jpg': 'banana train good C: depth rgb',
    });
  });

  it('should read two words in one folder name and clouds with a coloured depth picture to look at', () => {
    expect(
      read({
        'bread_train/good/0001_rgb.png': 'colour',
        'bread_train/good/0001_cloud.ply': 'cloud',
        'bread_train/good/0001_depth.png': 'colour',
        'bread_test/crack/0001_rgb.png': 'colour',
        'bread_test/crack/0001_cloud.ply': 'cloud',
        'bread_test/crack/0001_depth.png': 'colour',
        'bread_test/crack/0001_gt.png': 'grey8',
      }),
    ).toEqual({
      'bread_test/crack/0001_rgb.png': 'bread test crack null: mask rgb xyz',
      'bread_train/good/0001_rgb.png': 'bread train good null: rgb xyz',
    });
  });

  it('should propose nothing where no picture could begin a sample', () => {
    expect(
      proposeMapping(entries({ 'a/readme.txt': 'text', 'a/b.csv': 'unknown' }), []),
    ).toBeNull();
  });
});

describe('a mapping given', () => {
  const mapping: ImportMapping = {
    rules: [
      { pattern: '{category}-{split}-{anomaly}-{name}.rgb.png', role: 'rgb', fixed: {} },
      { pattern: 'd/{split}/{name}.png', role: 'depth', fixed: { category: 'radish' } },
      { pattern: '{*}.log', role: 'ignore', fixed: {} },
    ],
    values: { split: { teil1: 'train', teil2: 'test' }, anomaly: { gut: 'good' } },
  };

  it('should use its words and fixed values, and tell what fits no rule or no sample', () => {
    const { samples, skipped } = mapTree(
      [
        'radish-teil1-gut-7.rgb.png',
        'radish-teil3-gut-8.rgb.png',
        'd/teil1/7.png',
        'd/teil1/9.png',
        'x.log',
        'other/file.png',
      ],
      mapping,
      TYPES,
    );
    expect(samples).toEqual([
      {
        key: 'radish-teil1-gut-7.rgb.png',
        files: { rgb: 'radish-teil1-gut-7.rgb.png', depth: 'd/teil1/7.png' },
        cell: { category: 'radish', split: 'train', anomaly: 'good', lighting: null },
      },
    ]);
    expect(skipped).toEqual(
      expect.arrayContaining([
        { file: 'radish-teil3-gut-8.rgb.png', reason: 'unknown-split' },
        { file: 'd/teil1/9.png', reason: 'no-rgb' },
        { file: 'other/file.png', reason: 'no-rule' },
      ]),
    );
  });

  it('should not guess between two samples', () => {
    const two: ImportMapping = {
      rules: [
        { pattern: '{category}/{name}.png', role: 'rgb', fixed: {} },
        { pattern: 'depth/all/{name}.png', role: 'depth', fixed: {} },
      ],
      values: {},
    };
    const { skipped } = mapTree(['a/1.png', 'b/1.png', 'depth/all/1.png'], two, TYPES);
    expect(skipped).toEqual([{ file: 'depth/all/1.png', reason: 'ambiguous' }]);
  });

  it.each([
    ['{nmae}.png', 'not a placeholder'],
    ['{category}/{category}/{name}.png', 'stands twice'],
    ['rgb/*.png', 'lacks {name}'],
  ])('should refuse %s', (pattern, reason) => {
    expect(() => compileRule({ pattern, role: 'rgb', fixed: {} })).toThrow(reason);
  });

  it('should take MVTec faults that are named like roles as what they are', () => {
    const { samples } = mapTree(
      ['carrot/test/color/rgb/000.png', 'carrot/test/color/xyz/000.tiff'],
      mvtecMapping('', null),
      TYPES,
    );
    expect(samples[0]?.cell).toMatchObject({ category: 'carrot', anomaly: 'color' });
  });
});
