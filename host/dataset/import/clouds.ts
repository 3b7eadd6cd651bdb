/** A PCD or PLY file as a picture: organised as it is, by its colour picture, or through a camera. */
import { project } from '../../../core/geometry/projection.js';
import type { Intrinsics } from '../../../core/geometry/types.js';
import { text } from '../../../core/text/index.js';
import type { PointCloudFile } from '../../codecs/cloud.js';
import { corrupt } from '../../codecs/corrupt.js';
import { parsePcd } from '../../codecs/pcd.js';
import { parsePly } from '../../codecs/ply.js';
import type { RgbPicture } from '../../codecs/png.js';

export interface ReadCloud {
  readonly width: number;
  readonly height: number;
  /** Row by row; (0, 0, 0) or NaN without data. */
  readonly xyz: Float32Array;
  /** From the cloud's own colours; null where it has none. */
  readonly rgb: RgbPicture | null;
  readonly labels: Uint32Array | null;
}

/**
 * @param picture of the same name, whose size organises a cloud that does not say its own
 * @param intrinsics to put unorganised points where a camera sees them; the picture's size is needed
 * @throws StudioError file-corrupt
 */
export function readCloud(
  path: string,
  file: Uint8Array,
  picture: RgbPicture | null,
  intrinsics: Intrinsics | null,
): ReadCloud {
  const cloud = /\.pcd$/i.test(path) ? parsePcd(path, file) : parsePly(path, file);
  const points = cloud.width * cloud.height;
  if (cloud.height > 1) return organised(cloud, cloud.width, cloud.height);
  if (picture && points === picture.width * picture.height)
    return organised(cloud, picture.width, picture.height);
  if (picture && intrinsics) return projected(cloud, picture, intrinsics);
  throw corrupt(
    path,
    text('import.problem.not-organised', {
      points,
      rgb: picture ? `${String(picture.width)} x ${String(picture.height)}` : '-',
    }),
  );
}

function organised(cloud: PointCloudFile, width: number, height: number): ReadCloud {
  const { xyz, rgb, labels } = cloud;
  return { width, height, xyz, labels, rgb: rgb ? { width, height, data: rgb } : null };
}

/** Each point at its pixel, the nearest wins. */
function projected(cloud: PointCloudFile, size: RgbPicture, intrinsics: Intrinsics): ReadCloud {
  const { width, height } = size;
  const xyz = new Float32Array(width * height * 3);
  const labels = cloud.labels && new Uint32Array(width * height);
  for (let i = 0; i < cloud.width; i++) {
    const x = cloud.xyz[3 * i]!;
    const y = cloud.xyz[3 * i + 1]!;
    const z = cloud.xyz[3 * i + 2]!;
    if (!(z > 0) || !Number.isFinite(x) || !Number.isFinite(y)) continue;
    const [u, v] = project(intrinsics, [x, y, z]);
    const column = Math.round(u);
    const row = Math.round(v);
    if (!(column >= 0 && row >= 0 && column < width && row < height)) continue;
    const at = 3 * (row * width + column);
    if (xyz[at + 2]! > 0 && xyz[at + 2]! <= z) continue;
    xyz[at] = x;
    xyz[at + 1] = y;
    xyz[at + 2] = z;
    if (labels) labels[at / 3] = cloud.labels[i]!;
  }
  return { width, height, xyz, rgb: null, labels };
}
