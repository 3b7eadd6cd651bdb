/** What a detector's ONNX file says of itself, so that it can be used without its folder. */
import { z } from 'zod';
import { foregroundSettingsSchema } from '../../core/contract/schema/foreground.js';

/** The metadata key under which the JSON lies. */
export const DETECTOR_METADATA = 'pd-studio.detector';

export const detectorMetadataSchema = z.strictObject({
  schema: z.literal('pd-studio.detector/1'),
  name: z.string(),
  category: z.string(),
  mode: z.enum(['rgbd', 'rgb', 'depth']),
  preset: z.string(),
  published: z.boolean().describe('False: not the published configuration'),
  backbone: z.string().nullable(),
  side: z.int().positive().multipleOf(32).describe('Side that pictures are resized to'),
  scales: z.array(z.int().positive()),
  scoreRule: z.enum(['max-upsampled', 'max-raw', 'mean']),
  foreground: foregroundSettingsSchema.describe('How the mask given as foregroundMask was made'),
});
export type DetectorMetadata = z.infer<typeof detectorMetadataSchema>;
