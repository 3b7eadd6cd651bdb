/** Annotating beside others: another program, another studio, thousands of samples, a pen and fingers. */
import { cp, link, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AnnotatePage,
  savedShapes,
  simulatedProject,
  type SimulatedSample,
} from './support/annotate-page.js';
import { makeFolder, removeFolder, startStudio } from './support/studio.js';
import { expect, test } from './support/test.js';

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

async function copyFor(folder: string): Promise<{ project: string; samples: SimulatedSample[] }> {
  const project = join(folder, 'project');
  await cp(made.project, project, { recursive: true });
  const samples = made.samples.map((sample) => ({
    ...sample,
    folder: join(project, 'samples', sample.id),
  }));
  return { project, samples };
}

test('another program changes the file: both stay, and any version comes back', async ({
  folder,
  launch,
}) => {
  const { project, samples } = await copyFor(folder);
  const sample = samples[0]!;
  const { page } = await launch({ project, source: SOURCE });
  const annotate = new AnnotatePage(page);
  await annotate.open(sample);
  await annotate.square(300, 200, 80);
  await expect(annotate.saved).toContainText('Saved');
  await expect.poll(async () => (await savedShapes(sample)).length).toBe(1);

  // While a corner is being dragged, another program adds two shapes.
  await page.keyboard.press('v');
  await page.mouse.move(...(await annotate.place(300, 200)));
  await page.mouse.down();
  await page.mouse.move(...(await annotate.place(280, 180)), { steps: 4 });
  const path = join(sample.folder, 'annotation.json');
  const file = JSON.parse(await readFile(path, 'utf8')) as { shapes: Record<string, unknown>[] };
  const theirs = {
    ...file.shapes[0],
    label: 'scratch',
    points: [
      [10, 10],
      [60, 10],
      [60, 50],
    ],
  };
  await writeFile(path, JSON.stringify({ ...file, shapes: [...file.shapes, theirs, theirs] }));
  await page.mouse.up();

  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The file was changed by another program');
  await expect(dialog.getByRole('button', { name: 'Keep both' })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Take theirs' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeVisible();
  expect(await savedShapes(sample)).toHaveLength(3);
  await dialog.getByRole('button', { name: 'Keep mine' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await savedShapes(sample)).length).toBe(1);
  expect((await savedShapes(sample))[0]?.points[0]?.[0]).toBeLessThan(290);

  // What the other program wrote is a version, is looked at, and comes back.
  await page.keyboard.press('Shift+V');
  const versions = dialog.getByRole('list', { name: 'Saved versions' });
  await versions.getByRole('button').filter({ hasText: '3 shapes' }).click();
  await expect(dialog.getByRole('img', { name: 'Shapes of the chosen version' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Restore this version' }).click();
  await expect(annotate.shapes).toHaveCount(3);
  await expect.poll(async () => (await savedShapes(sample)).length).toBe(3);
});

test('a second studio reads only, is told by whom, and takes the sample over once it is free', async ({
  folder,
  launch,
  browser,
}) => {
  const { project, samples } = await copyFor(folder);
  const [sample, elsewhere] = [samples[0]!, samples[1]!];
  const { page } = await launch({ project, source: SOURCE });
  const first = new AnnotatePage(page);
  await first.open(sample);
  await first.square(300, 200, 60);
  await expect(first.saved).toContainText('Saved');

  const own = await makeFolder();
  const studio = await startStudio(own, { project, source: SOURCE });
  const other = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await other.goto(studio.url);
  const second = new AnnotatePage(other);
  await second.open(sample);
  await expect(other.getByText(/ on .* is editing this sample/)).toBeVisible();
  await expect(second.shapes).toHaveCount(1);
  const polygon = other.getByRole('button', { name: 'Polygon', exact: true });
  await expect(polygon).toBeDisabled();
  // Reading includes the versions.
  await other.keyboard.press('Shift+V');
  const versions = other.getByRole('dialog', { name: /^Versions of/ });
  await expect(versions.getByRole('listitem').first()).toContainText('current');
  await expect(versions.getByRole('button', { name: 'Restore this version' })).toBeDisabled();
  await other.keyboard.press('Escape');

  // The first goes on to another sample: the second hears of it and takes over.
  await page.locator(`#film-${elsewhere.id}`).click();
  await first.ready(elsewhere);
  await other.getByRole('button', { name: 'Edit here', exact: true }).click();
  await expect(polygon).toBeEnabled();
  await second.ready(sample);
  await second.square(420, 260, 60);
  await expect(second.shapes).toHaveCount(2);
  await expect.poll(async () => (await savedShapes(sample)).length).toBe(2);
  await other.close();
  await studio.kill('SIGTERM');
  await removeFolder(own);
});

test('3,500 samples scroll in a filmstrip that holds only what is in sight', async ({
  folder,
  launch,
}) => {
  const { project, samples } = await copyFor(folder);
  const from = samples[0]!;
  for (const { folder: old } of samples.slice(1)) await rm(old, { recursive: true });
  const record = JSON.parse(await readFile(join(from.folder, 'sample.json'), 'utf8')) as object;
  const pictures = (await readdir(from.folder)).filter((name) => name.endsWith('.png'));
  const ids = Array.from({ length: 3499 }, (_, i) => `${from.id.slice(0, -4)}${String(5000 + i)}`);
  for (const [i, id] of ids.entries()) {
    const at = join(project, 'samples', id);
    await mkdir(at);
    for (const name of pictures) await link(join(from.folder, name), join(at, name));
    await writeFile(join(at, 'sample.json'), JSON.stringify({ ...record, id, index: i + 2 }));
  }
  const { page } = await launch({ project, source: SOURCE });
  await page.getByRole('navigation', { name: 'Workspaces' }).getByText('Annotate').click();
  const film = page.getByRole('listbox', { name: 'Samples of the queue' });
  await film.getByRole('option').first().click();
  await expect(page.getByText(/^0 of 3\D500 finished$/)).toBeVisible();
  await film.focus();
  for (const key of ['End', 'Home', 'End']) {
    await page.keyboard.press(key);
    const on = film.locator('[aria-selected="true"]');
    await expect(on).toBeInViewport();
    await expect(on.locator('img')).toBeVisible();
  }
  expect(await film.getByRole('option').count()).toBeLessThan(60);
});

test('a pen paints with its pressure, a finger draws, two fingers move the picture', async ({
  folder,
  launch,
}) => {
  const { project, samples } = await copyFor(folder);
  const sample = samples[0]!;
  const { page } = await launch({ project, source: SOURCE });
  const annotate = new AnnotatePage(page);
  await annotate.open(sample);
  const devtools = await page.context().newCDPSession(page);
  const pen = async (type: string, x: number, y: number, force: number): Promise<void> => {
    const [px, py] = await annotate.place(x, y);
    await devtools.send('Input.dispatchMouseEvent', {
      type: type as 'mousePressed',
      ...{ x: px, y: py, force, pointerType: 'pen', clickCount: 1 },
      button: 'left',
      buttons: 1,
    });
  };
  const stroke = async (y: number, force: number): Promise<void> => {
    await pen('mousePressed', 300, y, force);
    for (let x = 310; x <= 400; x += 10) await pen('mouseMoved', x, y, force);
    await pen('mouseReleased', 400, y, 0);
  };
  await page.keyboard.press('b');
  await stroke(150, 1);
  await expect(annotate.shapes).toHaveCount(1);
  // Without a selection the next stroke is a shape of its own.
  await page.keyboard.press('Escape');
  await stroke(250, 0.3);
  await expect(annotate.shapes).toHaveCount(2);
  await expect.poll(async () => (await savedShapes(sample)).length).toBe(2);
  const [firm, light] = (await savedShapes(sample)).map(({ points }) => {
    const ys = points.map(([, y]) => y);
    return Math.max(...ys) - Math.min(...ys);
  });
  expect(light).toBeLessThan(firm!);

  await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 });
  const touch = async (type: string, ...points: [number, number][]): Promise<void> => {
    const touchPoints = [];
    for (const [id, [x, y]] of points.entries()) {
      const [px, py] = await annotate.place(x, y);
      touchPoints.push({ x: px, y: py, id });
    }
    await devtools.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints });
  };
  await page.keyboard.press('r');
  await touch('touchStart', [500, 100]);
  await touch('touchMove', [540, 140]);
  await touch('touchMove', [580, 180]);
  await touch('touchEnd');
  await expect(annotate.shapes).toHaveCount(3);
  await expect
    .poll(async () => (await savedShapes(sample)).map(({ shape_type: type }) => type))
    .toContain('rectangle');
  // A second finger turns drawing into moving: no shape is made.
  await touch('touchStart', [300, 300]);
  await touch('touchStart', [300, 300], [400, 300]);
  await touch('touchMove', [320, 330], [420, 330]);
  await touch('touchEnd');
  await expect(annotate.shapes).toHaveCount(3);
});
