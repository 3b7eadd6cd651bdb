/** Decodes one planned sample: pictures, geometry, mask and shapes, with what is missing or doubtful. */
import { extname } from 'node:path';
import type { LabelmeFile } from '../../../core/annotation/labelme/read.js';
import type { ImportChoices } from '../../../core/contract/schema/dataset-import.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { Extrinsics, Intrinsics } from '../../../core/geometry/types.js';
import { IDENTITY } from '../../../core/geometry/projection.js';
import { estimateIntrinsics } from '../../../core/geometry/estimate-intrinsics.js';
import { text } from '../../../core/text/index.js';
import { looksRotated, unrotate } from '../../camera/sources/folder-pairs.js';
import { corrupt } from '../../codecs/corrupt.js';
import { parseNpy } from '../../codecs/npy.js';
import { decodeDepth, type DepthPicture } from '../../codecs/picture.js';
import { decodeGray16, decodeRgb, type RgbPicture } from '../../codecs/png.js';
import { decodeTiff, tiffHeader } from '../../codecs/tiff.js';
import { readCloud, type ReadCloud } from './clouds.js';
import { embeddedPicture, readLabelMe } from './labelme.js';
import type { PlannedSample } from './planned.js';
import type { ImportTree } from './tree-files.js';

/** A pinhole fits exported points to a few thousandths; distorted pictures are whole pixels off. */
const PERSPECTIVE_RMS_PX = 0.75;

export type LoadedDepth =
  | {
      readonly kind: 'counts';
      readonly width: number;
      readonly height: number;
      readonly data: Uint16Array;
      readonly metresPerCount: number;
    }
  | {
      readonly kind: 'metres';
      readonly width: number;
      readonly height: number;
      readonly data: Float32Array;
    };

export interface LoadedSample {
  readonly rgb: RgbPicture;
  readonly depth: LoadedDepth | null;
  readonly rgbIntrinsics: Intrinsics | null;
  readonly depthIntrinsics: Intrinsics | null;
  readonly depthToColour: Extrinsics | null;
  /** On rgb's grid, 0 or 1; null where there is no ground truth. */
  readonly mask: Uint8Array | null;
  readonly annotation: LabelmeFile | null;
  /** Label of each pixel of a cloud, when its labels are wanted. */
  readonly labels: Uint32Array | null;
  readonly missing: readonly string[];
  readonly estimated: readonly string[];
  readonly warnings: readonly string[];
}

/** What a sample is read from: a tree, or its files in memory. */
export type SampleReader = Pick<ImportTree, 'read'>;

/** Depth before a unit is chosen: what the file holds. */
export type RawDepth =
  | (DepthPicture & { readonly rotated: boolean; readonly dropped: number })
  | {
      readonly kind: 'xyz';
      readonly width: number;
      readonly height: number;
      readonly data: Float32Array;
      readonly rotated: false;
      readonly dropped: number;
    };

/** Reads depth of any of its forms. @throws StudioError file-corrupt */
export async function readDepthFile(tree: SampleReader, path: string): Promise<RawDepth> {
  const file = await tree.read(path);
  const extension = extname(path).toLowerCase();
  if (extension === '.tif' || extension === '.tiff') {
    checkChannels(path, tiffHeader(path, file).channels);
    const { width, height, channels, data } = decodeTiff(path, file);
    if (channels === 3) return xyzOf(path, width, height, data);
    return depthOf(width, height, data);
  }
  if (extension === '.npy') {
    const { shape, data } = parseNpy(path, file);
    const [height, width, channels = 1] = shape;
    if (height === undefined || width === undefined)
      throw corrupt(path, `its shape (${shape.join(', ')}) is not that of a picture`);
    checkChannels(path, channels);
    if (channels === 3) return xyzOf(path, width, height, data);
    return depthOf(width, height, data);
  }
  const picture = await decodeDepth(path, file);
  if (picture.kind === 'counts' && looksRotated(picture.data))
    return { ...picture, data: unrotate(picture.data), rotated: true, dropped: 0 };
  return { ...picture, rotated: false, dropped: 0 };
}

function checkChannels(path: string, channels: number): void {
  if (channels !== 1 && channels !== 3)
    throw corrupt(path, `depth has one channel or three, this one has ${String(channels)}`);
}

function depthOf(width: number, height: number, data: ArrayLike<number>): RawDepth {
  const size = { width, height, rotated: false } as const;
  if (data instanceof Uint16Array) {
    if (looksRotated(data))
      return { ...size, kind: 'counts', data: unrotate(data), rotated: true, dropped: 0 };
    return { ...size, kind: 'counts', data, dropped: 0 };
  }
  const { values, dropped } = cleanDepth(data);
  return { ...size, kind: 'float', data: values, dropped };
}

/** NaN, infinity and what lies behind the camera become 0, no data. */
function cleanDepth(data: ArrayLike<number>): { values: Float32Array; dropped: number } {
  const values = new Float32Array(data.length);
  let dropped = 0;
  for (let i = 0; i < values.length; i++) {
    const value = data[i]!;
    if (value > 0 && value < Infinity) values[i] = value;
    else if (value !== 0) dropped += 1;
  }
  return { values, dropped };
}

/** Points without depth become (0, 0, 0). */
function xyzOf(path: string, width: number, height: number, data: ArrayLike<number>): RawDepth {
  if (data.length !== width * height * 3) throw corrupt(path, 'its points do not fill its size');
  const values = new Float32Array(data.length);
  let dropped = 0;
  for (let i = 0; i < values.length; i += 3) {
    const x = data[i]!;
    const y = data[i + 1]!;
    const z = data[i + 2]!;
    if (z > 0 && z < Infinity && Number.isFinite(x) && Number.isFinite(y)) {
      values[i] = x;
      values[i + 1] = y;
      values[i + 2] = z;
    } else if (z !== 0) dropped += 1;
  }
  return { kind: 'xyz', width, height, data: values, rotated: false, dropped };
}

/**
 * @throws StudioError file-corrupt and the like, with the file; `unit-needed` where the unit is open
 */
export async function loadSample(
  tree: SampleReader,
  sample: PlannedSample,
  choices: ImportChoices,
): Promise<LoadedSample> {
  const { files } = sample;
  const json = files.annotation === undefined ? null : await readLabelMe(tree, files.annotation);
  const picture = await readColour(tree, sample, json);
  const cloud =
    files.cloud === undefined
      ? null
      : readCloud(files.cloud, await tree.read(files.cloud), picture, choices.intrinsics);
  const rgb = picture ?? cloud?.rgb ?? null;
  if (!rgb) throw corrupt(sample.key, text('import.reason.no-rgb'));
  const depthPath = files.depth ?? files.xyz;
  const raw: RawDepth | null = cloud
    ? xyzOf(sample.key, cloud.width, cloud.height, cloud.xyz)
    : depthPath === undefined
      ? null
      : await readDepthFile(tree, depthPath);
  const depth = raw ? scaled(raw, sample, choices, depthPath ?? sample.key) : null;
  const warnings: string[] = [];
  if (raw && raw.dropped > 0) warnings.push(text('import.warn.nan', { count: raw.dropped }));
  const geometry = geometryOf(sample, choices, raw, rgb, warnings);
  return {
    rgb,
    depth,
    ...geometry,
    mask: files.mask === undefined ? null : await readMask(tree, files.mask, rgb),
    annotation: json ? fitting(files.annotation ?? '', json, rgb) : null,
    labels: choices.cloudLabels ? labelsOf(cloud, rgb) : null,
    missing: missingOf(sample, choices, depth !== null, geometry),
    warnings,
  };
}

async function readColour(
  tree: SampleReader,
  { files }: PlannedSample,
  json: LabelmeFile | null,
): Promise<RgbPicture | null> {
  if (files.rgb !== undefined) return decodeRgb(files.rgb, await tree.read(files.rgb));
  if (json && files.annotation !== undefined)
    return decodeRgb(files.annotation, embeddedPicture(files.annotation, json));
  return null;
}

/** Metres of one count or of 1.0, from what says it itself or from the answer. */
export function unitOf(sample: PlannedSample, choices: ImportChoices): number | null {
  // What was exported as xyz is in metres, whatever the counts were.
  if (sample.own !== null && sample.files.xyz !== undefined) return 1;
  return choices.metresPerCount ?? sample.calibration?.metresPerCount ?? null;
}

function scaled(
  raw: RawDepth,
  sample: PlannedSample,
  choices: ImportChoices,
  path: string,
): LoadedDepth {
  const unit = unitOf(sample, choices);
  if (unit === null) {
    throw new StudioError('unit-needed', `${path}: ${text('import.reason.unit-open')}.`, '', {
      path,
    });
  }
  const { width, height } = raw;
  if (raw.kind === 'counts')
    return { kind: 'counts', width, height, data: raw.data, metresPerCount: unit };
  const metres = new Float32Array(width * height);
  const step = raw.kind === 'xyz' ? 3 : 1;
  for (let i = 0; i < metres.length; i++) metres[i] = raw.data[i * step + step - 1]! * unit;
  const own = sample.own?.depth;
  if (own?.encoding === 'uint16') {
    const counts = new Uint16Array(metres.length);
    for (let i = 0; i < counts.length; i++) counts[i] = Math.round(metres[i]! / own.metresPerCount);
    return { kind: 'counts', width, height, data: counts, metresPerCount: own.metresPerCount };
  }
  return { kind: 'metres', width, height, data: metres };
}

interface Geometry {
  readonly rgbIntrinsics: Intrinsics | null;
  readonly depthIntrinsics: Intrinsics | null;
  readonly depthToColour: Extrinsics | null;
  readonly estimated: readonly string[];
}

/** The first that exists: the manifest, a calibration file, the answer, an estimate from the points. */
function geometryOf(
  sample: PlannedSample,
  choices: ImportChoices,
  raw: RawDepth | null,
  rgb: RgbPicture,
  warnings: string[],
): Geometry {
  const sameGrid = raw !== null && raw.width === rgb.width && raw.height === rgb.height;
  const { calibration } = sample;
  const given = sample.own?.intrinsics ?? null;
  // An export puts colour and depth on one grid.
  if (given) {
    return {
      ...{ rgbIntrinsics: given, depthIntrinsics: raw ? given : null, estimated: [] },
      depthToColour: raw ? IDENTITY : null,
    };
  }
  if (calibration) {
    return {
      rgbIntrinsics: calibration.colour,
      depthIntrinsics: raw ? calibration.depth : null,
      depthToColour: raw ? calibration.depthToColour : null,
      estimated: [],
    };
  }
  if (choices.intrinsics) {
    return {
      rgbIntrinsics: choices.intrinsics,
      depthIntrinsics: raw ? choices.intrinsics : null,
      depthToColour: null,
      estimated: [],
    };
  }
  const none: Geometry = {
    ...{ rgbIntrinsics: null, depthIntrinsics: null, depthToColour: null, estimated: [] },
  };
  if (raw?.kind !== 'xyz') return none;
  const estimate = estimateIntrinsics(raw.data, raw.width, raw.height);
  if (!estimate) return none;
  if (estimate.rmsPx > PERSPECTIVE_RMS_PX) {
    warnings.push(text('import.warn.not-perspective', { rms: estimate.rmsPx.toFixed(1) }));
    return none;
  }
  return {
    depthIntrinsics: estimate.intrinsics,
    // Points on the grid of the picture see it through the same camera.
    rgbIntrinsics: sameGrid ? estimate.intrinsics : null,
    depthToColour: null,
    estimated: ['depth.intrinsics', ...(sameGrid ? ['rgb.intrinsics'] : [])],
  };
}

/** Fields of sample.json that nothing says: they are marked, never invented. */
function missingOf(
  sample: PlannedSample,
  choices: ImportChoices,
  hasDepth: boolean,
  geometry: Geometry,
): string[] {
  const own = sample.own !== null;
  const missing: string[] = [];
  if (
    sample.cell.lighting === null &&
    (choices.lighting === null || choices.lighting === 'unknown')
  )
    missing.push('lighting');
  if (!own) missing.push('operator', 'takenAt');
  missing.push('camera');
  if (!geometry.rgbIntrinsics) missing.push('rgb.intrinsics');
  if (!hasDepth) return [...missing, 'depth'];
  if (!geometry.depthIntrinsics) missing.push('depth.intrinsics');
  if (!geometry.depthToColour) missing.push('depthToColour');
  return missing;
}

async function readMask(tree: SampleReader, path: string, rgb: RgbPicture): Promise<Uint8Array> {
  const file = await tree.read(path);
  const picture = await readGrey(path, file);
  if (picture.width !== rgb.width || picture.height !== rgb.height) {
    throw corrupt(
      path,
      text('import.problem.mask-size', {
        mask: `${String(picture.width)} x ${String(picture.height)}`,
        rgb: `${String(rgb.width)} x ${String(rgb.height)}`,
      }),
    );
  }
  return picture.data;
}

/** Grey or colour, anything above 0 is anomalous: readers take channel 0 or the grey value. */
async function readGrey(
  path: string,
  file: Buffer,
): Promise<{ width: number; height: number; data: Uint8Array }> {
  const extension = extname(path).toLowerCase();
  if (extension === '.tif' || extension === '.tiff') {
    const { width, height, channels, data } = decodeTiff(path, file);
    const mask = new Uint8Array(width * height);
    for (let i = 0; i < mask.length; i++) mask[i] = data[i * channels]! > 0 ? 1 : 0;
    return { width, height, data: mask };
  }
  if (extension === '.npy') {
    const { shape, data } = parseNpy(path, file);
    const [height = 0, width = 0, channels = 1] = shape;
    if (width === 0 || channels !== 1)
      throw corrupt(path, `its shape (${shape.join(', ')}) is not that of a mask`);
    return { width, height, data: Uint8Array.from(data, (v) => (v > 0 ? 1 : 0)) };
  }
  const isGrey = file.length > 25 && (file[25] === 0 || file[25] === 4) && extension === '.png';
  if (isGrey && file[25] === 0) {
    const { width, height, data } = await decodeGray16(path, file);
    return { width, height, data: Uint8Array.from(data, (v) => (v > 0 ? 1 : 0)) };
  }
  const { width, height, data } = await decodeRgb(path, file);
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++)
    mask[i] = data[3 * i]! > 0 || data[3 * i + 1]! > 0 || data[3 * i + 2]! > 0 ? 1 : 0;
  return { width, height, data: mask };
}

/** @throws StudioError where the shapes were drawn on a picture of another size */
function fitting(path: string, json: LabelmeFile, rgb: RgbPicture): LabelmeFile {
  const { statedSize, document } = json;
  const { width, height } = rgb;
  if (statedSize && (statedSize.width !== width || statedSize.height !== height)) {
    throw corrupt(
      path,
      text('import.problem.annotation-size', {
        annotation: `${String(statedSize.width)} x ${String(statedSize.height)}`,
        rgb: `${String(width)} x ${String(height)}`,
      }),
    );
  }
  // Files before LabelMe 3.6 do not state their size.
  return { ...json, document: { ...document, width, height } };
}

function labelsOf(cloud: ReadCloud | null, rgb: RgbPicture): Uint32Array | null {
  if (!cloud?.labels || cloud.labels.length !== rgb.width * rgb.height) return null;
  return cloud.labels;
}
