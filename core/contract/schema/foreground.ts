/** How the object is told from the table, per category; what a preview and a check say of it. */
import { z } from 'zod';
import { nameSchema, sampleIdSchema } from './sample.js';

export const foregroundSettingsSchema = z.strictObject({
  method: z
    .enum(['corners', 'plane'])
    .describe('corners: a surface through the four 2x2 corners, as AST; plane: a robust plane'),
  thresholdMm: z.number().min(0.5).max(100).describe('Distance from the table, along the view'),
  sides: z
    .enum(['both', 'above'])
    .describe('both: pits deeper than the table count too, as published'),
  gapFillPasses: z.int().min(0).max(32).describe('Passes that close small holes in the depth'),
  fallback: z.boolean().describe('Use the plane where a corner has no depth'),
  borderShare: z
    .number()
    .min(0.01)
    .max(0.4)
    .describe('Width of the band that the plane is fitted to, share of the shorter side'),
  minRegionPixels: z
    .int()
    .min(0)
    .max(1_000_000)
    .describe('Smaller regions are dropped; 0 keeps all'),
});
export type ForegroundSettings = z.infer<typeof foregroundSettingsSchema>;

/** AST's values, with the plane where a corner is empty. */
export const DEFAULT_FOREGROUND: ForegroundSettings = {
  method: 'corners',
  thresholdMm: 7,
  sides: 'both',
  gapFillPasses: 3,
  fallback: true,
  borderShare: 0.08,
  minRegionPixels: 0,
};

export const cornerSchema = z.enum(['top-left', 'top-right', 'bottom-left', 'bottom-right']);

/** `failed`: there is no mask to work with; `warning`: there is one, look at it. */
export const foregroundFindingSchema = z.strictObject({
  code: z.enum([
    'no-depth',
    'corner-without-depth',
    'corner-off-table',
    'no-plane',
    'empty',
    'tiny',
    'covers-most',
    'touches-border',
  ]),
  severity: z.enum(['failed', 'warning']),
  corners: z.array(cornerSchema).describe('The corners it is about'),
  message: z.string(),
  remedy: z.string(),
});
export type ForegroundFinding = z.infer<typeof foregroundFindingSchema>;

export const foregroundFiguresSchema = z.strictObject({
  used: z.enum(['corners', 'plane']).nullable().describe('null: no surface was found'),
  share: z.number().min(0).max(1).describe('Of the picture'),
  pixels: z.int().nonnegative(),
  regions: z.int().nonnegative(),
  borderShare: z.number().min(0).max(1).describe('Of the outermost pixels'),
  maxHeightMm: z.number().nullable().describe('Highest above the table; the 99.5th percentile'),
  deepestMm: z.number().nullable().describe('Deepest below the table, as a positive number'),
  tableRmsMm: z.number().nullable().describe('Spread of the background about the surface'),
  filledShare: z.number().min(0).max(1).describe('Pixels that gap filling gave a value'),
  emptyShare: z.number().min(0).max(1).describe('Pixels that still have none'),
});
export type ForegroundFigures = z.infer<typeof foregroundFiguresSchema>;

export const foregroundPreviewSchema = z.strictObject({
  id: sampleIdSchema,
  settings: foregroundSettingsSchema,
  width: z.int().positive(),
  height: z.int().positive(),
  figures: foregroundFiguresSchema,
  findings: z.array(foregroundFindingSchema),
  mime: z.literal('image/png'),
  bytes: z
    .custom<Uint8Array>((value) => value instanceof Uint8Array)
    .describe('Mask on the depth grid: white, transparent outside the foreground'),
});
export type ForegroundPreview = z.infer<typeof foregroundPreviewSchema>;

export const foregroundCheckSchema = z.strictObject({
  category: nameSchema,
  settings: foregroundSettingsSchema,
  checked: z.int().nonnegative(),
  bad: z.array(
    z.strictObject({
      id: sampleIdSchema,
      share: z.number().nullable(),
      findings: z.array(foregroundFindingSchema).min(1),
    }),
  ),
  medianShare: z.number().nullable(),
});
export type ForegroundCheck = z.infer<typeof foregroundCheckSchema>;

export const foregroundProgressSchema = z.strictObject({
  category: nameSchema,
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
});
