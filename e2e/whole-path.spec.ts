/**
 * The whole path through the page, with the same samples from the shot to the next model: level, shoot,
 * annotate, export, train, evaluate, inspect, verdict, feedback, retrain.
 */
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { SimulatedD405 } from '../out/core/simulator/simulated-d405.js';
import { AnnotatePage, HEIGHT, savedShapes, WIDTH } from './support/annotate-page.js';
import { CapturePage, makeProject, sampleFolders } from './support/capture-page.js';
import { InspectPage } from './support/inspect-page.js';
import { expect, test } from './support/test.js';

const PLAN = [
  { split: 'train', anomaly: 'good', target: 8 },
  { split: 'validation', anomaly: 'good', target: 2 },
  { split: 'test', anomaly: 'good', target: 2 },
  { split: 'test', anomaly: 'dent', target: 6 },
].map((row) => ({ category: 'cookie', ...row }));
const GOOD = 12;
const PARTS = 18;
const TILT_DEG = 0.2;

interface Part {
  readonly id: string;
  readonly seed: number;
  readonly split: string;
  readonly anomaly: string;
}

interface Card {
  readonly data: {
    readonly train: readonly { readonly sample: string }[];
    readonly fromReview: readonly string[];
    readonly verdicts: readonly { readonly sample: string; readonly use: string }[];
  };
  readonly scores: readonly { readonly sample: string; readonly score: number }[];
}

async function json<T>(...path: string[]): Promise<T> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as T;
}

/** The box around what is really dented, pixels. */
function dentOf(seed: number): { x: number; y: number; side: number } {
  const { mask } = new SimulatedD405({
    ...{ width: WIDTH, height: HEIGHT, object: 'cookie', defect: 'dent', seed },
    tiltDeg: TILT_DEG,
  }).truth();
  const marked = [...mask.keys()].filter((i) => mask[i] !== 0);
  const xs = marked.map((i) => i % WIDTH);
  const ys = marked.map((i) => Math.floor(i / WIDTH));
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, side: Math.max(Math.max(...xs) - x, Math.max(...ys) - y, 12) };
}

async function shootAll(page: Page, project: string): Promise<Part[]> {
  const capture = new CapturePage(page);
  const panel = await capture.simulator();
  const parts: Part[] = [];
  const known = new Set<string>();
  while (parts.length < PARTS) {
    if (parts.length === GOOD)
      await panel.getByRole('combobox', { name: 'Defect' }).selectOption('dent');
    await panel.getByRole('button', { name: 'Next object' }).click();
    // The new object takes a moment to come into the picture; until then the duplicate gate refuses.
    await expect(async () => {
      if (sampleFolders(project).length === known.size)
        await page.locator('.shutter[aria-keyshortcuts="Space"]:visible').click({ timeout: 3000 });
      await expect
        .poll(() => sampleFolders(project).length, { timeout: 2500 })
        .toBe(known.size + 1);
    }).toPass({ timeout: 25_000 });
    const id = sampleFolders(project).find((name) => !known.has(name)) ?? '';
    known.add(id);
    const { split, anomaly } = await json<Part>(project, 'samples', id, 'sample.json');
    const seed = Number(await panel.locator('.mono').textContent());
    parts.push({ id, seed, split, anomaly });
  }
  return parts;
}

/** Trains with small sizes and waits for the model; returns its card. */
async function train(page: Page, project: string, model: string): Promise<Card> {
  const start = page.getByRole('button', { name: 'Start training' });
  await expect(start).toBeEnabled();
  await start.click();
  const card = join(project, 'models', model, 'card.json');
  await expect.poll(() => existsSync(card), { timeout: 180_000 }).toBe(true);
  await expect(page.getByRole('button', { name: 'Use in Inspect' })).toBeVisible();
  return json<Card>(card);
}

test('from the levelled camera to a model that learnt from a verdict, with the same samples', async ({
  folder,
  launch,
}) => {
  test.setTimeout(480_000);
  const project = await makeProject(folder, 'Play-Doh Rig A', PLAN);
  const { page } = await launch({
    project,
    source: `simulated:object=cookie,tilt=2,profile=${String(WIDTH)}x${String(HEIGHT)}@5`,
  });
  let parts: Part[] = [];
  const of = (fits: (part: Part) => boolean): string[] => parts.filter(fits).map(({ id }) => id);

  await test.step('level', async () => {
    const capture = new CapturePage(page);
    await capture.live();
    await expect(page.locator('.shutter--blocked:visible')).toContainText('Level first');
    const panel = await capture.simulator();
    await panel.getByRole('slider', { name: 'Tilt' }).fill(String(TILT_DEG));
    await expect(page.locator('.shutter--ready:visible')).toBeVisible();
  });

  await test.step('shoot 12 good and 6 anomalous parts', async () => {
    parts = await shootAll(page, project);
    await expect(page.getByText(`${String(PARTS)} of ${String(PARTS)}`).first()).toBeVisible();
    expect(of(({ anomaly }) => anomaly === 'dent')).toHaveLength(PARTS - GOOD);
    expect(of(({ split }) => split === 'train')).toHaveLength(8);
  });

  await test.step('annotate', async () => {
    const annotate = new AnnotatePage(page);
    for (const { id, seed } of parts.filter(({ anomaly }) => anomaly === 'dent')) {
      const sample = { id, folder: join(project, 'samples', id) };
      await annotate.open(sample);
      const { x, y, side } = dentOf(seed);
      await annotate.square(x, y, side);
      await expect(annotate.shapes.first()).toContainText('dent');
      await expect.poll(async () => (await savedShapes(sample)).length).toBe(1);
      await expect.poll(() => existsSync(join(sample.folder, 'mask.png'))).toBe(true);
    }
  });

  await test.step('export', async () => {
    await page.keyboard.press('Alt+3');
    await page.getByRole('radio', { name: 'Export' }).check({ force: true });
    const tree = join(folder, 'tree');
    await page.getByRole('textbox', { name: 'Target' }).fill(tree);
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByRole('button', { name: `Export ${String(PARTS)} changed` }).click();
    await expect(page.getByText('Exported', { exact: true })).toBeVisible({ timeout: 60_000 });
    const { samples } = await json<{ samples: { id: string }[] }>(tree, 'manifest.json');
    expect(samples.map(({ id }) => id).sort()).toEqual(of(() => true).sort());
  });

  let score: number | undefined;
  const [alarm = ''] = of(({ split, anomaly }) => split === 'test' && anomaly === 'good');
  await test.step('train', async () => {
    await page.keyboard.press('Alt+4');
    await page.getByRole('radio', { name: /^Quick/ }).check({ force: true });
    await page.getByRole('button', { name: 'Advanced settings' }).click();
    for (const [name, value] of [
      ['Picture side', 128],
      ['Student channels', 32],
      ['Teacher epochs', 2],
      ['Student epochs', 2],
    ] as const) {
      const field = page.getByRole('textbox', { name, exact: true });
      await field.fill(String(value));
      await field.press('Enter');
    }
    await expect(page.getByText('8 used to train')).toBeVisible();
    const { data, scores } = await train(page, project, 'cookie-01');
    expect(data.train.map(({ sample }) => sample).sort()).toEqual(
      of(({ split }) => split === 'train').sort(),
    );
    expect(data.verdicts).toEqual([]);
    score = scores.find(({ sample }) => sample === alarm)?.score;
  });

  await test.step('evaluate', async () => {
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    await page.getByRole('button', { name: 'Open report' }).click({ timeout: 120_000 });
    const report = page.getByRole('dialog', { name: 'Report' });
    await expect(report.getByText('8 test images, 6 anomalous')).toBeVisible();
    await page.keyboard.press('Escape');
  });

  const inspect = new InspectPage(page);
  // Good parts of three splits have the same numbers: a part is found by its id, by keyboard.
  const choose = async (id: string): Promise<void> => {
    const shown = page.locator('.view__head code').first();
    await inspect.queue.focus();
    for (let i = 0; i < PARTS; i++) await page.keyboard.press('ArrowUp');
    for (let i = 0; i < PARTS && (await shown.textContent()) !== id; i++)
      await page.keyboard.press('ArrowDown');
    await expect(shown).toHaveText(id);
  };
  const [dent = ''] = of(({ anomaly }) => anomaly === 'dent');

  await test.step('inspect: the score on the page is that of the training graph', async () => {
    await inspect.open();
    await page.getByRole('button', { name: 'Inspect the other' }).click();
    const all = page.getByRole('button', { name: 'All inspected' });
    await expect(all).toBeVisible({ timeout: 60_000 });
    await choose(alarm);
    expect(score).toBeDefined();
    await expect(inspect.says).toContainText((score ?? 0).toFixed(3));
  });

  await test.step('verdict and feedback', async () => {
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Done 1')).toBeVisible();
    await choose(dent);
    await page.keyboard.press('r');
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Done 2')).toBeVisible();
    await page.getByRole('radio', { name: 'Done 2' }).check();
    await choose(alarm);
    await page.getByRole('button', { name: 'Send to training as good' }).click();
    await expect(page.getByText(/training sample now/)).toBeVisible();
    await choose(dent);
    await page.getByRole('button', { name: 'Send to test with outlines' }).click();
    await expect(page.getByText(/test set now/)).toBeVisible();
  });

  await test.step('retrain: the next model names the verdicts it used', async () => {
    await page.keyboard.press('Alt+4');
    await expect(page.getByText('9 used to train')).toBeVisible();
    await expect(page.getByText('1 from review')).toBeVisible();
    const { data } = await train(page, project, 'cookie-02');
    expect(data.train.map(({ sample }) => sample).sort()).toEqual(
      [...of(({ split }) => split === 'train'), alarm].sort(),
    );
    expect(data.fromReview).toEqual([alarm]);
    expect(data.verdicts).toMatchObject([
      { sample: alarm, use: 'train' },
      { sample: dent, use: 'test' },
    ]);
    const runs = readdirSync(join(project, 'runs')).filter((id) =>
      existsSync(join(project, 'runs', id, 'run.json')),
    );
    const records = await Promise.all(
      runs.map((id) => json<{ verdicts: unknown[] }>(project, 'runs', id, 'run.json')),
    );
    expect(records.filter(({ verdicts }) => verdicts.length === 2)).toHaveLength(1);
  });
});
