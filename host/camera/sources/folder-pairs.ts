/** Pairs of colour and depth pictures in a folder, the skipped files, and evidence for the depth unit. */
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { StudioError } from '../../../core/contract/errors.js';
import { COLOUR_EXTENSIONS, DEPTH_EXTENSIONS } from '../../codecs/picture.js';
import { asStudioError } from '../../files/errors.js';
import { findCalibration, readText, type Calibration } from './intrinsics-files.js';

export interface PicturePair {
  readonly stem: string;
  readonly colour: string;
  readonly depth: string;
  readonly calibration: Calibration;
}

export interface FolderPairs {
  readonly pairs: readonly PicturePair[];
  /** Files that were not used, with the reason. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

const MAX_FILES = 100_000;
const MARKER = /(^|[._\- ])(color|colour|rgb|depth)(?=$|[._\- ])/i;

/** Extensions that hold only depth or points: no marker in the name is needed. */
const CLOUDS = ['.pcd', '.ply'];
const NEVER_COLOUR = ['.npy', '.tif', '.tiff', ...CLOUDS];

export interface NamedPairs {
  readonly pairs: readonly {
    readonly stem: string;
    readonly colour: string;
    readonly depth: string;
  }[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * Pairs the names of one folder: equal stems after color, colour, rgb or depth is dropped.
 * @param clouds also takes PCD and PLY files, and NPY and TIFF files without `depth` in their name
 */
export function pairNames(names: readonly string[], clouds = false): NamedPairs {
  const colours = new Map<string, string>();
  const depths = new Map<string, string>();
  const skipped: { file: string; reason: string }[] = [];
  for (const name of [...names].sort()) {
    const extension = extname(name).toLowerCase();
    const isDepth =
      (/depth/i.test(name) && DEPTH_EXTENSIONS.some((e) => e === extension)) ||
      (clouds && NEVER_COLOUR.includes(extension));
    const isColour = !isDepth && COLOUR_EXTENSIONS.some((e) => e === extension);
    if (!isDepth && !isColour) continue;
    const stem = stemOf(name);
    const target = isDepth ? depths : colours;
    if (target.has(stem)) skipped.push({ file: name, reason: `second file for ${stem}` });
    else target.set(stem, name);
  }
  const pairs: { stem: string; colour: string; depth: string }[] = [];
  for (const [stem, colour] of colours) {
    const depth = depths.get(stem);
    if (depth === undefined)
      skipped.push({ file: colour, reason: 'no depth picture of the same name' });
    else pairs.push({ stem, colour, depth });
  }
  for (const [stem, depth] of depths) {
    if (!colours.has(stem))
      skipped.push({ file: depth, reason: 'no colour picture of the same name' });
  }
  return { pairs, skipped };
}

/** A file's name without its extension and the word that tells colour from depth. */
export function stemOf(name: string): string {
  return name
    .slice(0, name.length - extname(name).length)
    .replace(MARKER, '')
    .replace(/^[._\- ]+|[._\- ]+$/g, '');
}

/** @throws StudioError for a folder that cannot be read */
export async function findPairs(folder: string): Promise<FolderPairs> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw asStudioError(error, folder);
  });
  if (names.length > MAX_FILES)
    throw new StudioError('too-large', `${folder} holds more than ${String(MAX_FILES)} files.`);
  const named = pairNames(names);
  const skipped = [...named.skipped];
  const pairs: PicturePair[] = [];
  for (const { stem, colour, depth } of named.pairs) {
    const calibration = await findCalibration(names, stem, (name) => readText(join(folder, name)));
    if (calibration)
      pairs.push({ stem, colour: join(folder, colour), depth: join(folder, depth), calibration });
    else skipped.push({ file: colour, reason: 'no intrinsics found' });
  }
  return { pairs, skipped };
}

/** Turns each 16-bit value right by three bits, as files of apc-vision-toolbox need it. */
export function unrotate(counts: Uint16Array): Uint16Array {
  return Uint16Array.from(counts, (v) => ((v >>> 3) | (v << 13)) & 0xffff);
}

/** Fewer valid pixels tell nothing. */
const ROTATION_MIN_PIXELS = 1000;
const ROTATED_SHARE = 0.98;

/**
 * Whether counts carry their value in the upper 13 bits and its top in the lower three: then nearly
 * all are multiples of 8, while the next bit is set as often as not (counts scaled up from fewer
 * bits would be multiples of more than 8).
 */
export function looksRotated(counts: Uint16Array): boolean {
  let valid = 0;
  let multiples = 0;
  let odd = 0;
  for (const count of counts) {
    if (count === 0) continue;
    valid += 1;
    if ((count & 7) === 0) multiples += 1;
    if ((count & 8) !== 0) odd += 1;
  }
  if (valid < ROTATION_MIN_PIXELS || multiples < ROTATED_SHARE * valid) return false;
  return odd > 0.25 * valid && odd < 0.75 * valid;
}

export function medianCount(counts: Uint16Array): number {
  const histogram = new Uint32Array(65536);
  let total = 0;
  for (const count of counts) {
    if (count === 0) continue;
    histogram[count]! += 1;
    total += 1;
  }
  let seen = 0;
  for (let value = 1; value < 65536; value++) {
    seen += histogram[value]!;
    if (total > 0 && seen * 2 >= total) return value;
  }
  return 0;
}

/** The error that asks for `--unit`, with the median distance under each hypothesis. */
export function unitNeeded(path: string, median: number): StudioError {
  const mm = (scale: number): number => Math.round(median * scale * 1e4) / 10;
  const evidence = { m: mm(1), mm: mm(0.001), '0.0001': mm(0.0001) };
  return new StudioError(
    'unit-needed',
    `${path} does not say what one depth count means. Its median of ${String(median)} would be ${String(evidence.mm)} mm with --unit mm, ` +
      `${String(evidence['0.0001'])} mm with --unit 0.0001 (a D405's), ${String(evidence.m)} mm with --unit m.`,
    'Give --unit m, mm or the metres per count that fit your set-up.',
    {
      path,
      medianCount: median,
      medianMmIfM: evidence.m,
      medianMmIfMm: evidence.mm,
      'medianMmIf0.0001': evidence['0.0001'],
    },
  );
}
