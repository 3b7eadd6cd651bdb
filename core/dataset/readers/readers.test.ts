import { describe, expect, it } from 'vitest';
import { READERS } from '../../contract/schema/dataset-export.js';
import { cloudFacts, maskFacts, type TreeFacts, type TypeFacts } from './facts.js';
import { examineTree, READER_RULES } from './index.js';

const W = 320;
const H = 240;

/** A table at 0.2 m with a block of 12 mm in the middle. */
function cloud(scale = 1, blockMm = 12): Float32Array {
  const out = new Float32Array(3 * W * H);
  for (let i = 0; i < W * H; i++) {
    const x = i % W;
    const y = Math.floor(i / W);
    const block = x > 100 && x < 220 && y > 60 && y < 180;
    out[3 * i] = (x - 160.5) * 0.001 * scale;
    out[3 * i + 1] = (y - 120.5) * 0.001 * scale;
    out[3 * i + 2] = (0.2 - (block ? blockMm / 1000 : 0)) * scale;
  }
  return out;
}

function mask(draw: (x: number, y: number) => boolean, value = 255): Uint8Array {
  return Uint8Array.from({ length: W * H }, (_, i) => (draw(i % W, Math.floor(i / W)) ? value : 0));
}
const SPOT = mask((x, y) => x > 150 && x < 170 && y > 110 && y < 130);

function typeOf(
  split: string,
  type: string,
  count: number,
  change: { xyz?: Float32Array; gt?: Uint8Array | null } = {},
): TypeFacts {
  const stems = Array.from({ length: count }, (_, i) => String(i).padStart(3, '0'));
  const xyz = change.xyz ?? cloud();
  const gt = change.gt === undefined ? (type === 'good' ? new Uint8Array(W * H) : SPOT) : change.gt;
  const hasGt = split === 'test' && gt !== null;
  return {
    category: 'cookie',
    split,
    type,
    rgb: stems.map((stem) => ({
      name: `${stem}.png`,
      width: W,
      height: H,
      channels: 3,
      bits: 8,
    })),
    xyz: stems.map((stem) => cloudFacts(`${stem}.tiff`, xyz, W, H)),
    gt: hasGt ? stems.map((stem) => maskFacts(`${stem}.png`, gt, W, H, 1, 8)) : [],
    z: stems.map((stem) => ({ name: `${stem}.npy`, shape: [H, W, 2] })),
    names: {
      rgb: stems.map((stem) => `${stem}.png`),
      xyz: stems.map((stem) => `${stem}.tiff`),
      gt: hasGt ? stems.map((stem) => `${stem}.png`) : [],
      z: stems.map((stem) => `${stem}.npy`),
    },
  };
}

function tree(...changed: TypeFacts[]): TreeFacts {
  const plain = [typeOf('train', 'good', 8), typeOf('test', 'good', 2), typeOf('test', 'dent', 2)];
  const types = plain.map(
    (type) => changed.find((c) => c.split === type.split && c.type === type.type) ?? type,
  );
  const more = changed.filter((type) => !types.includes(type));
  return { root: '/data/tree', categories: ['cookie'], types: [...types, ...more], strayFiles: [] };
}

const errors = (facts: TreeFacts): string[] =>
  examineTree(facts, READERS)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule }) => rule);

describe('reader rules', () => {
  it('should name a reason and a file of the reader in every rule, each once', () => {
    const all = READERS.flatMap((reader) => READER_RULES[reader]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, reader, reason, source } of all) {
      expect(id.startsWith(`${reader}/`)).toBe(true);
      expect(reason.length).toBeGreaterThan(20);
      expect(source).toMatch(/^[\w.-]+\/[\w.-]+: .+\.py$/);
    }
  });

  it('should find nothing wrong with a good tree', () => {
    expect(errors(tree())).toEqual([]);
  });

  it.each<[what: string, facts: TreeFacts, wanted: string[]]>([
    [
      'millimetres',
      tree(typeOf('train', 'good', 8, { xyz: cloud(1000) })),
      ['ast/unit', '3d-ads/unit', 'm3dm/unit'],
    ],
    [
      'anomalies in train',
      tree(typeOf('train', 'dent', 1)),
      ['ast/anomalies-in-train', 'anomalib/anomalies-in-train'],
    ],
    ['no mask for good', tree(typeOf('test', 'good', 2, { gt: null })), ['ast/gt-missing']],
    [
      'no mask for anomalies',
      tree(typeOf('test', 'dent', 2, { gt: null })),
      ['ast/gt-missing', '3d-ads/count', 'm3dm/count', 'anomalib/gt-missing', 'unet/count'],
    ],
    [
      'an object of 4 mm',
      tree(typeOf('test', 'dent', 2, { xyz: cloud(1, 4) })),
      ['ast/under-7-mm'],
    ],
    [
      'a mask of 0 and 1',
      tree(typeOf('test', 'dent', 2, { gt: mask((x, y) => x > 150 && y > 110, 1) })),
      ['3d-ads/gt-values', 'm3dm/gt-values', 'unet/gt-values'],
    ],
    [
      'an empty mask of an anomaly',
      tree(typeOf('test', 'dent', 2, { gt: new Uint8Array(W * H) })),
      ['ast/gt-empty', '3d-ads/gt-empty', 'm3dm/gt-empty', 'anomalib/gt-empty', 'unet/gt-empty'],
    ],
    ['few training samples', tree(typeOf('train', 'good', 7)), ['ast/few-train']],
  ])('should find %s', (_what, facts, wanted) => {
    expect(errors(facts).sort()).toEqual([...wanted].sort());
  });

  it('should find a corner without depth that the gap fill does not close', () => {
    const xyz = cloud();
    for (let y = 0; y < 12; y++)
      for (let x = 0; x < 12; x++) xyz.fill(0, 3 * (y * W + x), 3 * (y * W + x) + 3);
    expect(errors(tree(typeOf('test', 'dent', 2, { xyz })))).toEqual(['ast/corner-without-depth']);
    // A hole of one pixel in the corner is closed: its neighbours have depth.
    const small = cloud();
    small.fill(0, 0, 3);
    expect(errors(tree(typeOf('test', 'dent', 2, { xyz: small })))).toEqual([]);
  });

  it('should find masks that vanish where a reader shrinks them', () => {
    // At 1280x720 column 6 lies between the taps of 192 (2, 3, 9, 10) and of 224 (2, 8), row 3 likewise.
    const gt = new Uint8Array(1280 * 720);
    gt[3 * 1280 + 6] = 255;
    const type = typeOf('test', 'dent', 1);
    const shrunk = { ...type, gt: [maskFacts('000.png', gt, 1280, 720, 1, 8)] };
    expect(errors(tree(shrunk)).sort()).toEqual(
      [
        'ast/mask-vanishes',
        '3d-ads/mask-vanishes',
        'm3dm/mask-vanishes',
        'unet/mask-outside-crop',
      ].sort(),
    );
    gt[3 * 1280 + 9] = 255;
    expect(maskFacts('000.png', gt, 1280, 720, 1, 8).at192).toBe(0);
    gt[5 * 1280 + 9] = 255;
    expect(maskFacts('000.png', gt, 1280, 720, 1, 8).at192).toBe(1);
  });

  it('should find files that sorted order pairs wrongly', () => {
    const type = typeOf('test', 'dent', 3);
    const shifted = {
      ...type,
      names: { ...type.names, xyz: ['000.tiff', '002.tiff', '003.tiff'] },
    };
    const found = examineTree(tree(shifted), ['3d-ads', 'anomalib']);
    expect(found.find(({ rule }) => rule === '3d-ads/stems')?.places).toEqual([
      'cookie/test/dent/rgb/001.png',
      'cookie/test/dent/rgb/002.png',
    ]);
    expect(found.find(({ rule }) => rule === 'anomalib/xyz-missing')?.places).toEqual([
      'cookie/test/dent/xyz/001.tiff',
    ]);
  });
});
