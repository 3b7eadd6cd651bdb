/** Writes a trained detector as ONNX and checks it against the training graph. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { parityCheckSchema } from '../../core/contract/schema/detector.js';
import { exportDetector, type DetectorExport } from '../../models/teacher-student/onnx.js';
import { DETECTOR_METADATA, type DetectorMetadata } from '../../models/teacher-student/metadata.js';
import { backboneSpec, type Architecture } from '../../models/backbones/efficientnet.js';
import { IMAGENET_NORMALISATION } from '../../core/anomaly/preprocess/sample.js';
import { readBounded, writeAtomic } from '../files/atomic.js';
import { needBackbone } from './backbones.js';
import { openDetector, type DetectorPicture } from './detector.js';

const MAX_BACKBONE_BYTES = 1024 * 1024 * 1024;

type ParityCheck = z.infer<typeof parityCheckSchema>;

export interface DetectorToExport extends Pick<
  DetectorExport,
  'shape' | 'weights' | 'permutations'
> {
  readonly metadata: DetectorMetadata;
  /** Null in depth mode. */
  readonly architecture: Architecture | null;
  readonly norm: 'card' | 'imagenet';
}

/**
 * Writes `file`; the same detector gives the same bytes.
 * @returns its SHA-256
 * @throws StudioError not-found where the backbone is missing
 */
export async function writeDetector(file: string, detector: DetectorToExport): Promise<string> {
  const { metadata, architecture } = detector;
  const { foreground } = metadata;
  const backbone = architecture === null ? null : await needBackbone(architecture);
  const onnx = exportDetector({
    mode: metadata.mode,
    side: metadata.side,
    shape: detector.shape,
    weights: detector.weights,
    permutations: detector.permutations,
    backbone:
      backbone && architecture !== null
        ? {
            onnx: await readBounded(backbone.file, MAX_BACKBONE_BYTES),
            normalisation:
              detector.norm === 'card'
                ? backboneSpec(architecture).normalisation
                : IMAGENET_NORMALISATION,
          }
        : null,
    depth: {
      gapFillPasses: foreground.gapFillPasses,
      thresholdMm: foreground.thresholdMm,
      sides: foreground.sides,
    },
    scoreRule: metadata.scoreRule,
    metadata: { [DETECTOR_METADATA]: JSON.stringify(metadata) },
  });
  await writeAtomic(file, onnx);
  return createHash('sha256').update(onnx).digest('hex');
}

/** A picture with what the training graph made of it. */
export interface ParitySample {
  readonly picture: DetectorPicture;
  readonly map: Float32Array;
  readonly score: number;
}

/** Largest difference allowed, as a share of the largest score of the maps. */
export const PARITY_LIMIT = 1e-3;
export const PARITY_SAMPLES = 16;

/**
 * Runs the file as inference does and compares it with the training graph.
 * @throws StudioError when the file cannot be loaded or refuses a picture
 */
export async function checkParity(
  file: string,
  samples: readonly ParitySample[],
): Promise<ParityCheck> {
  const detector = await openDetector(file);
  try {
    let range = 0;
    let mapDifference = 0;
    let scoreDifference = 0;
    for (const { picture, map, score } of samples) {
      const detection = await detector.infer(picture);
      scoreDifference = Math.max(scoreDifference, Math.abs(detection.score - score));
      for (let i = 0; i < map.length; i++) {
        range = Math.max(range, Math.abs(map[i]!));
        const off = Math.abs(map[i]! - (detection.map[i] ?? Number.NaN));
        // NaN compares false: a missing or NaN value must count as infinitely far.
        mapDifference = off <= mapDifference ? mapDifference : Number.isNaN(off) ? Infinity : off;
      }
    }
    const share = range === 0 ? mapDifference : mapDifference / range;
    return {
      samples: samples.length,
      maxMapDifference: Number.isFinite(share) ? share : Number.MAX_VALUE,
      maxScoreDifference: Number.isFinite(scoreDifference) ? scoreDifference : Number.MAX_VALUE,
      passed: samples.length > 0 && share <= PARITY_LIMIT,
    };
  } finally {
    await detector.close();
  }
}
