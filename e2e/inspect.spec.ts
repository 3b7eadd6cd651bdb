/** The Inspect workspace as an operator uses it, on simulated parts through the real host. */
import { readdirSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openProject } from '../out/host/project/open-project.js';
import { addToyModel } from '../out/host/inspect/testing/toy-project.js';
import { CapturePage } from './support/capture-page.js';
import { InspectPage, inspectProject, keptReviews, SCORES } from './support/inspect-page.js';
import { differenceTo, storeExpected } from './support/pictures.js';
import { expect, test } from './support/test.js';

const PICTURES = join(import.meta.dirname, '..', 'docs', 'img');
const PAIRS = [3, 6, 7].flatMap((seed) =>
  (['none', 'dent'] as const).map((defect) => ({ seed, defect })),
);
const SOURCE = 'simulated:profile=480x270@5';

test('a dent is shown and judged, its sound twin is calm, both go back into the data', async ({
  folder,
  launch,
  browser,
}) => {
  const project = await inspectProject(folder, PAIRS);
  const { page } = await launch({ project, source: SOURCE });
  const inspect = new InspectPage(page);
  await inspect.open();
  await expect(inspect.queue.getByRole('option')).toHaveCount(6);
  await inspect.inspectAll();
  await expect(inspect.queue.getByText('over threshold')).toHaveCount(3);
  await expect(inspect.queue.getByText('below threshold')).toHaveCount(3);

  await test.step('one click: an anomaly with a region that has an area and a depth', async () => {
    await inspect.choose('dent 003');
    await inspect.verdict('Anomaly');
    await expect(inspect.says).toContainText('mm²');
    await page.keyboard.press('r');
    await page.keyboard.press('1');
    await page.mouse.move(2, 2);
    await page.screenshot({ path: join(PICTURES, 'inspect.png') });
  });
  await test.step('the overlay is the stored one, and without heat it is not', async () => {
    const picture = await inspect.picture.screenshot();
    await storeExpected('inspect-dent', picture);
    const shown = await differenceTo('inspect-dent', picture);
    expect(shown.mean).toBeLessThan(2);
    expect(shown.high).toBeLessThan(16);
    await page.keyboard.press('h');
    const bare = await differenceTo('inspect-dent', await inspect.picture.screenshot());
    expect(bare.high).toBeGreaterThan(2 * Math.max(shown.high, 8));
    await page.keyboard.press('h');
  });
  await test.step('compared with the nearest good part, and with the model before', async () => {
    await page.keyboard.press('c');
    const other = page.getByRole('region', { name: 'Compared with' });
    await expect(other).toContainText('Nearest good: cookie, good 003');
    await expect(other).toContainText('Sound');
    await page.mouse.move(2, 2);
    await page.screenshot({ path: join(PICTURES, 'inspect-compare.png') });
    await page.keyboard.press('c');
    await expect(other).toBeHidden();
  });
  await test.step('the same part without the dent is next, and sound', async () => {
    await page.keyboard.press('Enter');
    await inspect.verdict('Sound');
    await expect(inspect.says).toContainText('nothing over the line');
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Done 2')).toBeVisible();
  });
  await test.step('a false alarm goes to training, an anomaly to the test set', async () => {
    await page.getByRole('radio', { name: 'Done 2' }).check();
    await inspect.choose('good 003');
    await page.getByRole('button', { name: 'Send to training as good' }).click();
    await expect(page.getByText(/training sample now/)).toBeVisible();
    await inspect.choose('dent 003');
    await page.getByRole('button', { name: 'Send to test with outlines' }).click();
    await expect(page.getByText(/test set now/)).toBeVisible();
    const store = await openProject(project);
    const of = (anomaly: string) =>
      store.samples().find((sample) => sample.anomaly === anomaly && sample.index === 3);
    const [dent, good] = [of('dent'), of('good')];
    await store.close();
    expect([dent?.split, good?.split]).toEqual(['test', 'train']);
    const annotation = join(project, 'samples', dent?.id ?? '', 'annotation.json');
    expect(await readFile(annotation, 'utf8')).toContain('"polygon"');
    // What has been drawn is shown beside the map from now on.
    await inspect.choose('good 003');
    await inspect.choose('dent 003');
    await expect(page.getByRole('group', { name: 'Views of the same part' })).toContainText(
      'Ground truth',
    );
  });
  await test.step('the lot report opens anywhere', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Report' }).click();
    const file = join(folder, 'report.html');
    await (await download).saveAs(file);
    const report = await browser.newPage();
    await report.goto(pathToFileURL(file).href);
    await expect(report.getByRole('heading', { name: 'Inspection of cookie' })).toBeVisible();
    await expect(report.getByRole('img')).toHaveCount(6);
    await expect(report.getByText('Rejected: dent').first()).toBeVisible();
    await report.setViewportSize({ width: 1120, height: 760 });
    await report.screenshot({ path: join(PICTURES, 'inspect-report.png') });
    await report.close();
  });
});

test('the line moves by keyboard, says what it costs, and keeps who and when', async ({
  folder,
  launch,
}) => {
  const project = await inspectProject(folder, PAIRS.slice(0, 2));
  await addToyModel(project, 2.5, SCORES, {
    name: 'toy-before',
    createdAt: '2026-01-01T00:00:00.000Z',
    mapRange: [0, 8],
  });
  const { page } = await launch({ project, source: SOURCE });
  const inspect = new InspectPage(page);
  await inspect.open();
  const costs = page.getByRole('region', { name: 'What the threshold costs' });
  await expect(costs).toContainText('At 1.300');
  await expect(costs).toContainText('0 of 18');
  await expect(costs).toContainText('18 good samples cannot settle');
  await expect(inspect.queue.getByRole('option')).toHaveCount(2);
  await inspect.choose('dent 001');
  await inspect.verdict('Anomaly');
  const line = page.getByRole('slider', { name: 'Threshold' });
  await line.focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press('Shift+ArrowRight');
  // What is over the line follows while it moves; nothing is kept yet.
  await inspect.verdict('Sound');
  await expect(costs).toContainText('12 of 12');
  await page.keyboard.press('Enter');
  await expect(costs.getByRole('button', { name: 'History (2)' })).toBeVisible();
  const area = costs.getByRole('textbox', { name: 'Area at least' });
  await area.fill('5');
  await area.press('Enter');
  await costs.getByRole('button', { name: 'History (3)' }).click();
  const history = page.getByRole('dialog', { name: 'History of the threshold' });
  await expect(history.getByRole('row')).toHaveCount(4);
  await expect(history.getByRole('row').nth(1)).toContainText('5.0 mm²');
  await expect(history.getByRole('row').nth(3)).toContainText('Ada');
  await history.getByRole('row').nth(3).getByRole('button', { name: 'Use again' }).click();
  await expect(costs).toContainText('At 1.300');
  await inspect.verdict('Anomaly');
  const kept = await readFile(join(project, 'models', 'toy', 'thresholds.jsonl'), 'utf8');
  expect(kept.trim().split('\n')).toHaveLength(4);

  await test.step('a folder outside of the project, followed to its end', async () => {
    const elsewhere = join(folder, 'elsewhere');
    await cp(project, elsewhere, { recursive: true });
    await page.getByRole('button', { name: 'Inspect a folder' }).click();
    const dialog = page.getByRole('dialog', { name: 'Inspect a folder of pictures' });
    const path = dialog.getByRole('textbox', { name: 'Folder path' });
    await path.fill(elsewhere);
    await path.press('Enter');
    await expect(dialog.locator('footer')).toContainText(elsewhere);
    await dialog.getByRole('button', { name: 'Inspect', exact: true }).click();
    await expect(dialog.getByRole('status')).toContainText('2 of 2 inspected');
    const rows = dialog.getByRole('table').getByRole('row');
    await expect(rows.nth(1)).toContainText('Anomaly');
    await expect(rows.nth(2)).toContainText('Sound');
    await page.keyboard.press('Escape');
  });
  await test.step('a model before, beside this one, each on its own scale and line', async () => {
    await page.getByRole('combobox', { name: /Compare with/ }).selectOption('Before: toy-before');
    const other = page.getByRole('region', { name: 'Compared with' });
    await expect(other).toContainText('Sound');
    await expect(other).toContainText('(line 2.500)');
    await expect(other).toContainText('the models disagree');
    await expect(page.getByRole('figure', { name: 'Scale of the heat map' })).toHaveCount(2);
  });
});

test('twenty verdicts by keyboard alone, blind and with reasons, then a second opinion', async ({
  folder,
  launch,
}) => {
  test.setTimeout(120_000);
  // One part, sound and with a dent, ten frames of each.
  const parts = Array.from({ length: 20 }, (_, i) => ({
    seed: 3,
    defect: i % 2 === 0 ? ('none' as const) : ('dent' as const),
    frame: 1 + (i >> 1),
  }));
  const project = await inspectProject(folder, parts);
  const { page } = await launch({ project, source: SOURCE });
  const inspect = new InspectPage(page);
  // Nobody has said who decides.
  await page.getByRole('button', { name: 'Operator' }).click();
  await page.getByRole('textbox', { name: 'Operator' }).fill('');
  await page.keyboard.press('Enter');
  await inspect.open();
  await expect(inspect.queue.getByRole('option').first()).toContainText('dent 010');

  // From here on without a mouse.
  const done = (count: number) => expect(page.getByText(`Done ${String(count)}`)).toBeVisible();
  await inspect.verdict('Anomaly');
  await page.keyboard.press('r');
  await page.keyboard.press('1');
  await page.keyboard.press('t');
  await page.keyboard.type('in the middle');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const who = page.getByRole('dialog', { name: 'Who decides?' });
  await expect(who.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('Ada');
  await page.keyboard.press('Enter');
  await done(1);
  await page.keyboard.press('Control+z');
  await done(0);
  await expect(inspect.queue.getByRole('option', { selected: true })).toContainText('dent 010');
  for (let i = 0; i < 10; i++) {
    await page.keyboard.press(i % 2 === 0 ? 'r' : 'a');
    if (i % 2 === 0) await page.keyboard.press('1');
    await page.keyboard.press('Space');
    await done(i + 1);
  }
  await test.step('blind: the heat comes after the verdict', async () => {
    const blind = page.getByRole('checkbox', { name: 'Blind' });
    // Of this one the heat has been seen: its verdict will not count as blind.
    await expect(inspect.says).toBeVisible();
    await blind.focus();
    await page.keyboard.press('Space');
    await expect(page.getByRole('heading', { name: 'Your verdict first' })).toBeVisible();
    await expect(inspect.queue.getByRole('option', { selected: true })).not.toContainText('dent');
    await inspect.queue.focus();
    for (let i = 10; i < 20; i++) {
      await page.keyboard.press(i === 19 ? 'e' : i % 2 === 0 ? 'r' : 'a');
      await expect(inspect.says).toBeVisible();
      await page.keyboard.press('Enter');
      await done(i + 1);
    }
    await blind.focus();
    await page.keyboard.press('Space');
  });
  await test.step('the shift in figures', async () => {
    await page.getByRole('button', { name: 'Shift', exact: true }).focus();
    await page.keyboard.press('Enter');
    const shift = page.getByRole('dialog', { name: 'Shift summary' });
    await expect(shift).toContainText('10Rejected');
    await expect(shift).toContainText('9Accepted');
    await expect(shift).toContainText('9 of 20, 45 %');
    await page.keyboard.press('Escape');
    await expect(shift).toBeHidden();
  });
  const ids = readdirSync(join(project, 'samples')).filter((name) => !name.startsWith('.'));
  const kept = ids.flatMap((id) => keptReviews(project, id));
  // The one that was taken back stays, with the line that takes it back.
  expect(kept).toHaveLength(22);
  expect(kept.every(({ by }) => by === 'Ada')).toBe(true);
  expect(kept.filter(({ blind }) => blind)).toHaveLength(9);
  expect(kept.filter(({ comment }) => comment === 'in the middle')).toHaveLength(2);

  await test.step('a second person does not see the first verdict before giving one', async () => {
    await page.getByRole('button', { name: 'Operator' }).click();
    await page.getByRole('textbox', { name: 'Operator' }).fill('Bea');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'Second opinion' }).check();
    await expect(page.getByText('To review 20')).toBeVisible();
    await inspect.choose('dent 010');
    await expect(page.getByText('Ada has judged this part.')).toBeVisible();
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    await expect(page.getByText('You differ from Ada: Rejected.')).toBeVisible();
    await page.getByRole('radio', { name: 'Done 1' }).check();
    await inspect.choose('dent 010');
    const opinions = page.getByRole('group', { name: 'Verdicts on this part' });
    await expect(opinions.getByRole('listitem')).toHaveCount(2);
    await expect(opinions).toContainText('They differ');
    await page.getByRole('button', { name: 'Shift', exact: true }).click();
    const shift = page.getByRole('dialog', { name: 'Shift summary' });
    await expect(shift).toContainText('0 of 1 agree');
    await expect(shift.getByRole('region', { name: 'Disagreements' })).toContainText(
      'Bea: Accepted',
    );
    await shift.getByRole('radio', { name: 'All verdicts' }).check({ force: true });
    await expect(shift).toContainText('10Accepted');
    await page.screenshot({ path: join(PICTURES, 'inspect-shift.png') });
  });
});

test('live: a part at rest is judged, heat goes with it, a lost camera is said', async ({
  folder,
  launch,
  browser,
}) => {
  const project = await inspectProject(folder, PAIRS.slice(0, 1));
  const { page, studio } = await launch({
    project,
    source: 'simulated:profile=480x270@15,object=cookie,defect=dent,seed=3,tilt=0',
  });
  const inspect = new InspectPage(page);
  await inspect.open();
  await page.keyboard.press('l');
  await expect(page.getByText('Live mode is off').first()).toBeVisible();
  // Without a model there is nothing to start.
  await expect(page.getByText('parity checked')).toBeVisible();
  await page.keyboard.press('l');
  await inspect.verdict('Anomaly');
  await expect(inspect.says).toContainText('mm²');
  await page.screenshot({ path: join(PICTURES, 'inspect-live.png') });
  // Somebody changes what lies under the camera.
  const other = await browser.newPage();
  await other.goto(studio.url);
  const capture = new CapturePage(other);
  const panel = await capture.simulator();
  await page.getByRole('radio', { name: 'Every n-th frame' }).check({ force: true });
  await panel.getByRole('combobox', { name: 'Defect' }).selectOption('none');
  await inspect.verdict('Sound');
  await capture.fault('unplugged');
  await expect(page.getByRole('heading', { name: 'No picture from the camera' })).toBeVisible();
  await capture.fault('none');
  await inspect.verdict('Sound');
  await page.keyboard.press('l');
  await expect(page.getByText('Live mode is off').first()).toBeVisible();
  await other.close();
});
