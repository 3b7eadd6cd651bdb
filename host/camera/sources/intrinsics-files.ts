/**
 * Intrinsics of a folder of pictures, the first that exists: the sample's own JSON; a text or JSON file
 * of the same stem; the intrinsics file with the stem's number; the folder's only one; cam.info.txt.
 */
import { z } from 'zod';
import { extrinsicsSchema, intrinsicsSchema } from '../../../core/contract/schema/geometry.js';
import type { Extrinsics, Intrinsics } from '../../../core/geometry/types.js';
import { readBounded } from '../../files/atomic.js';

export interface Calibration {
  readonly colour: Intrinsics;
  readonly depth: Intrinsics;
  readonly depthToColour: Extrinsics | null;
  readonly metresPerCount: number | null;
  readonly file: string;
}

const MAX_TEXT = 1024 * 1024;

/** Text of a calibration file on disk. @throws StudioError */
export async function readText(path: string): Promise<string> {
  return (await readBounded(path, MAX_TEXT)).toString('utf8');
}

/**
 * Finds the calibration of a pair with `stem` among the names of its folder; null where there is none.
 * @param read text of a file of that folder; one that cannot be read is passed over
 */
export async function findCalibration(
  names: readonly string[],
  stem: string,
  read: (name: string) => Promise<string>,
): Promise<Calibration | null> {
  for (const name of calibrationNames(names, stem)) {
    const found = await read(name)
      .then((content) => parseCalibration(name, content))
      .catch(() => null);
    if (found) return found;
  }
  return null;
}

/** The files to try, in the order of docs/formats.md. */
function calibrationNames(names: readonly string[], stem: string): readonly string[] {
  const number = /(\d+)(?!.*\d)/.exec(stem)?.[1];
  const intrinsicsFiles = names.filter((name) => /intrinsics.*\.(txt|json)$/i.test(name));
  const present = new Set(names);
  return [
    'sample.json',
    `${stem}.json`,
    `${stem}.txt`,
    `${stem}.intrinsics.txt`,
    `${stem}.intrinsics.json`,
    ...intrinsicsFiles.filter(
      (name) =>
        number !== undefined && new RegExp(`(^|\\D)0*${String(Number(number))}(\\D|$)`).test(name),
    ),
    ...(intrinsicsFiles.length === 1 ? intrinsicsFiles : []),
    'cam.info.txt',
  ].filter((name) => present.has(name));
}

/** @returns null for a text that holds no intrinsics */
export function parseCalibration(name: string, content: string): Calibration | null {
  if (content.length > MAX_TEXT) return null;
  return name.endsWith('.json')
    ? fromJson(name, JSON.parse(content) as unknown)
    : fromText(name, content);
}

const recordSchema = z.looseObject({
  intrinsics: intrinsicsSchema.nullish(),
  metresPerCount: z.number().positive().nullish(),
});
const jsonSchema = z.union([
  z.looseObject({
    rgb: recordSchema,
    depth: recordSchema.nullable(),
    depthToColour: extrinsicsSchema.nullish(),
  }),
  z.looseObject({
    fx: z.number().positive(),
    fy: z.number().positive(),
    ppx: z.number().optional(),
    ppy: z.number().optional(),
    cx: z.number().optional(),
    cy: z.number().optional(),
  }),
]);

function fromJson(path: string, raw: unknown): Calibration | null {
  const parsed = jsonSchema.safeParse(raw);
  if (!parsed.success) return null;
  const { data } = parsed;
  if ('fx' in data && typeof data.fx === 'number' && typeof data.fy === 'number') {
    const { ppx, ppy, cx, cy } = data as { ppx?: number; ppy?: number; cx?: number; cy?: number };
    const x = ppx ?? cx;
    const y = ppy ?? cy;
    if (x === undefined || y === undefined) return null;
    const both = pinhole(data.fx, data.fy, x, y);
    return { colour: both, depth: both, depthToColour: null, metresPerCount: null, file: path };
  }
  const record = data as {
    rgb: z.infer<typeof recordSchema>;
    depth: z.infer<typeof recordSchema> | null;
    depthToColour?: Extrinsics | null;
  };
  const colour = record.rgb.intrinsics ?? record.depth?.intrinsics;
  const depth = record.depth?.intrinsics ?? colour;
  if (!colour || !depth) return null;
  return {
    colour,
    depth,
    depthToColour: record.depthToColour ?? null,
    metresPerCount: record.depth?.metresPerCount ?? null,
    file: path,
  };
}

/** Matrices as rows of numbers, each under an optional `#` heading. */
function fromText(path: string, content: string): Calibration | null {
  const blocks: { heading: string; rows: number[][] }[] = [{ heading: '', rows: [] }];
  for (const line of content.split(/\r?\n/)) {
    if (line.startsWith('#')) blocks.push({ heading: line.slice(1).toLowerCase(), rows: [] });
    const row = line
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (line.trim() !== '' && row.every(Number.isFinite)) blocks.at(-1)?.rows.push(row);
  }
  const matrix = (want: RegExp): number[][] | undefined =>
    blocks.find((b) => want.test(b.heading) && b.rows.length >= 3)?.rows;
  const plain = matrix(/^$/);
  const colour = camera(matrix(/color.*intrinsic|colour.*intrinsic|rgb.*intrinsic/) ?? plain);
  const depth = camera(matrix(/depth.*intrinsic/) ?? plain) ?? colour;
  if (!colour || !depth) return null;
  return {
    colour,
    depth,
    depthToColour: rigid(matrix(/depth-to-colou?r.*extrinsic/)),
    metresPerCount: null,
    file: path,
  };
}

function camera(rows: number[][] | undefined): Intrinsics | null {
  const [fx, skew, ppx] = rows?.[0] ?? [];
  const [, fy, ppy] = rows?.[1] ?? [];
  if (fx === undefined || fy === undefined || ppx === undefined || ppy === undefined) return null;
  if (!(fx > 0) || !(fy > 0) || skew !== 0) return null;
  return pinhole(fx, fy, ppx, ppy);
}

function rigid(rows: number[][] | undefined): Extrinsics | null {
  const flat = rows?.slice(0, 3).flatMap((row) => row.slice(0, 4)) ?? [];
  if (flat.length !== 12) return null;
  const at = (r: number, c: number): number => flat[r * 4 + c] ?? 0;
  return {
    rotation: [
      at(0, 0),
      at(1, 0),
      at(2, 0),
      at(0, 1),
      at(1, 1),
      at(2, 1),
      at(0, 2),
      at(1, 2),
      at(2, 2),
    ],
    translation: [at(0, 3), at(1, 3), at(2, 3)],
  };
}

function pinhole(fx: number, fy: number, ppx: number, ppy: number): Intrinsics {
  return { fx, fy, ppx, ppy, model: 'none', coefficients: [0, 0, 0, 0, 0] };
}
