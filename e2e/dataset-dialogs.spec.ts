/** Dialogs of Dataset on the real host: a tree that has to be described, a named profile, a zip, a cancel. */
import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from './support/test.js';
import { goDataset, showPart } from './support/dataset-page.js';
import { makeProject, sampleFolders } from './support/capture-page.js';

const PICTURES = join(import.meta.dirname, '..', 'docs', 'img');

/** `SPLIT_WORD/ANOMALY_WORD/bilder/N.png` beside `…/tiefe/N.png`: a layout that nothing knows. */
async function makeStrangeTree(folder: string): Promise<string> {
  const root = join(folder, 'messung');
  const [width, height] = [80, 60];
  const cells = ['lernen/gut', 'pruefen/gut', 'pruefen/delle'];
  for (const [at, cell] of cells.entries()) {
    const [pictures, depths] = [join(root, cell, 'bilder'), join(root, cell, 'tiefe')];
    await mkdir(pictures, { recursive: true });
    await mkdir(depths, { recursive: true });
    for (let n = 0; n < 3; n++) {
      const rgb = new Uint8Array(width * height * 3).fill(60 + 20 * at + n);
      const depth = new Uint16Array(width * height).fill(1700 + 10 * at + n);
      await sharp(rgb, { raw: { width, height, channels: 3 } }).toFile(
        join(pictures, `${String(n)}.png`),
      );
      await sharp(depth, { raw: { width, height, channels: 1 } })
        .toColourspace('grey16')
        .toFile(join(depths, `${String(n)}.png`));
    }
  }
  return root;
}

/** Category, split, anomaly and the first count of a sample's depth. */
async function cellOf(project: string, id: string): Promise<string> {
  const folder = join(project, 'samples', id);
  const { category, split, anomaly } = JSON.parse(
    await readFile(join(folder, 'sample.json'), 'utf8'),
  ) as Record<'category' | 'split' | 'anomaly', string>;
  const { data } = await sharp(join(folder, 'depth.png'))
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const first = Math.floor(data.readUInt16LE(0) / 10) * 10;
  return [category, split, anomaly, String(first)].join(' ');
}

/** A rendered project of fourteen samples with masks. */
function simulated(folder: string): string {
  const out = join(folder, 'set');
  const what = ['--categories', 'cookie', '--size', '480x270', '--only', 'project'];
  const counts = ['--train', '6', '--validation', '1', '--test', '7'];
  const command = ['out/host/cli/main.js', 'simulate', '--out', out, ...what, ...counts];
  execFileSync(process.execPath, command, { stdio: 'ignore' });
  const project = join(folder, 'Dough');
  renameSync(join(out, 'project'), project);
  return project;
}

/** Presses the button of a name in the running export as soon as it is there. */
async function pressWhenThere(page: Page, name: string): Promise<void> {
  await page.evaluate((label) => {
    const watch = new MutationObserver(() => {
      const found = [...document.querySelectorAll('button')].find(
        (button) => button.textContent === label && button.closest('.export-job') !== null,
      );
      if (!found) return;
      watch.disconnect();
      found.click();
    });
    watch.observe(document.body, { childList: true, subtree: true });
  }, name);
}

test('a tree of unknown shape is described, tried, kept as a profile and imported', async ({
  folder,
  launch,
}) => {
  const project = await makeProject(folder, 'Strange');
  const tree = await makeStrangeTree(folder);
  const { page } = await launch({ project, source: 'simulated:profile=480x270@15' });
  await goDataset(page);
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog', { name: 'Import samples' });
  const path = dialog.getByRole('textbox', { name: 'Folder path' });
  await path.fill(tree);
  await path.press('Enter');
  await expect(dialog.locator('.dialog__foot')).toContainText(tree);
  await dialog.getByRole('button', { name: 'Read this' }).click();
  // A proposal is there to be changed: the folders are named by the lab's own words.
  await dialog.getByRole('button', { name: 'Say what is what' }).click();
  const row = async (number: number, path: string, role: string): Promise<void> => {
    await dialog.getByRole('textbox', { name: `Row ${String(number)}: Path` }).fill(path);
    await dialog.getByRole('combobox', { name: `Row ${String(number)}: Is` }).selectOption(role);
  };
  await row(1, '{split}/{anomaly}/bilder/{name}.png', 'RGB');
  await dialog.getByRole('button', { name: 'Add a row' }).click();
  await row(2, '{split}/{anomaly}/tiefe/{name}.png', 'depth');
  await dialog.getByRole('combobox', { name: 'Kind of word' }).selectOption('Anomaly');
  for (const [word, meaning] of [
    ['gut', 'good'],
    ['delle', 'dent'],
  ] as const) {
    await dialog.getByRole('textbox', { name: 'word in the path' }).fill(word);
    await dialog.getByRole('textbox', { name: 'means' }).fill(meaning);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  }
  await dialog.getByRole('combobox', { name: 'Kind of word' }).selectOption('Split');
  for (const [word, meaning] of [
    ['lernen', 'train'],
    ['pruefen', 'test'],
  ] as const) {
    await dialog.getByRole('textbox', { name: 'word in the path' }).fill(word);
    await dialog.getByRole('combobox', { name: 'means' }).selectOption(meaning);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  }
  await dialog.getByRole('textbox', { name: 'Name of this mapping' }).fill('Messung');
  await dialog.getByRole('button', { name: 'Save as profile' }).click();
  await expect(page.getByText('The mapping “Messung” is kept with the project.')).toBeVisible();
  await page.screenshot({ path: join(PICTURES, 'import-map.png') });
  await dialog.getByRole('button', { name: 'Read with these rows' }).click();
  await expect(dialog.locator('.dialog__foot')).toContainText('9 samples');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.getByRole('radio', { name: /0\.1 mm/ }).check();
  await dialog
    .getByRole('combobox', { name: /Category$/ })
    .first()
    .fill('block');
  await dialog.getByRole('button', { name: 'Import 9 samples' }).click();
  await expect(dialog.getByText('9 samples imported')).toBeVisible();
  const cells = await Promise.all(sampleFolders(project).map((id) => cellOf(project, id)));
  expect(cells.sort()).toEqual([
    ...Array<string>(3).fill('block test dent 1720'),
    ...Array<string>(3).fill('block test good 1710'),
    ...Array<string>(3).fill('block train good 1700'),
  ]);

  // Next time the profile says it all.
  await dialog.getByRole('button', { name: 'Show the 9 samples' }).click();
  await page.keyboard.press('i');
  await path.fill(tree);
  await path.press('Enter');
  await dialog.getByRole('button', { name: 'Read this' }).click();
  await dialog.getByRole('button', { name: 'Say what is what' }).click();
  await dialog.getByRole('combobox', { name: 'Mapping profile' }).selectOption('Messung');
  await expect(dialog.locator('.dialog__foot')).toContainText('9 samples');
  await dialog.getByRole('button', { name: 'Say what is what' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Row 2: Path' })).toHaveValue(
    '{split}/{anomaly}/tiefe/{name}.png',
  );
});

test('a named profile with its own labels goes into a zip; a cancelled export leaves nothing', async ({
  folder,
  launch,
}) => {
  const project = simulated(folder);
  const { page } = await launch({ project, source: 'simulated:profile=480x270@15' });
  await goDataset(page);
  await showPart(page, 'Export');
  const select = (name: string) => page.getByRole('combobox', { name, exact: true });
  await select('Format').selectOption('PNG masks, VOC style');
  await page.getByRole('button', { name: 'as in the project' }).click();
  const labels = page.getByRole('dialog', { name: 'Label map of this profile' });
  await labels.getByRole('textbox', { name: 'Value of dent' }).fill('77');
  await labels.getByRole('textbox', { name: 'Value of crack' }).fill('77');
  await expect(labels.getByRole('alert')).toContainText('The value 77 is of');
  await expect(labels.getByRole('button', { name: 'Save' })).toBeDisabled();
  await labels.getByRole('textbox', { name: 'Value of crack' }).fill('78');
  await labels.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Save profile' }).click();
  await page.getByRole('textbox', { name: 'Name of the profile' }).fill('Masks for U-Net');
  await page.getByRole('button', { name: 'Save as new' }).click();
  await expect(select('Profile')).toHaveValue('Masks for U-Net');

  const target = join(folder, 'out', 'masks');
  await mkdir(join(folder, 'out'));
  await page.getByRole('textbox', { name: 'Target' }).fill(target);
  await pressWhenThere(page, 'Cancel');
  await page.getByRole('button', { name: /^Export/ }).click();
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible();
  await expect(page.getByText('Nothing half-made was left.')).toBeVisible();
  expect(await readdir(join(folder, 'out'))).toEqual([]);

  await page.getByRole('checkbox', { name: 'as one zip file' }).check({ force: true });
  await page.getByRole('button', { name: /^Export/ }).click();
  await expect(page.getByText('Exported', { exact: true })).toBeVisible();
  expect(await readdir(join(folder, 'out'))).toEqual(['masks.zip']);
  const kept = JSON.parse(await readFile(join(project, 'project.json'), 'utf8')) as {
    exportProfiles: { name: string; format: string; labels: { label: string; value: number }[] }[];
  };
  expect(kept.exportProfiles).toMatchObject([{ name: 'Masks for U-Net', format: 'voc' }]);
  expect(kept.exportProfiles[0]?.labels).toContainEqual({ label: 'dent', name: 'dent', value: 77 });
});
