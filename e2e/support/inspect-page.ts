/** What an operator does on the Inspect page, by the names that are on the screen. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { createProject, openProject } from '../../out/host/project/open-project.js';
import { addPart, addToyModel, type Part } from '../../out/host/inspect/testing/toy-project.js';
import { expect } from './test.js';

export const THRESHOLD = 1.3;

/** Scores as a training leaves them in the card. */
export const SCORES = Array.from({ length: 30 }, (_, i) => ({
  sample: `scored-${String(i)}`,
  anomaly: i < 18 ? 'good' : i % 3 === 0 ? 'scratch' : 'dent',
  split: i < 9 ? ('validation' as const) : ('test' as const),
  score: (i < 18 ? 0.5 : 1.2) + 0.05 * (i % 12),
}));

/** Parts of some seeds, each sound and with a dent, and a model with a line between them. */
export async function inspectProject(folder: string, parts: readonly Part[]): Promise<string> {
  const path = join(folder, 'project');
  await createProject(path, 'Play-Doh Rig A');
  const store = await openProject(path);
  for (const part of parts) await addPart(store, part);
  await store.close();
  await addToyModel(path, THRESHOLD, SCORES);
  return path;
}

/** A verdict as its file has it. */
export interface KeptReview {
  readonly by: string;
  readonly decision: string;
  readonly reasons: readonly string[];
  readonly comment: string;
  readonly blind: boolean;
  readonly second: boolean;
}

/** Lines of a sample's verdicts on disk. */
export function keptReviews(project: string, sample: string): KeptReview[] {
  return readFileSync(join(project, 'samples', sample, 'reviews.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as KeptReview);
}

export class InspectPage {
  readonly page: Page;
  readonly queue: Locator;
  readonly says: Locator;

  constructor(page: Page) {
    this.page = page;
    this.queue = page.getByRole('listbox', { name: 'Review queue' });
    this.says = page.getByRole('region', { name: 'What the model says' });
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('Alt+5');
    await expect(this.queue).toBeVisible();
  }

  async inspectAll(): Promise<void> {
    await this.page.getByRole('button', { name: 'Inspect the other' }).click();
    await expect(this.page.getByRole('button', { name: 'All inspected' })).toBeVisible();
  }

  /** A row near the top: rows out of sight are not there to be clicked. */
  async choose(name: string): Promise<void> {
    await this.queue.evaluate((list) => {
      list.scrollTop = 0;
    });
    await this.queue.getByRole('option', { name }).click();
  }

  /** The picture with its heat, lines and numbers. */
  get picture(): Locator {
    return this.page
      .getByRole('region', { name: 'Sample with heat map' })
      .locator('.heat__picture');
  }

  async verdict(words: string): Promise<void> {
    await expect(this.says.getByRole('heading', { name: words })).toBeVisible();
  }
}
