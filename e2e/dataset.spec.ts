/** The Dataset workspace as a researcher uses it, on a simulated set through the real host. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './support/test.js';
import { goDataset, showPart } from './support/dataset-page.js';
import { makeProject, sampleFolders } from './support/capture-page.js';

const PICTURES = join(import.meta.dirname, '..', 'docs', 'img');

/** A small rendered project with masks: two categories of twelve samples. */
async function simulated(folder: string): Promise<string> {
  const out = join(folder, 'set');
  const args = ['--categories', 'strawberry,crab', '--size', '480x270', '--only', 'project'];
  const counts = ['--train', '4', '--validation', '1', '--test', '7'];
  execFileSync(
    process.execPath,
    ['out/host/cli/main.js', 'simulate', '--out', out, ...args, ...counts],
    { stdio: 'ignore' },
  );
  const project = join(folder, 'Clay');
  await rename(join(out, 'project'), project);
  return project;
}

/** Pairs of colour and 16-bit depth in tenths of a millimetre, 180 mm away, that say nothing of their unit. */
async function makeFrames(folder: string): Promise<string> {
  const path = join(folder, 'frames');
  await mkdir(path);
  const [width, height] = [160, 120];
  for (let n = 0; n < 3; n++) {
    const rgb = new Uint8Array(width * height * 3).fill(40);
    const depth = new Uint16Array(width * height).fill(1800 + n);
    for (let y = 40; y < 80; y++)
      for (let x = 50; x < 110; x++) {
        rgb.set([210, 60, 50 + n], (y * width + x) * 3);
        depth[y * width + x] = 1600;
      }
    await sharp(rgb, { raw: { width, height, channels: 3 } }).toFile(
      join(path, `${String(n)}-color.png`),
    );
    await sharp(depth, { raw: { width, height, channels: 1 } })
      .toColourspace('grey16')
      .toFile(join(path, `${String(n)}-depth.png`));
  }
  return path;
}

/** Split of every sample, by id. */
async function splitsOf(project: string): Promise<Record<string, string>> {
  const of = async (id: string): Promise<[string, string]> => {
    const file = await readFile(join(project, 'samples', id, 'sample.json'), 'utf8');
    return [id, (JSON.parse(file) as { split: string }).split];
  };
  return Object.fromEntries(await Promise.all(sampleFolders(project).map(of)));
}

test('a folder of frames is imported once its unit is confirmed', async ({ folder, launch }) => {
  const project = await makeProject(folder, 'Import');
  const frames = await makeFrames(folder);
  const { page } = await launch({ project, source: 'simulated:profile=480x270@15' });
  await goDataset(page);
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog', { name: 'Import samples' });
  const path = dialog.getByRole('textbox', { name: 'Folder path' });
  await path.fill(frames);
  await path.press('Enter');
  await expect(dialog.locator('.dialog__foot')).toContainText(frames);
  await dialog.getByRole('button', { name: 'Read this' }).click();
  await expect(dialog.getByRole('table')).toContainText('0-color.png');
  await expect(dialog.getByRole('img', { name: 'RGB' })).toBeVisible();
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, 'import-look.png') });
  await dialog.getByRole('button', { name: 'Next' }).click();
  const run = dialog.getByRole('button', { name: 'Import 3 samples' });
  // The likely unit is marked, never chosen.
  await expect(dialog.getByText('likely')).toBeVisible();
  await expect(dialog.locator('.unit__row').getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(run).toBeDisabled();
  await dialog.getByRole('radio', { name: /0\.1 mm/ }).check();
  await dialog
    .getByRole('combobox', { name: /Category$/ })
    .first()
    .fill('block');
  await dialog
    .getByRole('combobox', { name: /Split$/ })
    .first()
    .selectOption('train');
  await dialog
    .getByRole('combobox', { name: /Anomaly$/ })
    .first()
    .selectOption('good');
  await dialog.getByRole('radio', { name: 'Import without' }).check({ force: true });
  await page.screenshot({ path: join(PICTURES, 'import-units.png') });
  await run.click();
  await expect(dialog.getByText('3 samples imported')).toBeVisible();
  await dialog.getByRole('button', { name: 'Show the 3 samples' }).click();
  await expect(page.getByRole('listbox', { name: 'Samples' }).getByRole('option')).toHaveCount(3);
  const [id = ''] = sampleFolders(project);
  const sample = JSON.parse(
    await readFile(join(project, 'samples', id, 'sample.json'), 'utf8'),
  ) as { category: string; depth: { metresPerCount: number }; provenance: { missing: string[] } };
  expect(sample.category).toBe('block');
  expect(sample.depth.metresPerCount).toBeCloseTo(0.0001, 9);
  expect(sample.provenance.missing.length).toBeGreaterThan(0);
});

test('samples are filtered, edited, tuned, counted and exported', async ({ folder, launch }) => {
  test.setTimeout(240_000);
  const project = await simulated(folder);
  const { page } = await launch({ project, source: 'simulated:profile=480x270@15' });
  await goDataset(page);
  const grid = page.getByRole('listbox', { name: 'Samples' });
  await expect(page.getByRole('heading', { name: '24 samples' })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Areas of/ })).toBeVisible();
  await expect(grid.locator('img').first()).toBeVisible();
  await grid.getByRole('option').nth(1).click();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(PICTURES, 'dataset.png') });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: join(PICTURES, 'dataset-light.png') });
  await page.emulateMedia({ colorScheme: 'dark' });

  // One cell, moved as one step, and taken back.
  await page.getByRole('button', { name: /^strawberry, train, good: 4/ }).click();
  await expect(page.getByRole('heading', { name: '4 samples match' })).toBeVisible();
  await grid.getByRole('option').first().click();
  await grid
    .getByRole('option')
    .last()
    .click({ modifiers: ['Shift'] });
  await expect(page.getByText('4 selected').first()).toBeVisible();
  await page.getByRole('button', { name: 'Move to split' }).click();
  await page.getByRole('button', { name: 'validation', exact: true }).click();
  await expect(page.getByText('No sample matches this filter.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { name: '4 samples match' })).toBeVisible();
  await page.getByRole('button', { name: 'Check registration' }).click();
  await expect(page.getByText(/Not to be told: \d; without depth or calibration: 0/)).toBeVisible();
  await page.keyboard.press('c');

  await showPart(page, 'Statistics');
  await expect(page.getByRole('img', { name: /^Areas of/ })).toBeVisible();
  const area = page.getByRole('region', { name: 'Anomaly area' });
  await area.getByRole('button', { name: /^Save/ }).click();
  const saved = page.waitForEvent('download');
  await area.getByRole('button', { name: 'Save the numbers as CSV' }).click();
  expect((await readFile(await (await saved).path(), 'utf8')).split('\r\n')[0]).toBe(
    'sample,category,anomaly,area_px,area_mm2',
  );
  await page.screenshot({ path: join(PICTURES, 'statistics.png') });

  await showPart(page, 'Foreground');
  const figures = page.locator('.foreground__figures');
  await expect(figures).toContainText('% of the picture');
  const before = await figures.textContent();
  await page.getByRole('slider', { name: 'Distance' }).fill('3');
  await expect(figures).not.toHaveText(before ?? '');
  await page.getByRole('button', { name: /^Check all/ }).click();
  await expect(page.getByText('12 checked')).toBeVisible();
  await page.screenshot({ path: join(PICTURES, 'foreground.png') });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect
    .poll(async () => await readFile(join(project, 'project.json'), 'utf8'))
    .toContain('"thresholdMm": 3');

  await showPart(page, 'Export');
  const target = join(folder, 'tree');
  await page.getByRole('textbox', { name: 'Target' }).fill(target);
  await page.getByRole('button', { name: 'Dry run' }).click();
  await expect(page.getByRole('button', { name: 'Export 24 changed' })).toBeVisible();
  expect(existsSync(target)).toBe(false);
  await page.screenshot({ path: join(PICTURES, 'export.png') });
  await page.getByRole('button', { name: 'Export 24 changed' }).click();
  await expect(page.getByText('Exported', { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(
    (await stat(join(target, 'strawberry', 'train', 'good', 'xyz', '000.tiff'))).size,
  ).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Dry run' }).click();
  await expect(page.getByRole('button', { name: 'Nothing has changed' })).toBeDisabled();

  await page.keyboard.press('p');
  const splits = page.getByRole('dialog', { name: 'Propose splits' });
  await splits.getByRole('button', { name: 'Propose' }).click();
  await expect(splits.getByRole('table')).toContainText('strawberry');
  // Applied as one step, and one Undo takes all of it back.
  const planned = await splitsOf(project);
  await splits.getByRole('button', { name: /^Move \d+ samples?$/ }).click();
  await expect(page.getByText(/moved as proposed \(seed 1\)/)).toBeVisible();
  expect(await splitsOf(project)).not.toEqual(planned);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(() => splitsOf(project)).toEqual(planned);
});
