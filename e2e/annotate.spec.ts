/** The Annotate workspace as an annotator uses it, with mouse and keyboard on simulated samples. */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NO_SHARED_DATA, sharedData } from '../tests/support/shared-data.js';
import { makeFolder, removeFolder } from './support/studio.js';
import {
  AnnotatePage,
  savedShapes,
  simulatedProject,
  type SimulatedSample,
} from './support/annotate-page.js';
import { expect, test } from './support/test.js';

const PICTURES = join(import.meta.dirname, '..', 'docs', 'img');
const SOURCE = 'simulated:profile=480x270@5';

let made: { project: string; samples: readonly SimulatedSample[] };
let shared: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  shared = await makeFolder();
  made = await simulatedProject(shared);
});
test.afterAll(async () => {
  await removeFolder(shared);
});

/** A copy of the project for one test, and its sample of an anomaly. */
async function copyFor(
  folder: string,
  anomaly: string,
): Promise<{ project: string; sample: SimulatedSample; samples: readonly SimulatedSample[] }> {
  const project = join(folder, 'project');
  await cp(made.project, project, { recursive: true });
  const samples = made.samples.map((sample) => ({
    ...sample,
    folder: join(project, 'samples', sample.id),
  }));
  const sample = samples.find((entry) => entry.anomaly === anomaly);
  if (!sample) throw new Error(`no sample of ${anomaly}`);
  return { project, sample, samples };
}

/** Edits that are not in the file yet; empty where there are none. */
function journalOf(sample: SimulatedSample): Promise<string> {
  return readFile(join(sample.folder, '.annotate.jsonl'), 'utf8').catch(() => '');
}

test('draws, edits, cuts a hole and paints, and undoes across saving', async ({
  folder,
  launch,
}) => {
  const { project, sample } = await copyFor(folder, 'dent');
  const { page } = await launch({ project, source: SOURCE });
  const annotate = new AnnotatePage(page);
  await annotate.open(sample);
  await annotate.square(300, 200, 80);
  await expect(annotate.shapes).toHaveCount(1);
  await expect(annotate.shapes.first()).toContainText('dent');
  await expect(annotate.saved).toContainText('Saved');
  expect((await savedShapes(sample))[0]?.points).toHaveLength(4);
  const mask = await stat(join(sample.folder, 'mask.png'));
  expect(mask.size).toBeGreaterThan(0);

  // A vertex is dragged, a point put into an edge, another taken out.
  await page.keyboard.press('v');
  await annotate.drag([300, 200], [290, 190], [280, 180]);
  await expect(page.getByText('2 steps')).toBeVisible();
  await page.keyboard.down('Alt');
  await annotate.click(380, 240);
  await page.keyboard.up('Alt');
  await expect(annotate.shapes.first()).toContainText('5 points');
  await page.keyboard.press('Backspace');
  await expect(annotate.shapes.first()).toContainText('4 points');

  // A hole is cut out; on disk it is a later _background_ polygon.
  await page.keyboard.press('x');
  for (const [x, y] of [
    [320, 220],
    [350, 220],
    [350, 250],
    [320, 250],
  ] as const)
    await annotate.click(x, y);
  await page.keyboard.press('Enter');
  await expect(annotate.shapes.first()).toContainText('1 hole');
  await expect
    .poll(async () => (await savedShapes(sample)).map(({ label }) => label))
    .toEqual(['dent', '_background_']);

  // The brush makes another shape under the next label, the eraser takes a part of it away.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('4');
  await page.keyboard.press('b');
  await annotate.drag([450, 300], [480, 310], [520, 305]);
  await expect(annotate.shapes).toHaveCount(2);
  await expect(annotate.shapes.nth(1)).toContainText('scratch');
  await page.keyboard.press('e');
  await annotate.drag([485, 280], [485, 340]);
  await expect(annotate.shapes).toHaveCount(3);
  await expect
    .poll(async () => (await savedShapes(sample)).map(({ label }) => label))
    .toEqual(['dent', '_background_', 'scratch', 'scratch']);

  // Undo goes back over every save, to the empty sample, and forward again.
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  while (await undo.isEnabled()) await page.keyboard.press('Control+z');
  await expect(annotate.shapes).toHaveCount(0);
  await expect.poll(async () => (await savedShapes(sample)).length).toBe(0);
  const redo = page.getByRole('button', { name: 'Redo', exact: true });
  while (await redo.isEnabled()) await page.keyboard.press('Control+Shift+z');
  await expect(annotate.shapes).toHaveCount(3);
  await expect.poll(async () => (await savedShapes(sample)).length).toBe(4);
});

test('grows a dent with the wand, measures it along a section, and looks at it from all sides', async ({
  folder,
  launch,
}) => {
  const { project, sample } = await copyFor(folder, 'dent');
  const { page } = await launch({ project, source: SOURCE });
  const annotate = new AnnotatePage(page);
  await annotate.open(sample);
  const [x, y] = sample.middle ?? [0, 0];
  await page.keyboard.press('w');
  await annotate.click(x, y);
  await expect(annotate.shapes).toHaveCount(1);
  await expect(annotate.shapes.first()).toContainText('mm²');
  await expect.poll(async () => (await savedShapes(sample)).length).toBe(1);
  const points = (await savedShapes(sample))[0]?.points ?? [];
  const left = Math.min(...points.map(([px]) => px));
  const right = Math.max(...points.map(([px]) => px));
  expect(left).toBeLessThan(x);
  expect(right).toBeGreaterThan(x);
  expect(right - left).toBeLessThan(90);

  await page.keyboard.press('k');
  await annotate.drag([x - 70, y - 20], [x, y], [x + 70, y + 20]);
  const section = page.getByRole('region', { name: 'Section A to B' });
  await expect(section).toContainText('mm long');
  await expect(section.getByText(/[\d.]+ mm deep/)).toBeVisible();
  await page.mouse.move(...(await annotate.place(x, y)));
  await expect(page.getByText('mm above board')).toHaveCount(0);

  await page.keyboard.press('n');
  await annotate.click(x + 45, y + 30);
  // The field has the focus from the next frame on; a key before it would be the picture's.
  await expect(page.getByRole('textbox', { name: 'Comment on this place' })).toBeFocused();
  await page.keyboard.type('Does the rim belong to the dent?');
  await page.keyboard.press('Control+Enter');
  await expect(
    page.getByRole('listitem').filter({ hasText: 'Does the rim belong to the dent?' }),
  ).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Write a comment' })).toHaveValue('');
  await page.keyboard.press('v');
  await page.keyboard.press('f');
  await annotate.shapes
    .first()
    .getByRole('button', { name: /points/ })
    .click();
  const middle = await annotate.pane.boundingBox();
  if (middle) await page.mouse.move(middle.x + middle.width * 0.42, middle.y + middle.height * 0.4);
  await expect(annotate.saved).toContainText('Saved');
  await mkdir(PICTURES, { recursive: true });
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(PICTURES, 'annotate.png'), animations: 'disabled' });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: join(PICTURES, 'annotate-light.png'), animations: 'disabled' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.keyboard.press('F8');
  await expect(page.getByRole('img', { name: /Point cloud of the sample/ })).toBeVisible();
  await page.screenshot({ path: join(PICTURES, 'annotate-3d.png'), animations: 'disabled' });
  for (const [key, name] of [
    ['F3', 'Depth'],
    ['F7', 'Depth over RGB'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('region', { name, exact: true })).toBeVisible();
  }
  await page.keyboard.press('F4');
  for (const name of ['Relief', 'Depth', 'Depth over RGB', 'x', 'y', 'z']) {
    await page.keyboard.press('q');
    await expect(page.getByRole('region', { name, exact: true })).toBeVisible();
  }
});

test('is recovered when the host is killed between an edit and its saving', async ({
  folder,
  launch,
}) => {
  const { project, sample } = await copyFor(folder, 'crack');
  const first = await launch({ project, source: SOURCE });
  const annotate = new AnnotatePage(first.page);
  await annotate.open(sample);
  await annotate.square(300, 200, 60);
  await expect(annotate.saved).toContainText('Saved');
  await annotate.square(420, 260, 60);
  await expect(annotate.shapes).toHaveCount(2);
  // The journal holds the edit; the file does not yet.
  await expect.poll(() => journalOf(sample)).not.toBe('');
  await first.studio.kill('SIGKILL');
  expect((await savedShapes(sample)).length).toBeLessThanOrEqual(2);
  await first.page.close();

  const second = await launch({ project, source: SOURCE });
  const again = new AnnotatePage(second.page);
  await again.open(sample);
  await expect(again.shapes).toHaveCount(2);
  await expect.poll(async () => (await savedShapes(sample)).length).toBe(2);
});

test('is recovered when the page crashes', async ({ folder, launch, browser }) => {
  const { project, sample } = await copyFor(folder, 'crack');
  const { page, studio } = await launch({ project, source: SOURCE });
  const annotate = new AnnotatePage(page);
  await annotate.open(sample);
  await annotate.square(300, 200, 60);
  await expect(annotate.shapes).toHaveCount(1);
  await expect.poll(() => journalOf(sample)).not.toBe('');
  const crashed = page.waitForEvent('crash');
  void page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const next = await context.newPage();
  await next.goto(studio.url);
  const again = new AnnotatePage(next);
  await again.open(sample);
  // The window that crashed still holds the lock for a while; its edits come with taking it over.
  await next.getByRole('button', { name: 'Edit here instead' }).click();
  await expect(again.shapes).toHaveCount(1);
  await context.close();
});

test('leads to the next unfinished sample, and a second person checks', async ({
  folder,
  launch,
}) => {
  const { project, sample, samples } = await copyFor(folder, 'dent');
  const { page } = await launch({ project, source: SOURCE });
  const annotate = new AnnotatePage(page);
  const nameIs = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: 'Operator' }).click();
    await page.getByRole('textbox', { name: 'Operator' }).fill(name);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Operator' })).toContainText(name);
  };
  await annotate.open(sample);
  await nameIs('Ada');
  await annotate.square(300, 200, 60);
  await page.keyboard.press('Control+Shift+d');
  const at = samples.findIndex(({ id }) => id === sample.id);
  const next = samples[(at + 1) % samples.length];
  await expect(page.locator(`#film-${next?.id ?? ''}`)).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator(`#film-${sample.id}`)).toHaveAccessibleName(/Done/);
  await expect(page.getByText('1 of 7 finished')).toBeVisible();
  // The last sample's shapes are taken over where they were.
  await annotate.ready(next ?? sample);
  await page.keyboard.press('Control+p');
  await expect(annotate.shapes).toHaveCount(1);
  await page.keyboard.press('a');
  await annotate.ready(sample);
  await expect(annotate.shapes).toHaveCount(1);
  // Nobody checks what he drew himself.
  await page.keyboard.press('Control+Shift+k');
  await expect(page.getByText('cannot check it as well')).toBeVisible();
  await nameIs('Ben');
  await page.keyboard.press('Control+Shift+k');
  const tile = page.locator(`#film-${sample.id}`);
  await expect(tile).toHaveAccessibleName(/Checked/);
  await page.getByTitle('State of the sample').click();
  const work = page.getByRole('group', { name: 'State of the sample' });
  await expect(work).toContainText('Checked byBen');
  await work.getByLabel('Assign to').fill('Cleo');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  const filter = page.getByRole('group', { name: 'Filter' });
  await filter.getByLabel('Assigned to').selectOption('Assigned to Cleo');
  await expect(page.locator('.film').getByRole('option')).toHaveCount(1);
  await filter.getByRole('button', { name: 'Show all' }).click();
  await filter.getByLabel('Checked').uncheck();
  // The open sample keeps its place.
  await expect(tile).toBeVisible();
  await expect(page.locator('.queue__at')).toHaveText(`${String(at + 1)} of 7`);
});

test('opens a real LabelMe file and keeps what was not edited', async ({ folder, launch }) => {
  const real = sharedData('labelme-real', 'nuts-0.json');
  test.skip(real === null, NO_SHARED_DATA);
  const from = join(folder, 'from');
  await mkdir(from);
  for (const ending of ['.json', '.jpg'])
    await cp((real ?? '').replace('.json', ending), join(from, `nuts-0${ending}`));
  const project = join(folder, 'project');
  const where = ['--category', 'nuts', '--split', 'test', '--anomaly', 'mixed', '--lighting', 'C'];
  const imported = spawnSync(
    process.execPath,
    ['out/host/cli/main.js', 'import', from, '--project', project, '--as', 'labelme', ...where],
    { encoding: 'utf8' },
  );
  expect(imported.stderr).not.toContain('failed');
  const [id = ''] = await readdir(join(project, 'samples'));
  const sample = { id, folder: join(project, 'samples', id) };
  const text = (): Promise<string> => readFile(join(sample.folder, 'annotation.json'), 'utf8');
  const before = await text();
  const { page } = await launch({ project, source: SOURCE });
  const annotate = new AnnotatePage(page);
  await annotate.open(sample);
  const { length } = await savedShapes(sample);
  expect(length).toBe(12);
  await expect(annotate.shapes).toHaveCount(length);
  await page.keyboard.press('Control+s');
  expect(await text()).toBe(before);
  await annotate.shapes.first().click();
  await page.keyboard.press('Delete');
  await expect(annotate.shapes).toHaveCount(length - 1);
  await expect(annotate.saved).toContainText('Saved');
  const after = JSON.parse(await text()) as { shapes: unknown[] };
  const old = JSON.parse(before) as { shapes: unknown[] };
  expect({ ...after, shapes: after.shapes.length }).toEqual({ ...old, shapes: length - 1 });
});

test('a key is rebound in Settings, and a conflict is told', async ({ folder, launch }) => {
  const { project, sample } = await copyFor(folder, 'dent');
  const { page } = await launch({ project, source: SOURCE });
  const annotate = new AnnotatePage(page);
  await annotate.open(sample);
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog')).toContainText('Drawing tools');
  await page.getByRole('button', { name: 'Change keys' }).click();
  const row = page.getByRole('listitem').filter({ hasText: /^Magic wand/ });
  await row.getByRole('button', { name: 'Change', exact: true }).click();
  await page.keyboard.press('b');
  await expect(row.getByRole('alert')).toContainText('Brush');
  await row.getByRole('button', { name: 'Change', exact: true }).click();
  await page.keyboard.press('g');
  await expect(row).toContainText('G');
  await page.keyboard.press('Alt+2');
  await expect(annotate.pane).toBeVisible();
  await page.keyboard.press('g');
  await expect(page.getByRole('button', { name: 'Magic wand' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('a second window only looks, and is told by whom', async ({ folder, launch, browser }) => {
  const { project, sample } = await copyFor(folder, 'dent');
  const { page, studio } = await launch({ project, source: SOURCE });
  const annotate = new AnnotatePage(page);
  await annotate.open(sample);
  await annotate.square(300, 200, 60);
  await expect(annotate.saved).toContainText('Saved');
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const other = await context.newPage();
  await other.goto(studio.url);
  const second = new AnnotatePage(other);
  await second.open(sample);
  await expect(other.getByText('is editing this sample')).toBeVisible();
  await expect(second.shapes).toHaveCount(1);
  await expect(other.getByRole('button', { name: 'Polygon', exact: true })).toBeDisabled();
  await context.close();
});
