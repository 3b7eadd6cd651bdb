// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelCard, ModelSummary } from '../../core/contract/schema/detector.js';
import type { Inspection, InspectionResult, Review } from '../../core/contract/schema/inspect.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import type { Handlers } from '../../core/contract/server.js';
import { App } from '../shell/App.js';
import { setPreferences } from '../state/commands.js';
import { createStudio, type Studio } from '../state/studio.js';
import { createFakeHost, type FakeHost } from '../testing/fake-host.js';
import { fakeSample } from '../testing/fake-samples.js';

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

const HASH = 'c'.repeat(64);
const AT = '2026-10-14T14:31:07.000Z';
const SIDE = 4;

let root: Root;
let studio: Studio;
let host: FakeHost;

const settled = (run?: () => void): Promise<void> =>
  act(async () => {
    run?.();
    for (let i = 0; i < 4; i++) await new Promise((resolve) => setTimeout(resolve, 0));
  });
const press = (key: string): Promise<void> =>
  settled(() => {
    window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  });
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.iqueue__row')];
const radio = (words: string): HTMLInputElement => {
  const label = [...document.querySelectorAll('.seg__part')].find((part) =>
    part.textContent.includes(words),
  );
  const input = label?.querySelector('input');
  if (!input) throw new Error(`No segment says ${words}`);
  return input;
};
const given = (): { blind: boolean; decision: string }[] =>
  host.calls
    .filter(({ name }) => name === 'review.add')
    .map(({ input }) => input as { blind: boolean; decision: string });

const config: ModelCard['config'] = {
  preset: 'lite',
  published: true,
  mode: 'rgbd',
  backbone: 'efficientnet-lite2',
  norm: 'card',
  side: 768,
  hidden: 256,
  teacherHidden: 64,
  teacherEpochs: 72,
  studentEpochs: 72,
  batch: 8,
  scales: [1, 2, 4],
  maskRule: 'half',
  seed: 1,
};
const card: ModelCard = {
  schema: 1,
  name: 'strawberry-01',
  category: 'strawberry',
  config,
  createdAt: AT,
  createdBy: 'Ada',
  engine: { name: 'wasm', version: '0', threads: 1 },
  runId: 'run-1',
  backboneSha256: null,
  onnxSha256: HASH,
  weightsSha256: HASH,
  weightsBytes: 0,
  data: {
    source: '',
    hash: HASH,
    foreground: {},
    train: [],
    validation: [],
    fromReview: [],
    verdicts: [],
    refused: [],
  },
  epochs: [],
  seconds: 1,
  peakMemoryBytes: 0,
  interruptions: 0,
  scores: [],
  mapRange: [0, 1],
  metrics: null,
  metricsByType: {},
  parity: null,
};
const summary: ModelSummary = {
  name: card.name,
  category: card.category,
  config,
  createdAt: AT,
  seconds: 1,
  metrics: null,
  threshold: null,
  weightsBytes: 0,
  hasOnnx: true,
};

function inspectionOf(sample: string): Inspection {
  return {
    sample,
    sampleHash: hashOf(sample),
    model: card.name,
    modelHash: HASH,
    width: 16,
    height: 9,
    mapWidth: SIDE,
    mapHeight: SIDE,
    hasDepth: false,
    focal: null,
    mapRange: [0, 1],
    score: 0.7,
    rule: { threshold: 0.5, minAreaMm2: null },
    verdict: 'anomalous',
    decidedBy: 'score',
    areaMm2: null,
    regions: [],
    warnings: [],
    milliseconds: 300,
    provider: 'cpu',
    cached: false,
    bytes: new Uint8Array(SIDE * SIDE * 5),
  };
}

function hashOf(id: string): string {
  return id.slice(-4).padStart(64, '0');
}

function samplesOf(count: number): SampleSummary[] {
  return Array.from({ length: count }, (_, i) => {
    const id = `0kq3v7n2a-${i.toString().padStart(4, '0')}`;
    return fakeSample({
      id,
      sampleHash: hashOf(id),
      index: i + 1,
      takenAt: new Date(Date.UTC(2026, 9, 14) + i * 1000).toISOString(),
    });
  });
}

// Spread, not in the order of the samples.
const scoreOf = (_sample: SampleSummary, i: number): number => ((i * 7919) % 10_007) / 10_007;

const resultOf = (sample: SampleSummary, i: number): InspectionResult => ({
  sample: sample.id,
  sampleHash: sample.sampleHash,
  at: AT,
  score: scoreOf(sample, i),
  areaMm2: null,
  threshold: 0.5,
  warnings: [],
});

async function start(samples: SampleSummary[], reviews: Review[] = []): Promise<void> {
  const overrides: Partial<Handlers> = {
    'models.list': () => ({ models: [summary] }),
    'models.card': () => ({ card, thresholds: [], path: '' }),
    'inspect.results': () => ({
      rule: { threshold: 0.5, minAreaMm2: null },
      samples: samples.map(({ id }) => id),
      scores: samples.map(scoreOf),
    }),
    'review.list': () => ({ reviews }),
    'inspect.warm': () => ({ provider: 'cpu', note: null, milliseconds: 1 }),
    'inspect.providers': () => ({ providers: ['auto', 'cpu'] }),
    'inspect.sample': ({ sample }) => inspectionOf(sample),
    'review.add': ({ sample, model, ...input }) => ({
      review: {
        ...input,
        schema: 1,
        id: `verdict-${sample}-${String(host.calls.length)}`,
        at: AT,
        by: studio.prefs.getState().value.operator,
        second: false,
        model,
        modelHash: HASH,
        threshold: 0.5,
        score: 0.7,
        verdict: 'anomalous',
        sampleHash: hashOf(sample),
        undoes: null,
      },
    }),
  };
  host = createFakeHost({ samples, overrides });
  studio = createStudio(host);
  studio.ui.getState().actions.go('inspect');
  await act(async () => {
    root.render(<App studio={studio} />);
    await Promise.resolve();
  });
  await act(() =>
    vi.waitFor(
      () => {
        expect(studio.inspect.getState().inspection).not.toBeNull();
      },
      { timeout: 20_000 },
    ),
  );
  await settled();
}

beforeEach(() => {
  const box = document.createElement('div');
  document.body.replaceChildren(box);
  root = createRoot(box);
  for (const [name, value] of [
    ['clientWidth', 230],
    ['clientHeight', 600],
    ['offsetWidth', 230],
    ['offsetHeight', 600],
  ] as const)
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
});

afterEach(async () => {
  await act(async () => {
    root.unmount();
    await Promise.resolve();
  });
  studio.dispose();
});

describe('The queue', () => {
  it('draws only rows in sight of ten thousand results, however it is ordered and filtered', async () => {
    await start(samplesOf(10_000));
    expect(rows().length).toBeGreaterThan(5);
    expect(rows().length).toBeLessThan(40);
    expect(rows()[0]?.getAttribute('aria-setsize')).toBe('10000');
    expect(rows()[0]?.textContent).toContain('good 10000');
    await settled(() => {
      studio.inspect.getState().actions.set({ order: 'score' });
    });
    const scores = rows().map((row) => Number(row.querySelector('b')?.textContent));
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(rows().length).toBeLessThan(40);
    await settled(() => {
      radio('Done 0').click();
    });
    // The sample on screen stays in the list; it has no verdict.
    expect(rows()).toHaveLength(1);
    await settled(() => {
      radio('All 10000').click();
    });
    expect(rows().length).toBeGreaterThan(5);
    expect(rows().length).toBeLessThan(40);
  });

  it('takes results of a batch together, not one by one', async () => {
    await start(samplesOf(50));
    let changes = 0;
    const stop = studio.inspect.subscribe((now, before) => {
      if (now.results !== before.results) changes += 1;
    });
    await settled(() => {
      for (const [i, sample] of samplesOf(50).entries())
        host.hub.emit('inspect.result', { model: card.name, result: resultOf(sample, i + 1) });
    });
    await act(() =>
      vi.waitFor(() => {
        expect(changes).toBe(1);
      }),
    );
    stop();
  });
});

describe('A verdict', () => {
  it('asks who decides before the first one, and keeps it then', async () => {
    await start(samplesOf(3));
    await settled(() => void setPreferences(studio, { operator: '' }));
    await press('a');
    await press('Enter');
    expect(given()).toEqual([]);
    expect(studio.ui.getState().dialog).toBe('operator');
    const field = document.querySelector<HTMLInputElement>('dialog input');
    await settled(() => {
      if (!field) return;
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, 'Ada');
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await settled(() => {
      field?.form?.requestSubmit();
    });
    expect(given().map(({ decision }) => decision)).toEqual(['accept']);
    expect(studio.prefs.getState().value.operator).toBe('Ada');
  });

  it('is blind only where it was decided before the heat and not changed after it', async () => {
    await start(samplesOf(5));
    const blind = document.querySelector<HTMLInputElement>('.iqueue__ways input');
    // The heat of the first one has been seen already.
    await settled(() => blind?.click());
    await press('a');
    await press('Enter');
    await press('r');
    await press('Enter');
    // Changed once the heat was there.
    await press('a');
    await press('r');
    await press('Enter');
    expect(given().map(({ decision, blind: flag }) => [decision, flag])).toEqual([
      ['accept', false],
      ['reject', true],
      ['reject', false],
    ]);
  });

  it('tells neither score nor name in the queue while it is to be given blind', async () => {
    await start(samplesOf(3).map((sample) => ({ ...sample, anomaly: 'dent' })));
    expect(rows()[0]?.textContent).toContain('dent');
    const blind = document.querySelector<HTMLInputElement>('.iqueue__ways input');
    await settled(() => blind?.click());
    for (const row of rows()) {
      expect(row.textContent).not.toMatch(/dent|threshold|0\.\d/);
      expect(row.textContent).toContain('your verdict first');
    }
  });
});
