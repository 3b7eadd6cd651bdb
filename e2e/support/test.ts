/** Playwright's test with a studio per test: `studio` runs and `page` shows it. */
import { test as base, expect } from '@playwright/test';
import {
  makeFolder,
  removeFolder,
  startStudio,
  type RunningStudio,
  type StudioOptions,
} from './studio.js';

interface StudioFixtures {
  studioOptions: StudioOptions;
  folder: string;
  studio: RunningStudio;
}

export const test = base.extend<StudioFixtures>({
  studioOptions: [{}, { option: true }],
  folder: async ({ browserName: _ }, use) => {
    const folder = await makeFolder();
    await use(folder);
    await removeFolder(folder);
  },
  studio: async ({ folder, studioOptions }, use) => {
    const studio = await startStudio(folder, studioOptions);
    await use(studio);
    await studio.kill('SIGTERM');
  },
  page: async ({ page, studio }, use) => {
    await page.goto(studio.url);
    await use(page);
  },
});

export { expect };
