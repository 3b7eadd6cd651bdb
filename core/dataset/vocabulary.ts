/** The paper's vocabulary: 15 categories with their lighting, six anomaly types, splits. */

/** Category and lighting kind (C controlled, U uncontrolled, M mixed), from the paper's overview picture. */
export const PAPER_CATEGORIES = [
  { name: 'chicken', lighting: 'M' },
  { name: 'banana', lighting: 'M' },
  { name: 'cookie', lighting: 'M' },
  { name: 'bread', lighting: 'M' },
  { name: 'sushi', lighting: 'U' },
  { name: 'car', lighting: 'U' },
  { name: 'airplane', lighting: 'U' },
  { name: 'train', lighting: 'C' },
  { name: 'bicycle', lighting: 'C' },
  { name: 'pizza', lighting: 'C' },
  { name: 'strawberry', lighting: 'C' },
  { name: 'cabbage', lighting: 'C' },
  { name: 'plaid', lighting: 'C' },
  { name: 'crab', lighting: 'C' },
  { name: 'radish', lighting: 'C' },
] as const;

export const CATEGORIES = PAPER_CATEGORIES.map((category) => category.name);
export type PaperCategory = (typeof PAPER_CATEGORIES)[number]['name'];

export const GOOD = 'good';

export const ANOMALY_TYPES = [
  'dent',
  'crack',
  'perforation',
  'scratch',
  'combine-S',
  'combine-D',
] as const;
export type AnomalyType = (typeof ANOMALY_TYPES)[number];

export const LIGHTING_KINDS = ['C', 'U', 'M'] as const;
export type LightingKind = (typeof LIGHTING_KINDS)[number];

export const SPLITS = ['train', 'validation', 'test'] as const;
