/** What a new export profile starts with, by format. */
import type { ExportFormat, ExportProfile } from '../contract/schema/dataset-export.js';

/** Whole pictures on the colour grid, running stems of three digits, nothing left out silently. */
export function defaultExportProfile(format: ExportFormat, name: string): ExportProfile {
  return {
    name,
    format,
    grid: 'colour',
    crop: null,
    stems: 'running',
    stemDigits: 3,
    splits: ['train', 'validation', 'test'],
    categories: null,
    state: 'any',
    labels: null,
    astZ: false,
    rle: false,
    tiffCompression: 'none',
    pngLevel: 2,
    mixedScales: 'refuse',
    withoutDepth: 'refuse',
    withoutMask: 'refuse',
  };
}
