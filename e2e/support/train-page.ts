/** What a researcher does on the Train page, by the names on the screen. */
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { simulate } from '../../out/host/simulate/simulate.js';

/** A small simulated project of cookies: 9 training, 2 validation, 4 test samples. */
export async function trainProject(folder: string): Promise<string> {
  await simulate(
    {
      out: folder,
      categories: ['cookie'],
      seed: 4,
      train: 9,
      validation: 2,
      test: 4,
      width: 424,
      height: 240,
      whole: true,
      parts: { project: true, tree: false },
    },
    () => undefined,
  );
  return join(folder, 'project');
}

export class TrainPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get state(): Locator {
    return this.page.locator('.train__state');
  }

  get runs(): Locator {
    return this.page.getByRole('region', { name: 'Runs' }).getByRole('table');
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('Alt+4');
    await expect(this.page.getByText(/GFLOP\/s/)).toBeVisible({ timeout: 30_000 });
  }

  /** Quick, 256 px, hidden 32, two epochs each. */
  async makeSmall(): Promise<void> {
    await this.page.getByRole('radio', { name: /Quick/ }).check({ force: true });
    await this.page.getByRole('button', { name: 'Advanced settings' }).click();
    for (const [name, value] of [
      ['Picture side', 256],
      ['Student channels', 32],
      ['Teacher channels', 8],
      ['Teacher epochs', 2],
      ['Student epochs', 2],
      ['Batch', 4],
    ] as const) {
      const field = this.page.getByRole('textbox', { name, exact: true });
      await field.fill(String(value));
      await field.press('Enter');
    }
  }

  async select(run: string): Promise<void> {
    await this.runs.getByRole('button', { name: run, exact: true }).click();
  }
}
