/**
 * Loaders that follow the rules of AST (marco-rudolph/AST, utils.py), 3D-ADS (eliahuhorwitz/3D-ADS,
 * data/mvtec3d.py) and anomalib (datasets/depth/mvtec_3d.py): which files they pair, and how.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Loaded {
  readonly rgb: string;
  /** xyz, or AST's z array. */
  readonly depth: string;
  readonly gt: string | null;
  /** 0 = good. */
  readonly label: number;
}

const list = (folder: string): string[] => readdirSync(folder).sort();

/** DefectDataset: every folder of the split; names by replacing rgb in the whole path. */
export function loadAst(root: string, category: string, split: 'train' | 'test'): Loaded[] {
  const folder = join(root, category, split);
  if (split === 'test' && !list(folder).includes('good')) throw new Error('no good');
  let next = 1;
  return list(folder).flatMap((type) => {
    const label = type === 'good' ? 0 : next++;
    return list(join(folder, type, 'rgb'))
      .filter((name) => /\.(jpg|jpeg|png|ppm|bmp|pgm|tif|tiff|webp)$/i.test(name))
      .map((name) => {
        const rgb = join(folder, type, 'rgb', name);
        return {
          rgb,
          depth: `${rgb.replaceAll('rgb', 'z').slice(0, -4)}.npy`,
          gt: split === 'test' ? rgb.replaceAll('rgb', 'gt') : null,
          label,
        };
      });
  });
}

/** Globs, sorted, zipped; the assertion of MVTec3DTest. */
export function load3dAds(root: string, category: string, split: 'train' | 'test'): Loaded[] {
  const folder = join(root, category, split);
  const glob = (type: string, kind: string, end: string): string[] => {
    const at = join(folder, type, kind);
    if (!existsSync(at)) return [];
    return list(at)
      .filter((name) => name.endsWith(end) && !name.startsWith('.'))
      .map((name) => join(at, name));
  };
  const types = split === 'train' ? ['good'] : list(folder);
  const samples: [string, string][] = [];
  const gts: (string | null)[] = [];
  const labels: number[] = [];
  for (const type of types) {
    const rgb = glob(type, 'rgb', '.png');
    const xyz = glob(type, 'xyz', '.tiff');
    const pairs = rgb.slice(0, Math.min(rgb.length, xyz.length));
    pairs.forEach((path, i) => samples.push([path, xyz[i] ?? '']));
    labels.push(...pairs.map(() => Number(type !== 'good')));
    if (type === 'good') gts.push(...pairs.map(() => null));
    else gts.push(...glob(type, 'gt', '.png'));
  }
  if (samples.length !== gts.length)
    throw new Error('Something wrong with test and ground truth pair!');
  return samples.map(([rgb, depth], i) => ({
    rgb,
    depth,
    gt: gts[i] ?? null,
    label: labels[i] ?? 0,
  }));
}

/** make_mvtec_3d_dataset: everything below the category; names from the stem before the first dot. */
export function loadAnomalib(root: string, category: string, split: 'train' | 'test'): Loaded[] {
  const folder = join(root, category, split);
  return list(folder).flatMap((type) =>
    list(join(folder, type, 'rgb'))
      .filter((name) => /\.(png|PNG|tiff)$/.test(name))
      .map((name) => {
        const at = join(folder, type);
        const label = Number(type !== 'good');
        return {
          rgb: join(at, 'rgb', name),
          depth: join(at, 'xyz', `${basename(name).split('.')[0] ?? ''}.tiff`),
          // Opened for anomalous samples only.
          gt: split === 'test' && label === 1 ? join(at, 'gt', name) : null,
          label,
        };
      }),
  );
}
