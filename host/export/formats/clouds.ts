/** Point clouds: CELL/STEM.ply or .pcd, coloured, with the class of each point where it is annotated. */
import { encodePcd, encodePly } from '../../codecs/cloud-write.js';
import type { Format } from './parts.js';

function cloudFormat(kind: 'ply' | 'pcd'): Format {
  return {
    needsDepth: true,
    needsPixels: true,
    make({ placement, width, height, xyz, rgb, classes }) {
      if (!xyz) throw new RangeError('a point cloud needs depth');
      const cloud = { width, height, xyz, rgb, labels: classes };
      const data = kind === 'ply' ? encodePly(cloud) : encodePcd(cloud);
      return Promise.resolve({
        files: [{ kind, path: `${placement.cell}/${placement.stem}.${kind}`, data }],
        fragment: null,
      });
    },
    plan: ({ pixels, annotated }) => [
      {
        kind,
        bytes: pixels * (kind === 'ply' ? 15 + Number(annotated) : 16 + 4 * Number(annotated)),
      },
    ],
  };
}

export const plyFormat = cloudFormat('ply');
export const pcdFormat = cloudFormat('pcd');
