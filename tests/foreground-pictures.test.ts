/** Preparation of every real frame, and the picture of some of them in docs/method.md. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findForeground } from '../core/anomaly/foreground/foreground.js';
import { prepareDepth } from '../core/anomaly/preprocess/sample.js';
import { DEFAULT_FOREGROUND, type ForegroundSettings } from '../core/contract/schema/foreground.js';
import type { DetectorPicture } from '../host/detector/detector.js';
import { hasRealFrames, realFrames } from './support/real-frames.js';
import { NO_SHARED_DATA, root } from './support/shared-data.js';

const CORNERS: ForegroundSettings = { ...DEFAULT_FOREGROUND, fallback: false };
const PLANE: ForegroundSettings = { ...DEFAULT_FOREGROUND, method: 'plane' };

const [TILE_WIDTH, TILE_HEIGHT] = [240, 180];
type Shade = (i: number) => readonly [number, number, number];

function tile({ width, height }: DetectorPicture, shade: Shade): Promise<Buffer> {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(shade(i), 3 * i);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(TILE_WIDTH, TILE_HEIGHT, { fit: 'fill' })
    .png()
    .toBuffer();
}

/** Near is light; no data is dark red. */
function depthShade(depth: Float32Array): Shade {
  const known = Float32Array.from(depth.filter((z) => z > 0)).sort();
  const [near, far] = [
    known[Math.floor(known.length * 0.02)]!,
    known[Math.floor(known.length * 0.98)]!,
  ];
  return (i) => {
    const z = depth[i]!;
    if (z === 0) return [110, 20, 30];
    const grey = Math.round(255 - 215 * Math.min(1, Math.max(0, (z - near) / (far - near))));
    return [grey, grey, grey];
  };
}

function maskShade({ rgb }: DetectorPicture, mask: Uint8Array): Shade {
  return (i) => {
    const part = mask[i] === 1 ? 1 : 0.2;
    return [rgb[3 * i]! * part, rgb[3 * i + 1]! * part, rgb[3 * i + 2]! * part];
  };
}

async function strip(frame: DetectorPicture): Promise<Buffer[]> {
  const { width, height, rgb, depthMetres } = frame;
  const depth = depthMetres ?? new Float32Array(width * height);
  const corners = findForeground(depth, width, height, CORNERS);
  const plane = findForeground(depth, width, height, PLANE);
  return Promise.all([
    tile(frame, (i) => [rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!]),
    tile(frame, depthShade(depth)),
    tile(frame, depthShade(plane.depth)),
    tile(frame, maskShade(frame, corners.mask)),
    tile(frame, maskShade(frame, plane.mask)),
  ]);
}

describe.skipIf(!hasRealFrames)(
  hasRealFrames ? 'real frames' : `real frames (${NO_SHARED_DATA})`,
  () => {
    it('should be prepared without NaN, or refused by name, under both rules', async () => {
      const all = await realFrames();
      expect(all.size).toBeGreaterThanOrEqual(12);
      const usable: DetectorPicture[] = [];
      for (const [name, frame] of all) {
        const { width, height, depthMetres } = frame;
        const depth = depthMetres ?? new Float32Array(width * height);
        for (const settings of [CORNERS, PLANE]) {
          const found = findForeground(depth, width, height, settings);
          if (found.failed) {
            const failed = found.findings.filter((finding) => finding.severity === 'failed');
            expect(failed.length, name).toBeGreaterThan(0);
            expect(failed.every((finding) => finding.message !== '')).toBe(true);
            continue;
          }
          const prepared = prepareDepth(found.depth, found.mask, width, height, 768);
          expect(prepared?.channels.every(Number.isFinite), name).toBe(true);
          expect(
            prepared?.mask.every((value) => value >= 0 && value <= 1),
            name,
          ).toBe(true);
          if (settings === PLANE) usable.push(frame);
        }
      }
      expect(usable.length).toBeGreaterThanOrEqual(4);
      const shown = [usable[0]!, usable[3]!, usable.at(-1)!];
      const rows = await Promise.all(shown.map(strip));
      const gap = 6;
      const picture = await sharp({
        create: {
          width: 5 * (TILE_WIDTH + gap) - gap,
          height: rows.length * (TILE_HEIGHT + gap) - gap,
          channels: 3,
          background: '#f7f8f9',
        },
      })
        .composite(
          rows.flatMap((row, y) =>
            row.map((input, x) => ({
              input,
              left: x * (TILE_WIDTH + gap),
              top: y * (TILE_HEIGHT + gap),
            })),
          ),
        )
        .png({ palette: true })
        .toBuffer();
      await writeFile(join(root, 'docs/img/foreground-real.png'), picture);
    });
  },
);
