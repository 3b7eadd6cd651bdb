/** What the fake host answers about the data set: statistics made from its samples, profiles, jobs. */
import type {
  ExportPlan,
  ExportProfile,
  SplitProposal,
} from '../../core/contract/schema/dataset-export.js';
import type {
  ForegroundCheck,
  ForegroundFinding,
  ForegroundPreview,
  ForegroundSettings,
} from '../../core/contract/schema/foreground.js';
import type { Statistics } from '../../core/contract/schema/dataset-statistics.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { GOOD } from '../../core/dataset/vocabulary.js';

/** A number in [0, 1) that depends on the sample and `salt` only. */
function chance(sample: SampleSummary, salt: number): number {
  let hash = 2166136261 ^ salt;
  for (const character of sample.id) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822519);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/** About normal, by the sum of four. */
function normal(sample: SampleSummary, salt: number): number {
  return [0, 1, 2, 3].reduce((sum, i) => sum + chance(sample, salt * 7 + i), 0) - 2;
}

/** Typical area in mm² and depth in mm of each type. */
const TYPICAL: Readonly<Record<string, readonly [number, number]>> = {
  dent: [85, 1.6],
  crack: [55, 2.4],
  perforation: [22, 4.1],
  scratch: [32, 0.7],
  'combine-S': [95, -2.2],
  'combine-D': [80, -1.9],
};

const GRID = { columns: 32, rows: 18 };

export function fakeStatistics(samples: readonly SampleSummary[]): Statistics {
  const values = Array.from({ length: GRID.columns * GRID.rows }, () => 0);
  const anomalous = samples.filter((sample) => sample.anomaly !== GOOD);
  const regions = anomalous.map((sample) => {
    const [area, depth] = TYPICAL[sample.anomaly] ?? [50, 1];
    const x = Math.max(0.02, Math.min(0.98, 0.48 + 0.16 * normal(sample, 1)));
    const y = Math.max(0.02, Math.min(0.98, 0.46 + 0.17 * normal(sample, 2)));
    for (let r = 0; r < GRID.rows; r++)
      for (let c = 0; c < GRID.columns; c++) {
        const near = Math.hypot((c + 0.5) / GRID.columns - x, ((r + 0.5) / GRID.rows - y) * 0.56);
        const at = r * GRID.columns + c;
        if (near < 0.05) values[at] = (values[at] ?? 0) + 1;
      }
    return {
      sampleId: sample.id,
      category: sample.category,
      anomaly: sample.anomaly,
      areaPx: Math.round(area * 9),
      areaMm2: area * Math.exp(0.8 * normal(sample, 3)),
      depthMm: depth + 0.8 * normal(sample, 4),
      deepestMm: depth * 1.6 + normal(sample, 5),
      centre: [x, y] as [number, number],
    };
  });
  return {
    samples: samples.length,
    counts: [],
    regions,
    heatmap: { ...GRID, samples: anomalous.length, values },
    quality: [],
    agreement: anomalous
      .filter((sample) => chance(sample, 9) < 0.2)
      .map((sample) => ({
        sampleId: sample.id,
        first: 'Annotator 1',
        second: 'Annotator 2',
        iou: Math.max(0, Math.min(1, 0.86 + 0.08 * normal(sample, 6))),
      })),
    unreadable: [],
  };
}

export const FAKE_PROFILE: ExportProfile = {
  name: 'MVTec 3D-AD tree',
  format: 'mvtec3d',
  grid: 'colour',
  crop: { width: 960, height: 720, left: null, top: null },
  stems: 'running',
  stemDigits: 3,
  splits: ['train', 'validation', 'test'],
  categories: null,
  state: 'any',
  labels: null,
  astZ: true,
  rle: false,
  tiffCompression: 'none',
  pngLevel: 6,
  mixedScales: 'refuse',
  withoutDepth: 'skip',
  withoutMask: 'skip',
};

/** A dry run over the samples: a third is new, the first three have an empty corner. */
export function fakePlan(samples: readonly SampleSummary[], path: string): ExportPlan {
  const added = Math.ceil(samples.length / 3);
  const bad = samples.slice(0, 3).map(({ id }) => id);
  return {
    path,
    kind: path.endsWith('.zip') ? 'zip' : 'folder',
    format: 'mvtec3d',
    samples: { added, changed: 12, kept: samples.length - added - 12, removed: 0, skipped: 4 },
    files: [
      { kind: 'rgb', count: added, bytes: added * 900_000 },
      { kind: 'xyz', count: added, bytes: added * 8_294_620 },
      { kind: 'gt', count: added, bytes: added * 3000 },
      { kind: 'z', count: added, bytes: added * 5_529_728 },
    ],
    folders: [],
    filesToWrite: added * 4,
    bytesToWrite: added * 14_727_348,
    freeBytes: 412e9,
    metresPerCount: 0.0001,
    issues: [
      {
        kind: 'without-mask',
        blocks: false,
        message: '4 anomalous samples have no annotation.',
        hint: 'They are left out. Annotate them, or write empty masks.',
        count: 4,
        sampleIds: samples.slice(3, 7).map(({ id }) => id),
      },
    ],
    findings: [
      {
        reader: 'ast',
        rule: 'corner-depth',
        severity: 'error',
        message: 'A 2 x 2 corner has no depth.',
        reason: 'AST takes the background surface from the corners: it would be NaN.',
        source: 'marco-rudolph/AST preprocess.py',
        count: bad.length,
        places: ['strawberry/test/good/xyz/000.tiff'],
        sampleIds: bad,
      },
      {
        reader: '3d-ads',
        rule: 'writes-over',
        severity: 'warning',
        message: 'Its preprocessing writes over the folder.',
        reason: 'The files are changed in place: work on a copy.',
        source: 'eliahuhorwitz/3D-ADS utils/preprocessing.py',
        count: 1,
        places: ['.'],
        sampleIds: [],
      },
    ],
  };
}

/** A mask of one white pixel that the page stretches; one sample in eight has an empty corner. */
const PIXEL = Uint8Array.from(
  atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  ),
  (character) => character.charCodeAt(0),
);

function findingsOf(sample: SampleSummary, settings: ForegroundSettings): ForegroundFinding[] {
  return settings.method === 'corners' && sample.index % 8 === 0
    ? [
        {
          code: 'corner-without-depth',
          severity: settings.fallback ? 'warning' : 'failed',
          corners: ['top-left'],
          message: 'The top left corner has no depth.',
          remedy: 'Use the robust plane.',
        },
      ]
    : [];
}

export function fakeForeground(
  sample: SampleSummary,
  settings: ForegroundSettings,
): ForegroundPreview {
  return {
    id: sample.id,
    settings,
    width: 1280,
    height: 720,
    figures: {
      used: settings.method,
      share: Math.max(0, 0.2 - settings.thresholdMm / 100),
      pixels: 120_000,
      regions: 1,
      borderShare: 0,
      maxHeightMm: 21.4,
      deepestMm: 0.4,
      tableRmsMm: 0.18,
      filledShare: 0.01,
      emptyShare: 0.02,
    },
    findings: findingsOf(sample, settings),
    mime: 'image/png',
    bytes: PIXEL,
  };
}

export function fakeCheck(
  samples: readonly SampleSummary[],
  category: string,
  settings: ForegroundSettings,
): ForegroundCheck {
  return {
    category,
    settings,
    checked: samples.length,
    bad: samples.flatMap((sample) => {
      const findings = findingsOf(sample, settings);
      return findings.length === 0 ? [] : [{ id: sample.id, share: 0.1, findings }];
    }),
    medianShare: 0.12,
  };
}

/** Moves every tenth good training sample to validation. */
export function fakeSplit(samples: readonly SampleSummary[], seed: number): SplitProposal {
  const moves = samples
    .filter((sample) => sample.anomaly === GOOD && sample.split === 'train')
    .filter((_, i) => i % 10 === seed % 10)
    .map(({ id }) => ({ id, from: 'train' as const, to: 'validation' as const }));
  const categories = [...new Set(samples.map(({ category }) => category))];
  return {
    seed,
    moves,
    cells: categories.map((category) => ({
      category,
      anomaly: GOOD,
      train: 135,
      validation: 35,
      test: 20,
    })),
    duplicates: [],
  };
}
