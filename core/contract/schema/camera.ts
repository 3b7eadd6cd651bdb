/** What the page knows of the camera: sources, state, controls, live measures and preview headers. */
import { z } from 'zod';
import { extrinsicsSchema, intrinsicsSchema } from './geometry.js';
import { cameraRecordSchema, measuresSchema } from './sample.js';

/** Everything that can go wrong with a source, each with a title and a remedy in the catalogue. */
export const FAULT_CODES = [
  'sdk-missing',
  'no-camera',
  'camera-busy',
  'no-permission',
  'usb2',
  'old-firmware',
  'unplugged',
  'no-frames',
  'frozen-frames',
  'repeated-frames',
  'dropped-frames',
  'corner-holes',
  'depth-unit',
  'over-exposed',
  'camera-crashed',
  'source-unreadable',
  'source-ended',
  'profile-unsupported',
  'sdk-too-old',
] as const;
export const faultCodeSchema = z.enum(FAULT_CODES);
export type FaultCode = z.infer<typeof faultCodeSchema>;

/** A fault as shown to the technician. `blocking` faults stop the picture, the others are warnings. */
export const faultSchema = z.strictObject({
  code: faultCodeSchema,
  message: z.string().describe('What happened, to which camera or file'),
  remedy: z.string().describe('What to do next'),
  blocking: z.boolean(),
  sinceMs: z.number().describe('Epoch milliseconds'),
});
export type Fault = z.infer<typeof faultSchema>;

export const sourceKindSchema = z.enum(['realsense', 'recording', 'folder', 'simulated']);
export type SourceKind = z.infer<typeof sourceKindSchema>;

/** `spec` is what `--source` takes: realsense[:SERIAL], FILE.bag, FILE.db3, FOLDER, simulated[:k=v,...]. */
export const sourceInfoSchema = z.strictObject({
  kind: sourceKindSchema,
  spec: z.string(),
  label: z.string(),
  detail: z.string(),
});
export type SourceInfo = z.infer<typeof sourceInfoSchema>;

export const profileSchema = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  fps: z.int().positive(),
  minDistanceMm: z.number().nullable(),
});
export type Profile = z.infer<typeof profileSchema>;

export const cameraOptionSchema = z.strictObject({
  name: z.string().describe("The SDK's option name in lower case with dashes, e.g. exposure"),
  value: z.number(),
  min: z.number(),
  max: z.number(),
  step: z.number(),
  defaultValue: z.number(),
  readOnly: z.boolean(),
});
export type CameraOption = z.infer<typeof cameraOptionSchema>;

export const colourChoiceSchema = z.enum(['left-ir', 'colour']);
export type ColourChoice = z.infer<typeof colourChoiceSchema>;

/** Keys of `simulated:` (docs/formats.md), as the simulator panel edits them. */
export const simulatorSettingsSchema = z.strictObject({
  tiltDeg: z.number().min(0).max(30),
  azimuthDeg: z.number().min(-360).max(360),
  distanceMm: z.number().min(60).max(1000),
  object: z.string(),
  defect: z.string(),
  seed: z.int().nonnegative(),
  lighting: z.string(),
  fault: z.string().describe('none or one of the simulator faults'),
});
export type SimulatorSettings = z.infer<typeof simulatorSettingsSchema>;

export const cameraStateSchema = z.strictObject({
  status: z.enum(['closed', 'opening', 'streaming', 'reopening', 'failed']),
  source: sourceInfoSchema.nullable(),
  camera: cameraRecordSchema.nullable(),
  colour: z.enum(['left-ir', 'colour', 'file']).nullable(),
  profile: profileSchema.nullable(),
  profiles: z.array(profileSchema),
  options: z.array(cameraOptionSchema),
  presets: z.array(z.string()),
  metresPerCount: z.number().nullable(),
  fps: z.number().nullable(),
  dropped: z.int().nonnegative(),
  faults: z.array(faultSchema),
  simulator: simulatorSettingsSchema.nullable(),
  restarts: z.int().nonnegative().describe('How often the camera process was started again'),
  processId: z.int().nullable(),
});
export type CameraState = z.infer<typeof cameraStateSchema>;

/** Inner box that the plane fit leaves out, as shares of width and height. */
export const levelRegionSchema = z.strictObject({
  x0: z.number().min(0).max(1),
  y0: z.number().min(0).max(1),
  x1: z.number().min(0).max(1),
  y1: z.number().min(0).max(1),
});
export type LevelRegion = z.infer<typeof levelRegionSchema>;

export const histogramSchema = z.strictObject({
  from: z.number(),
  to: z.number(),
  counts: z.array(z.int().nonnegative()).max(1024),
});

/** Measures of the newest frame, sent about ten times a second. */
export const liveMeasuresSchema = z.strictObject({
  atMs: z.number().describe('Epoch milliseconds'),
  frameNumber: z.number(),
  measures: measuresSchema,
  temporalNoiseMm: z.number().nullable(),
  noDataShare: z.number().min(0).max(1),
  pairDeltaMs: z.number().nullable(),
  lumaHistogram: histogramSchema,
  depthHistogramMm: histogramSchema,
});
export type LiveMeasures = z.infer<typeof liveMeasuresSchema>;

/**
 * A preview frame: RGB8 then Z16, both decimated alike. `bytes` holds rgb at 0 and depth at
 * `depthOffset` (even). Intrinsics are those of the decimated pictures.
 */
export const previewSchema = z.strictObject({
  frameNumber: z.number(),
  capturedAtMs: z.number().describe('Epoch milliseconds when the frame left the SDK'),
  deviceTimeMs: z.number(),
  width: z.int().positive(),
  height: z.int().positive(),
  colourWidth: z.int().positive(),
  colourHeight: z.int().positive(),
  fullWidth: z.int().positive(),
  fullHeight: z.int().positive(),
  depthOffset: z.int().nonnegative(),
  metresPerCount: z.number().positive(),
  depthIntrinsics: intrinsicsSchema,
  colourIntrinsics: intrinsicsSchema,
  depthToColour: extrinsicsSchema,
  stream: z.enum(['left-ir', 'colour', 'file']),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type Preview = z.infer<typeof previewSchema>;
