/** The Inspect workspace as an operator uses it, by keyboard, on simulated parts through the real host. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProject, openProject } from '../out/host/project/open-project.js';
import { addPart, addToyModel } from '../out/host/inspect/testing/toy-project.js';
import { expect, test } from './support/test.js';

const PICTURES = join(import.meta.dirname, '..', 'docs', 'img');
const SEEDS = [3, 5, 11];
const THRESHOLD = 1.3;

/** Parts of some seeds, each sound and with a dent, and a model with a line between them. */
async function inspectProject(folder: string): Promise<string> {
  const path = join(folder, 'project');
  await createProject(path, 'Play-Doh Rig A');
  const store = await openProject(path);
  for (const seed of SEEDS)
    for (const defect of ['none', 'dent'] as const) await addPart(store, { seed, defect });
  await store.close();
  await addToyModel(
    path,
    THRESHOLD,
    Array.from({ length: 30 }, (_, i) => ({
      sample: `scored-${String(i)}`,
      anomaly: i < 18 ? 'good' : 'dent',
      split: i < 9 ? ('validation' as const) : ('test' as const),
      score: (i < 18 ? 0.5 : 1.2) + 0.05 * (i % 12),
    })),
  );
  return path;
}

test('a dent is shown and judged, verdicts are given by keyboard, taken back and sent on', async ({
  folder,
  launch,
}) => {
  const project = await inspectProject(folder);
  const { page } = await launch({ project, source: 'simulated:profile=480x270@5' });
  await page.keyboard.press('Alt+5');
  const queue = page.getByRole('listbox', { name: 'Review queue' });
  await expect(queue.getByRole('option')).toHaveCount(6);
  await page.getByRole('button', { name: 'Inspect the other' }).click();
  await expect(page.getByRole('button', { name: 'All inspected' })).toBeVisible();
  await expect(queue.getByText('over threshold')).toHaveCount(3);
  await expect(queue.getByText('below threshold')).toHaveCount(3);

  // The dent: an anomaly with a region that has an area and a depth.
  await queue.getByRole('option', { name: /dent 003/ }).click();
  const says = page.getByRole('region', { name: 'What the model says' });
  await expect(says.getByRole('heading', { name: 'Anomaly' })).toBeVisible();
  await expect(says).toContainText('mm²');
  await page.keyboard.press('r');
  await page.keyboard.press('1');
  await page.screenshot({ path: join(PICTURES, 'inspect.png') });
  await page.keyboard.press('Enter');
  // The same part without the dent is next, and sound.
  await expect(says.getByRole('heading', { name: 'Sound' })).toBeVisible();
  await page.keyboard.press('a');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Done 2')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Done 1')).toBeVisible();
  await page.keyboard.press('a');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Done 2')).toBeVisible();

  // Back into the data: the rejected part gets its first outlines.
  await page.getByRole('radio', { name: 'Done 2' }).check();
  await queue.getByRole('option', { name: /dent 003/ }).click();
  await page.getByRole('button', { name: 'Send to test with outlines' }).click();
  await expect(page.getByText(/test set now/)).toBeVisible();
  const store = await openProject(project);
  const dent = store.samples().find(({ anomaly, index }) => anomaly === 'dent' && index === 3);
  await store.close();
  const annotation = await readFile(
    join(project, 'samples', dent?.id ?? '', 'annotation.json'),
    'utf8',
  );
  expect(annotation).toContain('"polygon"');
});

test('the line moves by keyboard and says what it costs', async ({ folder, launch }) => {
  const project = await inspectProject(folder);
  const { page } = await launch({ project, source: 'simulated:profile=480x270@5' });
  await page.keyboard.press('Alt+5');
  const costs = page.getByRole('region', { name: 'What the threshold costs' });
  await expect(costs).toContainText('At 1.300');
  const line = page.getByRole('slider', { name: 'Threshold' });
  await line.focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowLeft');
  await expect(costs).not.toContainText('At 1.300');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => {
      const file = await readFile(join(project, 'models', 'toy', 'thresholds.jsonl'), 'utf8');
      return file.trim().split('\n').length;
    })
    .toBe(2);
  await expect(costs).not.toContainText('Set by Ada');
});
