/** Scores and maps of samples by a trained detector, with what the measures need of them. */
import { mapSideOf } from '../../../core/anomaly/preprocess/sample.js';
import { teacherStudentMap } from '../../../core/anomaly/maps/teacher-student.js';
import type { ScoredImage } from '../../../core/anomaly/evaluation/measures.js';
import type { DetectorConfig, RefusedSample } from '../../../core/contract/schema/detector.js';
import { GOOD } from '../../../core/dataset/vocabulary.js';
import { text } from '../../../core/text/index.js';
import type {
  DetectorTrainer,
  TrainingImage,
} from '../../../models/teacher-student/training/trainer.js';
import type { SourceSample } from '../data/source.js';
import { maskAtScoreSize } from '../features/prepare.js';

/** Map and score of one image; AST's rule, the maximum with a mask and the mean without. */
export function scoreImage(
  trainer: DetectorTrainer,
  config: DetectorConfig,
  image: TrainingImage,
): { map: Float32Array; side: number; score: number } {
  const { teacher, student } = trainer.infer(image.input);
  return teacherStudentMap(teacher, student, image.mask, mapSideOf(config.side));
}

/** Scores one sample; an anomalous one without a mask is kept for the image scores and told of. */
export async function scoreSample(
  trainer: DetectorTrainer,
  config: DetectorConfig,
  sample: SourceSample,
  image: TrainingImage,
): Promise<{ scored: ScoredImage; refusal: RefusedSample | null }> {
  const { map, side, score } = scoreImage(trainer, config, image);
  const { name, anomaly } = sample;
  if (anomaly === GOOD)
    return { scored: { name, anomaly, score, map, side, groundTruth: null }, refusal: null };
  const mask = await sample.mask();
  const groundTruth = mask ? maskAtScoreSize(mask, config) : null;
  return {
    scored: { name, anomaly, score, map, side, groundTruth },
    refusal: mask ? null : { sample: name, code: 'no-mask', reason: text('train.no-mask') },
  };
}
