/** Playwright's test with studios of its own: `studio` runs and `page` shows it; `launch` starts others. */
import { test as base, expect, type Page } from '@playwright/test';
import {
  makeFolder,
  removeFolder,
  startStudio,
  type RunningStudio,
  type StudioOptions,
} from './studio.js';

interface StudioFixtures {
  folder: string;
  /** Starts a studio and opens it in a page; both end with the test, however it ends. */
  launch: (options?: StudioOptions) => Promise<{ studio: RunningStudio; page: Page }>;
  /** A studio with the simulated camera and no project, shown by `page`. */
  studio: RunningStudio;
}

export const test = base.extend<StudioFixtures>({
  folder: async ({}, use) => {
    const folder = await makeFolder();
    await use(folder);
    await removeFolder(folder);
  },
  launch: async ({ folder, browser }, use) => {
    const started: { studio: RunningStudio; page: Page }[] = [];
    await use(async (options = {}) => {
      const studio = await startStudio(folder, options);
      const page = await browser.newPage({
        viewport: { width: 1440, height: 900 },
        colorScheme: 'dark',
        reducedMotion: 'reduce',
      });
      started.push({ studio, page });
      await page.goto(studio.url);
      // Keys are heard from the first picture of the page on.
      await page.locator('nav.rail').waitFor();
      return { studio, page };
    });
    for (const { studio, page } of started) {
      await page.close();
      await studio.kill('SIGTERM');
    }
  },
  studio: async ({ folder }, use) => {
    const studio = await startStudio(folder, { source: 'simulated:profile=480x270@15' });
    await use(studio);
    await studio.kill('SIGTERM');
  },
  page: async ({ page, studio }, use) => {
    await page.goto(studio.url);
    await page.locator('nav.rail').waitFor();
    await use(page);
  },
});

export { expect };
