/** What folder and file names mean in data sets of others. */
import { ANOMALY_TYPES, GOOD } from './vocabulary.js';
import type { ImportRole } from '../contract/schema/dataset-import.js';
import type { Split } from '../contract/schema/sample.js';

const SPLIT_WORDS: Readonly<Record<string, Split>> = {
  ...{ train: 'train', training: 'train', trainset: 'train' },
  ...{ val: 'validation', valid: 'validation', validation: 'validation', dev: 'validation' },
  ...{ test: 'test', testing: 'test', testset: 'test', eval: 'test' },
};

const GOOD_WORDS: ReadonlySet<string> = new Set([
  ...['good', 'ok', 'normal', 'nominal', 'defect-free', 'defectfree', 'non-defective', 'goods'],
  ...['no-defect', 'intact', 'clean'],
]);

/** Words for faults that other sets use; the project's own types are added by the caller. */
const ANOMALY_WORDS: ReadonlySet<string> = new Set([
  ...ANOMALY_TYPES.map((type) => type.toLowerCase()),
  ...['hole', 'cut', 'bent', 'contamination', 'combined', 'combine', 'color', 'colour', 'open'],
  ...['bad', 'ng', 'defect', 'defective', 'defects', 'anomaly', 'anomalous', 'abnormal', 'broken'],
  ...['thread', 'burrs', 'bulge', 'sink', 'bump', 'dents', 'cracks', 'scratches', 'perforations'],
]);

const LIGHTING_WORDS: Readonly<Record<string, string>> = {
  ...{ c: 'C', controlled: 'C', u: 'U', uncontrolled: 'U', m: 'M', mixed: 'M' },
};

const ROLE_WORDS: Readonly<Record<string, ImportRole>> = {
  ...{ rgb: 'rgb', color: 'rgb', colour: 'rgb', image: 'rgb', images: 'rgb', img: 'rgb' },
  ...{ imgs: 'rgb', photo: 'rgb', photos: 'rgb', colors: 'rgb', left: 'rgb' },
  ...{ depth: 'depth', depths: 'depth', 'depth-image': 'depth', range: 'depth' },
  ...{ xyz: 'xyz', pc: 'xyz', pcd: 'xyz', ply: 'xyz', cloud: 'xyz', clouds: 'xyz' },
  ...{ pointcloud: 'xyz', pointclouds: 'xyz', 'point-cloud': 'xyz', 'point-clouds': 'xyz' },
  ...{ gt: 'mask', mask: 'mask', masks: 'mask', 'ground-truth': 'mask', groundtruth: 'mask' },
  ...{ label: 'mask', labels: 'mask', seg: 'mask', segmentation: 'mask' },
  ...{ annotation: 'annotation', annotations: 'annotation', json: 'annotation' },
  ...{ z: 'ignore', calib: 'ignore', calibration: 'ignore', preview: 'ignore', thumbs: 'ignore' },
};

function plain(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replaceAll(/[_\s]+/g, '-');
}

export function splitOfWord(word: string): Split | null {
  const key = plain(word);
  return Object.hasOwn(SPLIT_WORDS, key) ? (SPLIT_WORDS[key] ?? null) : null;
}

export function isGoodWord(word: string): boolean {
  return GOOD_WORDS.has(plain(word));
}

/** @param known the project's anomaly types */
export function isAnomalyWord(word: string, known: readonly string[] = []): boolean {
  const key = plain(word);
  return GOOD_WORDS.has(key) || ANOMALY_WORDS.has(key) || known.some((type) => plain(type) === key);
}

/** `good` for every word that means it, the project's spelling of its types, else the word itself. */
export function anomalyOfWord(word: string, known: readonly string[] = []): string {
  if (isGoodWord(word)) return GOOD;
  const key = plain(word);
  return [...known, ...ANOMALY_TYPES].find((type) => plain(type) === key) ?? word;
}

export function lightingOfWord(word: string): string | null {
  const key = plain(word).replace(/^light(ing)?-?/, '');
  return Object.hasOwn(LIGHTING_WORDS, key) ? (LIGHTING_WORDS[key] ?? null) : null;
}

export function roleOfWord(word: string): ImportRole | null {
  const key = plain(word);
  return Object.hasOwn(ROLE_WORDS, key) ? (ROLE_WORDS[key] ?? null) : null;
}
