/**
 * Points of a preview for the 3D view: every second pixel with data, metres, turned from the camera
 * frame (Y down, Z forward) so that the table lies flat: x stays, up is -Z, towards the viewer is Y.
 */
import { deproject } from '../../core/geometry/projection.js';
import type { CloudBuffers } from '../canvas/cloud-stage.js';
import type { DepthColours, LookupCache } from '../canvas/painters.js';
import { isPixelIdentical } from '../canvas/painters.js';
import { pickAt } from '../canvas/pick.js';
import type { LiveFrame } from '../state/feed.js';

const STEP = 2;

/** Fills `buffers` where they are large enough, else new ones. */
export function fillCloud(
  source: { readonly frame: LiveFrame; readonly colours: DepthColours },
  paint: 'rgb' | 'depth',
  lookup: LookupCache,
  buffers: CloudBuffers | null,
): CloudBuffers {
  const { frame } = source;
  const { preview, counts, rgb } = frame;
  const most = Math.ceil(preview.width / STEP) * Math.ceil(preview.height / STEP);
  const out =
    buffers && buffers.positions.length >= most * 3
      ? buffers
      : {
          positions: new Float32Array(most * 3),
          colours: new Uint8Array(most * 3),
          count: 0,
          middleMetres: 0,
          spacingMetres: 0,
        };
  const table = lookup.of(preview.metresPerCount, source.colours);
  const identical = isPixelIdentical(preview);
  const { depthIntrinsics: camera } = preview;
  const straight = camera.model === 'none' || camera.coefficients.every((k) => k === 0);
  let n = 0;
  for (let v = 0; v < preview.height; v += STEP) {
    for (let u = 0; u < preview.width; u += STEP) {
      const i = v * preview.width + u;
      const count = counts[i]!;
      if (count === 0) continue;
      const z = count * preview.metresPerCount;
      const p = n * 3;
      if (straight) {
        out.positions[p] = ((u - camera.ppx) / camera.fx) * z;
        out.positions[p + 2] = ((v - camera.ppy) / camera.fy) * z;
      } else {
        const [x, y] = deproject(camera, u, v, z);
        out.positions[p] = x;
        out.positions[p + 2] = y;
      }
      out.positions[p + 1] = -z;
      if (paint === 'rgb' && identical) {
        out.colours[p] = rgb[i * 3]!;
        out.colours[p + 1] = rgb[i * 3 + 1]!;
        out.colours[p + 2] = rgb[i * 3 + 2]!;
      } else if (paint === 'rgb') {
        out.colours.set(pickAt(frame, u, v).rgb ?? [0x7e, 0x83, 0x8a], p);
      } else {
        const word = table[count]!;
        out.colours[p] = word & 255;
        out.colours[p + 1] = (word >>> 8) & 255;
        out.colours[p + 2] = (word >>> 16) & 255;
      }
      n += 1;
    }
  }
  out.count = n;
  out.middleMetres = middle(frame);
  out.spacingMetres = (STEP * out.middleMetres) / camera.fx;
  return out;
}

/** Median depth of a sparse grid over the middle third. */
function middle({ preview, counts }: LiveFrame): number {
  const found: number[] = [];
  for (let j = 0; j < 9; j++) {
    for (let i = 0; i < 9; i++) {
      const u = Math.floor(preview.width * (1 / 3 + i / 27));
      const v = Math.floor(preview.height * (1 / 3 + j / 27));
      const count = counts[v * preview.width + u] ?? 0;
      if (count > 0) found.push(count);
    }
  }
  found.sort((a, b) => a - b);
  return (found[found.length >> 1] ?? 0) * preview.metresPerCount;
}
