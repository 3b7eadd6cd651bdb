/** From a measured picture to what the networks read, by the one way of core/anomaly/preprocess. */
import { findForeground } from '../../../core/anomaly/foreground/foreground.js';
import { resizeMask } from '../../../core/anomaly/preprocess/mask.js';
import { mapSideOf, prepareDepth, scoreSideOf } from '../../../core/anomaly/preprocess/sample.js';
import type { DetectorConfig, RefusedSample } from '../../../core/contract/schema/detector.js';
import type { ForegroundSettings } from '../../../core/contract/schema/foreground.js';
import { text } from '../../../core/text/index.js';
import { jointChannels } from '../../../models/teacher-student/config.js';
import { channelsLast } from '../../../models/teacher-student/training/tensors.js';
import type { TrainingImage } from '../../../models/teacher-student/training/trainer.js';
import type { LoadedPicture } from '../data/source.js';
import type { FeatureExtractor } from '../backbones.js';

export type Prepared =
  | { readonly image: TrainingImage; readonly refusal: null }
  | { readonly image: null; readonly refusal: Pick<RefusedSample, 'code' | 'reason'> };

/** @param extractor null in depth mode */
export async function prepareSample(
  picture: LoadedPicture,
  config: DetectorConfig,
  foreground: ForegroundSettings,
  extractor: FeatureExtractor | null,
): Promise<Prepared> {
  const side = mapSideOf(config.side);
  const parts: Float32Array[] = [];
  let mask: Float32Array | null = null;
  if (config.mode !== 'rgb') {
    if (!picture.depthMetres) return refusal('no-depth', text('train.no-depth'));
    if (!isFinite(picture.depthMetres))
      return refusal('not-finite', text('train.depth-not-finite'));
    const { width, height } = picture;
    const found = findForeground(picture.depthMetres, width, height, foreground);
    if (found.failed) {
      const failed = found.findings.find((finding) => finding.severity === 'failed');
      return refusal('no-foreground', failed?.message ?? text('train.no-foreground'));
    }
    const depth = prepareDepth(found.depth, found.mask, width, height, config.side);
    if (!depth) return refusal('no-foreground', text('train.no-foreground'));
    parts.push(depth.channels);
    mask = depth.mask;
  }
  if (extractor) {
    const { rgb: data, width, height } = picture;
    parts.unshift(await extractor.extract({ data, width, height }, config.side));
  }
  const joint = new Float32Array(jointChannels(config) * side * side);
  let at = 0;
  for (const part of parts) {
    joint.set(part, at);
    at += part.length;
  }
  if (!isFinite(joint)) return refusal('not-finite', text('train.features-not-finite'));
  return { image: { input: channelsLast(joint, jointChannels(config)), mask }, refusal: null };
}

/** The ground truth at the size of the score map, AST's way: bilinear, then above 0. */
export function maskAtScoreSize(
  mask: { width: number; height: number; data: Uint8Array },
  config: DetectorConfig,
): Uint8Array {
  const side = scoreSideOf(config.side);
  return resizeMask(mask.data, mask.width, mask.height, side, side);
}

function refusal(code: RefusedSample['code'], reason: string): Prepared {
  return { image: null, refusal: { code, reason } };
}

function isFinite(data: Float32Array): boolean {
  for (const value of data) if (!Number.isFinite(value)) return false;
  return true;
}
