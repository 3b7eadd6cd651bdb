/** Words, seeds, comparison and the store of Train. */
import { describe, expect, it } from 'vitest';
import type { EpochRecord, ModelSummary, RunSummary } from '../../core/contract/schema/detector.js';
import { PRESETS } from '../../models/teacher-student/config.js';
import { createTrainStore } from '../state/train.js';
import { ablation, differences, meanSpread, spreadWord } from './compare.js';
import { duration, modelNames, parseSeeds, possibleScales, shownRuns } from './words.js';

const run = (id: string, changes: Partial<RunSummary> = {}): RunSummary => ({
  id,
  kind: 'train',
  state: 'done',
  category: 'cookie',
  source: null,
  model: id,
  config: PRESETS.lite,
  createdAt: `2026-01-01T00:00:${id.slice(-2)}Z`,
  createdBy: 'Ada',
  seconds: 60,
  message: '',
  stages: [],
  resumesFromEpoch: null,
  metrics: null,
  hasReport: false,
  ...changes,
});

const model = (name: string, aupro100: number): ModelSummary => ({
  name,
  category: 'cookie',
  config: PRESETS.lite,
  createdAt: '2026-01-01T00:00:00Z',
  seconds: 60,
  metrics: {
    images: 10,
    anomalousImages: 5,
    imageAuroc: 0.9,
    pixelAuroc: 0.9,
    aupro100,
    auproExact: aupro100,
    imageFprAtRecall95: 0.1,
    pixelFprAtOverlap80: 0.1,
    lostRegions: 0,
  },
  threshold: null,
  weightsBytes: 1,
  hasOnnx: true,
});

describe('seeds as written', () => {
  it.each([
    ['7', [7]],
    ['1 2, 3;4', [1, 2, 3, 4]],
    ['5 5', [5]],
    ['', null],
    ['1.5', null],
    ['-1', null],
    ['seven', null],
    ['2147483648', null],
  ] as const)('%j', (written, expected) => {
    expect(parseSeeds(written)).toEqual(expected);
  });
});

describe('times', () => {
  it.each([
    [0.4, '0 s'],
    [42, '42 s'],
    [100, '1 min 40 s'],
    [120, '2 min'],
    [3599, '1 h'],
    [3720, '1 h 2 min'],
  ])('%d s as %s', (seconds, expected) => {
    expect(duration(seconds)).toBe(expected);
  });
});

describe('scales that are offered', () => {
  it('should divide the map and leave at least two cells', () => {
    expect(possibleScales(24)).toEqual([1, 2, 3, 4, 6, 8, 12]);
    expect(possibleScales(8)).toEqual([1, 2, 4]);
  });
});

describe('comparison', () => {
  it('should name the settings that differ', () => {
    const { lite } = PRESETS;
    expect(differences([lite, { ...lite, seed: 3, scales: [1] }])).toEqual(['scales', 'seed']);
    expect(differences([lite, lite])).toEqual([]);
  });

  it('should give the mean and the deviation of the sample', () => {
    expect(meanSpread([])).toBeNull();
    expect(meanSpread([0.5])).toEqual({ mean: 0.5, spread: null, count: 1 });
    expect(meanSpread([1, 2, 3, 4])?.spread).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(spreadWord(meanSpread([0.9, 0.8]))).toBe('0.850 \u00b1 0.071');
  });

  it('should gather seeds per set of scales and leave other settings out', () => {
    const runs = [
      run('r-01'),
      run('r-02', { config: { ...PRESETS.lite, seed: 2 } }),
      run('r-03', { config: { ...PRESETS['ast-lite'], seed: 1 } }),
      run('r-04', { config: { ...PRESETS.lite, hidden: 32 } }),
      run('r-05', { category: 'bread' }),
      run('r-06', { model: null }),
    ];
    const models = [0.9, 0.8, 0.7, 0.1, 0.1].map((v, i) => model(`r-0${String(i + 1)}`, v));
    const rows = ablation(runs, models, runs[0]!);
    expect(rows.map(({ scales, seeds }) => [scales, seeds])).toEqual([
      [[1], [1]],
      [
        [1, 2, 4],
        [1, 2],
      ],
    ]);
    expect(rows[1]?.aupro100?.mean).toBeCloseTo(0.85, 12);
  });
});

describe('the store of Train', () => {
  it('should keep runs newest first and forget the removed one everywhere', () => {
    const store = createTrainStore();
    const { actions } = store.getState();
    actions.runsChanged([run('r-01'), run('r-02')], []);
    actions.check('r-01', true);
    actions.set({ selected: 'r-01', detail: { id: 'r-01', epochs: [], log: [], maps: [] } });
    actions.runsChanged([run('r-02', { state: 'failed' })], ['r-01']);
    const { runs, checked, selected, detail } = store.getState();
    expect(runs.map(({ id, state }) => [id, state])).toEqual([['r-02', 'failed']]);
    expect(checked.size).toBe(0);
    expect(selected).toBeNull();
    expect(detail).toBeNull();
  });

  it('should replace an epoch that a resumed run repeats', () => {
    const store = createTrainStore();
    const { actions } = store.getState();
    actions.set({ detail: { id: 'r-01', epochs: [], log: [], maps: [] } });
    const epoch = (n: number, loss: number): EpochRecord => ({
      stage: 'student',
      epoch: n,
      loss,
      scaleLosses: [],
      seconds: 1,
      memoryBytes: 1,
    });
    for (const [n, loss] of [
      [1, 3],
      [2, 2],
      [2, 1],
    ] as const)
      actions.addEpoch('r-01', epoch(n, loss));
    actions.addEpoch('other', epoch(3, 9));
    expect(store.getState().detail?.epochs.map(({ loss }) => loss)).toEqual([3, 1]);
  });

  it('should show the runs of the chosen category and take checked models before the one in sight', () => {
    const runs = [
      run('r-01'),
      run('r-02', { category: 'bread' }),
      run('r-03', { category: 'all' }),
    ];
    const { draft } = createTrainStore().getState();
    expect(shownRuns({ runs, draft: { ...draft, category: 'cookie' } })).toHaveLength(2);
    expect(shownRuns({ runs, draft })).toHaveLength(3);
    const models = [model('r-01', 0.9), model('r-02', 0.9)];
    const state = { runs, models, selected: 'r-01', checked: new Set<string>() };
    expect(modelNames(state)).toEqual(['r-01']);
    expect(modelNames({ ...state, checked: new Set(['r-02']) })).toEqual(['r-02']);
  });
});
