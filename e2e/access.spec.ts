/** Every workspace in both themes: no accessibility violation, all by keyboard. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.js';
import { AnnotatePage, simulatedProject } from './support/annotate-page.js';
import { CapturePage, makeProject } from './support/capture-page.js';
import { InspectPage, inspectProject } from './support/inspect-page.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly {
    readonly target: readonly string[];
    readonly failureSummary: string;
  }[];
}

/** Initials and key hints inside a button are not its label, so that one experimental rule is off. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe: tool } = window as unknown as {
      axe: { run(o: object): Promise<{ violations: Violation[] }> };
    };
    return (
      await tool.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
        rules: { 'label-content-name-mismatch': { enabled: false } },
      })
    ).violations;
  });
  return found.map(
    (v) =>
      `${v.id}: ${v.help}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.failureSummary}`).join(' | ')}`,
  );
}

for (const theme of ['dark', 'light'] as const) {
  test(`Capture and Settings have no violation in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await new CapturePage(page).live();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('navigation', { name: 'Workspaces' }).getByText('Settings').click();
    await expect(page.getByRole('main')).toContainText('Appearance');
    expect(await violations(page)).toEqual([]);
  });
}

for (const theme of ['dark', 'light'] as const) {
  test(`Annotate has no violation in the ${theme} theme`, async ({ folder, launch }) => {
    test.setTimeout(120_000);
    const { project, samples } = await simulatedProject(folder);
    const { page } = await launch({ project, source: 'simulated:profile=480x270@5' });
    await page.emulateMedia({ colorScheme: theme });
    const annotate = new AnnotatePage(page);
    const [sample] = samples;
    if (!sample) throw new Error('no sample');
    await annotate.open(sample);
    await annotate.square(300, 200, 60);
    await page.keyboard.press('k');
    await annotate.drag([280, 230], [380, 230]);
    await expect(page.getByRole('region', { name: 'Section A to B' })).toContainText('mm long');
    await expect(annotate.saved).toContainText('Saved');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Shift+v');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });

  test(`Inspect has no violation in the ${theme} theme`, async ({ folder, launch }) => {
    const project = await inspectProject(folder, [
      { seed: 3, defect: 'none' },
      { seed: 3, defect: 'dent' },
    ]);
    const { page } = await launch({ project, source: 'simulated:profile=480x270@5' });
    await page.emulateMedia({ colorScheme: theme });
    const inspect = new InspectPage(page);
    await inspect.open();
    await inspect.inspectAll();
    await inspect.choose('dent 001');
    await inspect.verdict('Anomaly');
    await page.keyboard.press('r');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'Done 1' }).check({ force: true });
    await inspect.choose('dent 001');
    await page.keyboard.press('c');
    await expect(page.getByRole('region', { name: 'Compared with' })).toContainText('Sound');
    await expect(page.getByRole('group', { name: 'Verdicts on this part' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    for (const name of ['Shift', 'History (1)']) {
      await page.getByRole('button', { name, exact: true }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('l');
    await expect(page.getByRole('region', { name: 'What the camera sees' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });

  test(`Dataset has no violation in the ${theme} theme`, async ({ folder, launch }) => {
    const project = await makeProject(folder, 'Access');
    const { page } = await launch({ project, source: 'simulated:profile=480x270@15' });
    await page.emulateMedia({ colorScheme: theme });
    await page.getByRole('navigation', { name: 'Workspaces' }).getByText('Dataset').click();
    await expect(page.getByRole('region', { name: 'Counts' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    for (const part of ['Foreground', 'Export', 'Statistics']) {
      await page.getByRole('radio', { name: part, exact: true }).check({ force: true });
      expect(await violations(page)).toEqual([]);
    }
    for (const [key, name] of [['i', 'Import samples']] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog', { name })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
  });
}

for (const theme of ['dark', 'light'] as const)
  test(`Train has no violation in the ${theme} theme`, async ({ folder, launch }) => {
    const project = await makeProject(folder, 'Access');
    const { page } = await launch({ project, source: 'simulated:profile=480x270@5' });
    await page.emulateMedia({ colorScheme: theme });
    await page.keyboard.press('Alt+4');
    await expect(page.getByRole('radio', { name: /Lite/ }).first()).toBeVisible({
      timeout: 30_000,
    });
    await page.getByRole('button', { name: 'Advanced settings' }).click();
    expect(await violations(page)).toEqual([]);
    for (const key of ['2', '3', '1']) {
      await page.keyboard.press(key);
      expect(await violations(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'Backbones and engines' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });

test('keys open the help, the palette and full-screen levelling, and Escape closes each', async ({
  page,
}) => {
  await new CapturePage(page).live();
  for (const key of ['F1', 'Control+k', 'l']) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
});
