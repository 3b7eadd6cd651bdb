/** 10,000 inspected samples in the review queue: opening, scrolling, order and filter. */
import { appendFileSync, linkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { InspectionResult } from '../../core/contract/schema/inspect.js';
import { sampleHash } from '../../host/project/sample-files.js';
import { madeSample } from '../../host/testing/make-samples.js';
import { quantile, row, told } from '../capture/row.js';
import { median, type Row } from '../detector/row.js';
import { frameTimes, withPage } from '../page.js';
import { addLiteModel, simulatedProject } from './project.js';

const RESULTS = 10_000;
const SECONDS = 5;
const TURNS = 10;
/** What the eye takes for a stutter: several frames of 60 a second missed. */
const STUTTER_MS = 50;
const FILTER_MS = 100;

export async function listRows(folder: string, tell: (line: string) => void): Promise<Row[]> {
  tell(`making ${String(RESULTS)} results ...`);
  const project = simulatedProject(folder, 7);
  const model = await addLiteModel(project);
  addResults(project, model);
  const options = { project, source: 'simulated:profile=480x270@5' };
  return withPage(folder, options, async (page, { url }) => {
    await page.goto(url);
    const queue = page.getByRole('listbox', { name: 'Review queue' });
    await page.getByRole('navigation', { name: 'Workspaces' }).waitFor();
    const begun = performance.now();
    await page.keyboard.press('Alt+5');
    await queue.getByRole('option').first().waitFor({ timeout: 60_000 });
    const opened = performance.now() - begun;
    await page.waitForTimeout(2000);

    tell('scrolling ...');
    const box = await queue.boundingBox();
    if (!box) throw new Error('the queue is not on the screen');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const gaps = await frameTimes(page, SECONDS, () => page.mouse.wheel(0, 240));
    tell('ordering and filtering ...');
    const order = page.getByRole('combobox', { name: 'Order' });
    const turns: number[] = [];
    for (let i = 0; i < TURNS; i++) {
      const name = i % 2 === 0 ? 'score' : 'uncertainty';
      turns.push(await afterChange(page, () => order.selectOption(name)));
    }
    const filters: number[] = [];
    for (let i = 0; i < TURNS; i++) {
      const radio = page.getByRole('radio', { name: i % 2 === 0 ? /^Done/ : /^All/ });
      filters.push(await afterChange(page, () => radio.check()));
    }
    const p99 = quantile(gaps, 0.99);
    const list = `${String(RESULTS)} results`;
    return [
      told(`${list}: opening the workspace`, opened, 'ms'),
      row(
        `${list}, scrolling: frame times, 99th percentile`,
        p99,
        'ms',
        `under ${String(STUTTER_MS)} ms`,
        p99 < STUTTER_MS,
      ),
      row(
        `${list}, another order: to the frame that shows it`,
        median(turns),
        'ms',
        `under ${String(FILTER_MS)} ms`,
        median(turns) < FILTER_MS,
      ),
      row(
        `${list}, another filter: to the frame that shows it`,
        median(filters),
        'ms',
        `under ${String(FILTER_MS)} ms`,
        median(filters) < FILTER_MS,
      ),
    ];
  });
}

/** Records with the pictures of a simulated part, each with a result of the model. */
function addResults(project: string, model: string): void {
  const samples = join(project, 'samples');
  const [pictures = ''] = readdirSync(samples);
  const lines: string[] = [];
  for (let i = 0; i < RESULTS; i++) {
    const sample = { ...madeSample(i), category: 'cookie' };
    const folder = join(samples, sample.id);
    mkdirSync(folder);
    writeFileSync(join(folder, 'sample.json'), JSON.stringify(sample));
    for (const name of ['rgb.png', 'depth.png'])
      linkSync(join(samples, pictures, name), join(folder, name));
    const result: InspectionResult = {
      sample: sample.id,
      sampleHash: sampleHash(sample),
      at: sample.takenAt,
      score: ((i * 7919) % 1000) / 1000,
      areaMm2: i % 90,
      threshold: 0.5,
      warnings: [],
    };
    lines.push(JSON.stringify(result));
  }
  const file = join(project, 'runs', 'inspections', `${model.slice(0, 16)}.jsonl`);
  mkdirSync(join(file, '..'), { recursive: true });
  appendFileSync(file, `${lines.join('\n')}\n`);
}

/** Milliseconds from the page's change or click to the second frame after it. */
async function afterChange(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.waitForTimeout(300);
  await page.evaluate(() => {
    const store = window as unknown as { took: Promise<number> };
    store.took = new Promise((resolve) => {
      const begin = ({ timeStamp }: Event): void => {
        requestAnimationFrame(() => {
          requestAnimationFrame(() => {
            resolve(performance.now() - timeStamp);
          });
        });
      };
      window.addEventListener('change', begin, { capture: true, once: true });
    });
  });
  await act();
  return page.evaluate(() => (window as unknown as { took: Promise<number> }).took);
}
