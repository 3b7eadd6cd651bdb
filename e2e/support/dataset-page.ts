/** Steps of the Dataset workspace. */
import type { Page } from '@playwright/test';
import { expect } from './test.js';

export async function goDataset(page: Page): Promise<void> {
  // The shell is there before its keys are.
  await expect(page.getByRole('navigation', { name: 'Workspaces' })).toBeVisible();
  await page.keyboard.press('Alt+3');
  await expect(page.getByRole('region', { name: 'Counts' }).first()).toBeVisible();
}

export async function showPart(page: Page, part: string): Promise<void> {
  await page.getByRole('radio', { name: part, exact: true }).check({ force: true });
}
