/** What an annotator does, by the names on the screen; points are given in pixels of the picture. */
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { simulate } from '../../out/host/simulate/simulate.js';

export interface SimulatedSample {
  readonly id: string;
  readonly anomaly: string;
  readonly folder: string;
  /** Middle of its true mask, pixels; null for a good one. */
  readonly middle: readonly [number, number] | null;
}

export const WIDTH = 848;
export const HEIGHT = 480;

/** A project of one cookie of every kind, not yet annotated; what is really there is told. */
export async function simulatedProject(
  folder: string,
): Promise<{ project: string; samples: readonly SimulatedSample[] }> {
  await simulate(
    {
      out: folder,
      categories: ['cookie'],
      seed: 4,
      train: 0,
      validation: 0,
      test: 7,
      width: WIDTH,
      height: HEIGHT,
      whole: true,
      parts: { project: true, tree: false },
      threads: 1,
    },
    () => undefined,
    new AbortController().signal,
  );
  const project = join(folder, 'project');
  const samples: SimulatedSample[] = [];
  for (const id of (await readdir(join(project, 'samples'))).sort()) {
    const sample = join(project, 'samples', id);
    const record = JSON.parse(await readFile(join(sample, 'sample.json'), 'utf8')) as {
      anomaly: string;
    };
    const file = await readFile(join(sample, 'annotation.json'), 'utf8').catch(() => null);
    samples.push({
      id,
      anomaly: record.anomaly,
      folder: sample,
      middle: file === null ? null : middleOf(JSON.parse(file)),
    });
    // As it was shot: nobody has annotated it.
    for (const name of ['annotation.json', 'mask.png', 'labels.png', 'work.json'])
      await rm(join(sample, name), { force: true });
  }
  return { project, samples };
}

function middleOf(file: { shapes: { points: [number, number][] }[] }): [number, number] {
  const points = file.shapes[0]?.points ?? [];
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}

/** Shapes of a sample's file as LabelMe reads them. */
export async function savedShapes(
  sample: Pick<SimulatedSample, 'folder'>,
): Promise<{ label: string; points: [number, number][]; shape_type: string }[]> {
  const file = await readFile(join(sample.folder, 'annotation.json'), 'utf8').catch(() => null);
  if (file === null) return [];
  return (JSON.parse(file) as { shapes: never[] }).shapes;
}

export class AnnotatePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get pane(): Locator {
    return this.page.getByRole('region', { name: 'RGB', exact: true }).getByRole('application');
  }

  get shapes(): Locator {
    return this.page.getByRole('list', { name: 'List of shapes' }).getByRole('listitem');
  }

  get saved(): Locator {
    return this.page.locator('.annotate__save');
  }

  /** Goes to the workspace and opens a sample from the filmstrip. */
  async open(sample: Pick<SimulatedSample, 'id'>): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Workspaces' }).getByText('Annotate').click();
    await this.page.locator(`#film-${sample.id}`).click();
    await this.ready(sample);
  }

  async ready(sample: Pick<SimulatedSample, 'id'>): Promise<void> {
    await expect(this.page.locator(`#film-${sample.id}`)).toHaveAttribute('aria-selected', 'true');
    await expect(this.pane).toBeVisible();
    await expect(this.pane).toHaveAttribute('data-sample', sample.id);
    // The whole picture in the pane: from here on points of the picture are known on the screen.
    await this.page.keyboard.press('Control+f');
  }

  /** Where a point of the picture lies on the screen. */
  async place(x: number, y: number): Promise<[number, number]> {
    const box = await this.pane.boundingBox();
    if (!box) throw new Error('the picture is not on the screen');
    const scale = Math.min((box.width - 24) / WIDTH, (box.height - 24) / HEIGHT);
    return [
      box.x + box.width / 2 + (x - WIDTH / 2) * scale,
      box.y + box.height / 2 + (y - HEIGHT / 2) * scale,
    ];
  }

  async click(x: number, y: number): Promise<void> {
    await this.page.mouse.click(...(await this.place(x, y)));
  }

  async drag(...way: readonly (readonly [number, number])[]): Promise<void> {
    const [first, ...rest] = way;
    if (!first) return;
    await this.page.mouse.move(...(await this.place(...first)));
    await this.page.mouse.down();
    for (const point of rest)
      await this.page.mouse.move(...(await this.place(...point)), { steps: 6 });
    await this.page.mouse.up();
  }

  /** A polygon, click by click, closed with Enter. */
  async polygon(...points: readonly (readonly [number, number])[]): Promise<void> {
    await this.page.keyboard.press('p');
    for (const point of points) await this.click(...point);
    await this.page.keyboard.press('Enter');
  }

  async square(x: number, y: number, side: number): Promise<void> {
    await this.polygon([x, y], [x + side, y], [x + side, y + side], [x, y + side]);
  }
}
