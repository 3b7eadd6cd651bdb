/** All measures of one model on a test split, over everything and per anomaly type. */
import type { DetectorMetrics } from '../../contract/schema/detector.js';
import { GOOD } from '../../dataset/vocabulary.js';
import { aupro, auproExact, pixelRateAtOverlap } from '../metrics/aupro.js';
import { auroc, imageRateAtRecall, pixelAuroc } from '../metrics/auroc.js';
import { gatherPixels } from '../metrics/pixels.js';

/** One scored test image. */
export interface ScoredImage {
  readonly name: string;
  readonly anomaly: string;
  readonly score: number;
  readonly side: number;
  /** side x side */
  readonly map: Float32Array;
  /** side x side, non-zero = anomalous; null: good, or anomalous without a mask. */
  readonly groundTruth: Uint8Array | null;
}

/** Pixel measures leave out anomalous images without a mask; image measures take all. */
export function measure(images: readonly ScoredImage[]): DetectorMetrics {
  const good = images.filter((image) => image.anomaly === GOOD);
  const bad = images.filter((image) => image.anomaly !== GOOD);
  const normal = good.map((image) => image.score);
  const anomalous = bad.map((image) => image.score);
  const drawn = images.filter((image) => image.anomaly === GOOD || image.groundTruth !== null);
  const pixels = gatherPixels(
    drawn.map(({ name, side, map, groundTruth }) => ({
      name,
      width: side,
      height: side,
      scores: map,
      groundTruth,
    })),
  );
  const lost = drawn.filter(
    (image, i) => image.anomaly !== GOOD && pixels.regionsPerMap[i] === 0,
  ).length;
  return {
    images: images.length,
    anomalousImages: bad.length,
    imageAuroc: auroc(normal, anomalous),
    pixelAuroc: pixelAuroc(pixels),
    aupro100: aupro(pixels),
    auproExact: auproExact(pixels),
    imageFprAtRecall95: imageRateAtRecall(normal, anomalous)?.falsePositiveRate ?? null,
    pixelFprAtOverlap80: pixelRateAtOverlap(pixels)?.falsePositiveRate ?? null,
    lostRegions: lost,
  };
}

/** Per anomaly type: all good images and the anomalous ones of that type. */
export function measureByType(images: readonly ScoredImage[]): Record<string, DetectorMetrics> {
  const good = images.filter((image) => image.anomaly === GOOD);
  const types = [...new Set(images.map((image) => image.anomaly))].filter((type) => type !== GOOD);
  return Object.fromEntries(
    types
      .sort()
      .map((type) => [type, measure([...good, ...images.filter((i) => i.anomaly === type)])]),
  );
}
