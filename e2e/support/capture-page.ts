/** What a technician does on the Capture page, by the names that are on the screen. */
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { createProject } from '../../out/host/project/open-project.js';

export interface PlanRow {
  readonly category: string;
  readonly split: string;
  readonly anomaly: string;
  readonly target: number;
}

/** Makes a project with a plan of its own; returns its folder. */
export async function makeProject(
  folder: string,
  name: string,
  plan?: readonly PlanRow[],
): Promise<string> {
  const path = join(folder, 'project');
  await createProject(path, name);
  if (plan) {
    const file = join(path, 'project.json');
    const raw = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const categories = [...new Set(plan.map((row) => row.category))].map((category) => ({
      name: category,
      lighting: 'C',
    }));
    await writeFile(file, JSON.stringify({ ...raw, plan, categories }));
  }
  return path;
}

/** Names of the finished samples of a project folder. */
export function sampleFolders(project: string): string[] {
  return readdirSync(join(project, 'samples')).filter((name) => !name.startsWith('.'));
}

export class CapturePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get shutter(): Locator {
    return this.page.locator('.shutter:visible');
  }

  gauge(name: string): Locator {
    return this.page.getByRole('region', { name: 'Measures' }).getByRole('group', { name });
  }

  async live(): Promise<void> {
    await expect(this.page.getByText('Camera streaming')).toBeVisible();
    await expect(this.gauge('Tilt')).toContainText('°');
  }

  /** Opens the panel of the simulated camera where it is closed. */
  async simulator(): Promise<Locator> {
    const panel = this.page.getByRole('region', { name: 'Simulated camera' });
    if (!(await panel.isVisible()))
      await this.page.getByRole('button', { name: 'SIMULATED', exact: true }).click();
    await expect(panel).toBeVisible();
    return panel;
  }

  async fault(name: string): Promise<void> {
    const panel = await this.simulator();
    await panel.getByRole('combobox', { name: 'Fault' }).selectOption({ label: name });
  }

  /** Puts another object under the camera, then shoots until the sample is on disk. */
  async shootNext(): Promise<void> {
    const panel = await this.simulator();
    const tray = this.page.getByRole('log', { name: 'Notices' });
    await panel.getByRole('button', { name: 'Next object' }).click();
    await expect(this.page.locator('.shutter--ready:visible')).toBeVisible();
    await this.page.locator('.shutter--ready:visible').click();
    await expect(tray).toBeAttached();
  }
}
