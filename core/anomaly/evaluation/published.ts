/**
 * The published figures that reports show beside ours: PD-REAL, arXiv 2311.04095v3, tables 1 to 6.
 * `Ours` of the paper is its multi-scale distillation. `mean` is the mean as printed.
 */

import { PUBLISHED_BY_CATEGORY, type PublishedTable } from './published-categories.js';

/** Name under which the paper's own method appears in its tables. */
export const PAPER_METHOD = 'Ours';

/** Tables 3 and 4: by anomaly type. */
export const PUBLISHED_BY_TYPE: {
  readonly aupro: PublishedTable;
  readonly imageAuroc: PublishedTable;
} = {
  aupro: {
    'RGB iNet': {
      dent: 0.946,
      crack: 0.979,
      perforation: 0.982,
      scratch: 0.719,
      'combine-S': 0.968,
      'combine-D': 0.983,
    },
    'Depth iNet': {
      dent: 0.626,
      crack: 0.835,
      perforation: 0.863,
      scratch: 0.726,
      'combine-S': 0.56,
      'combine-D': 0.751,
    },
    'RGB+FPFH': {
      dent: 0.976,
      crack: 0.981,
      perforation: 0.984,
      scratch: 0.853,
      'combine-S': 0.932,
      'combine-D': 0.983,
    },
    M3DM: {
      dent: 0.975,
      crack: 0.978,
      perforation: 0.984,
      scratch: 0.758,
      'combine-S': 0.965,
      'combine-D': 0.984,
    },
    AST: {
      dent: 0.955,
      crack: 0.965,
      perforation: 0.974,
      scratch: 0.904,
      'combine-S': 0.853,
      'combine-D': 0.981,
    },
    UniNet: {
      dent: 0.965,
      crack: 0.995,
      perforation: 0.999,
      scratch: 0.827,
      'combine-S': 0.986,
      'combine-D': 0.999,
    },
    Ours: {
      dent: 0.977,
      crack: 0.972,
      perforation: 0.976,
      scratch: 0.958,
      'combine-S': 0.929,
      'combine-D': 0.983,
    },
  },
  imageAuroc: {
    'RGB iNet': {
      dent: 0.958,
      crack: 0.991,
      perforation: 1.0,
      scratch: 0.471,
      'combine-S': 0.848,
      'combine-D': 1.0,
    },
    'Depth iNet': {
      dent: 0.543,
      crack: 0.721,
      perforation: 0.8,
      scratch: 0.457,
      'combine-S': 0.483,
      'combine-D': 0.57,
    },
    'RGB+FPFH': {
      dent: 0.951,
      crack: 0.959,
      perforation: 0.986,
      scratch: 0.535,
      'combine-S': 0.675,
      'combine-D': 0.993,
    },
    M3DM: {
      dent: 0.749,
      crack: 0.837,
      perforation: 0.952,
      scratch: 0.662,
      'combine-S': 0.702,
      'combine-D': 1.0,
    },
    AST: {
      dent: 0.916,
      crack: 0.922,
      perforation: 0.997,
      scratch: 0.637,
      'combine-S': 0.681,
      'combine-D': 1.0,
    },
    UniNet: {
      dent: 0.929,
      crack: 0.988,
      perforation: 1.0,
      scratch: 0.393,
      'combine-S': 0.806,
      'combine-D': 1.0,
    },
    Ours: {
      dent: 0.967,
      crack: 0.988,
      perforation: 0.991,
      scratch: 0.83,
      'combine-S': 0.787,
      'combine-D': 0.998,
    },
  },
};

/** Table 5: MVTec 3D-AD; the paper prints bagel as "Begal". */
export const PUBLISHED_MVTEC: {
  readonly aupro: PublishedTable;
  readonly imageAuroc: PublishedTable;
} = {
  aupro: {
    AST: {
      bagel: 0.963,
      cable_gland: 0.945,
      carrot: 0.981,
      cookie: 0.938,
      dowel: 0.914,
      foam: 0.897,
      peach: 0.981,
      potato: 0.983,
      rope: 0.892,
      tire: 0.939,
      mean: 0.943,
    },
    Ours: {
      bagel: 0.968,
      cable_gland: 0.947,
      carrot: 0.981,
      cookie: 0.939,
      dowel: 0.913,
      foam: 0.928,
      peach: 0.981,
      potato: 0.983,
      rope: 0.901,
      tire: 0.941,
      mean: 0.948,
    },
  },
  imageAuroc: {
    AST: {
      bagel: 0.936,
      cable_gland: 0.975,
      carrot: 0.993,
      cookie: 0.993,
      dowel: 0.984,
      foam: 0.893,
      peach: 0.99,
      potato: 0.998,
      rope: 0.947,
      tire: 0.764,
      mean: 0.947,
    },
    Ours: {
      bagel: 0.94,
      cable_gland: 0.963,
      carrot: 0.993,
      cookie: 1.0,
      dowel: 0.986,
      foam: 0.877,
      peach: 0.991,
      potato: 0.998,
      rope: 0.955,
      tire: 0.769,
      mean: 0.947,
    },
  },
};

/**
 * Table 6: ablation over the scales. The headings are lost in the text: single scales first, the full set
 * last; that the columns are the subsets of {1, 2, 4} in this order is inferred.
 */
export const PUBLISHED_ABLATION: readonly {
  readonly scales: readonly number[];
  readonly imageAuroc: number;
  readonly aupro: number;
}[] = [
  { scales: [1], imageAuroc: 0.933, aupro: 0.958 },
  { scales: [2], imageAuroc: 0.941, aupro: 0.959 },
  { scales: [4], imageAuroc: 0.94, aupro: 0.958 },
  { scales: [1, 2], imageAuroc: 0.942, aupro: 0.96 },
  { scales: [1, 4], imageAuroc: 0.944, aupro: 0.96 },
  { scales: [2, 4], imageAuroc: 0.942, aupro: 0.959 },
  { scales: [1, 2, 4], imageAuroc: 0.95, aupro: 0.96 },
];

/** Rows of the published tables for one category, of either data set; empty for another name. */
export function publishedRows(
  category: string,
): { method: string; imageAuroc: number | null; aupro: number | null }[] {
  const name = category.toLowerCase();
  for (const tables of [PUBLISHED_BY_CATEGORY, PUBLISHED_MVTEC]) {
    const methods = Object.keys(tables.aupro).filter((method) =>
      Object.hasOwn(tables.aupro[method]!, name),
    );
    // "cookie" is in both data sets; PD-REAL's comes first.
    if (methods.length > 0)
      return methods.map((method) => ({
        method,
        imageAuroc: tables.imageAuroc[method]?.[name] ?? null,
        aupro: tables.aupro[method]?.[name] ?? null,
      }));
  }
  return [];
}
