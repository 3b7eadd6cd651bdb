/** From the click to the overlay, moving opacity, threshold and palette, stepping through reviewed samples. */
import type { Page } from '@playwright/test';
import { TOY_MODEL } from '../../host/inspect/testing/toy-project.js';
import { connect } from '../capture/host.js';
import { quantile, row, told } from '../capture/row.js';
import { median, type Row } from '../detector/row.js';
import { frameTimes, withPage } from '../page.js';
import { addLiteModel, simulatedProject } from './project.js';

/** As many as the queue shows at once. */
const SAMPLES = 10;
/** Clicks that are not counted: code is compiled, memory is there. */
const SETTLE = 1;
const SECONDS = 4;
const CLICK_MS = 350;
const STEP_MS = 60;
/** 60 a second, with the jitter of the timer. */
const FPS = 59.5;

export async function pageRows(folder: string, tell: (line: string) => void): Promise<Row[]> {
  tell('rendering samples ...');
  const project = simulatedProject(folder, SAMPLES);
  await addLiteModel(project);
  // A slow camera: this is about inspection, not about live pictures beside it.
  const options = { project, source: 'simulated:profile=480x270@5' };
  return withPage(folder, options, async (page, studio) => {
    const channel = await connect(studio.url);
    await channel.call('preferences.set', { operator: 'Bench' });
    await page.addInitScript(countInspections);
    await page.goto(studio.url);
    await page.locator('nav.rail').waitFor();
    await page.keyboard.press('Alt+5');
    await shown(page);
    const queue = page.getByRole('listbox', { name: 'Review queue' });
    const rows: Row[] = [];

    tell('clicks ...');
    const clicks: number[] = [];
    for (let i = 1; i < SAMPLES; i++) {
      const part = queue.getByRole('option').nth(i);
      const box = await part.boundingBox();
      if (!box) throw new Error('the queue is not on the screen');
      await page.waitForTimeout(300);
      await watchFor(page, 'click');
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      const ms = await overlaid(page);
      if (i > SETTLE) clicks.push(ms);
    }
    const click = median(clicks);
    rows.push(
      row(
        'click to overlay on the page, warm, lite preset, 1280x720',
        click,
        'ms',
        `under ${String(CLICK_MS)} ms`,
        click < CLICK_MS,
      ),
      told('click to overlay, slowest', Math.max(...clicks), 'ms'),
    );

    tell('moving opacity, threshold and palette ...');
    const before = await inspections(page);
    for (const [what, act] of Object.entries(await moves(page))) {
      const gaps = await frameTimes(page, SECONDS, act);
      await page.mouse.up();
      const fps = 1000 / quantile(gaps, 0.5);
      const slow = quantile(gaps, 0.95);
      rows.push(
        row(`moving ${what}`, fps, 'frames per second', 'at least 60', fps >= FPS),
        told(`moving ${what}, 95th percentile of frame times`, slow, 'ms'),
      );
    }
    await page.keyboard.press('Escape');
    const asked = (await inspections(page)) - before;
    rows.push({
      what: 'inferences asked for meanwhile',
      value: String(asked),
      target: 'none',
      met: asked === 0,
    });

    tell('stepping ...');
    const { samples } = await channel.call('samples.list', {});
    for (const { id } of samples)
      await channel.call('review.add', {
        ...{ sample: id, model: TOY_MODEL, decision: 'accept', reasons: [], comment: '' },
        blind: false,
      });
    await page.reload();
    await page.locator('nav.rail').waitFor();
    await page.keyboard.press('Alt+5');
    await page.getByRole('radio', { name: `Done ${String(SAMPLES)}` }).check();
    await queue.getByRole('option').first().click();
    await shown(page);
    const steps: number[] = [];
    for (let i = 1; i < SAMPLES; i++) {
      // An operator looks at a part before the next; its neighbour is decoded meanwhile.
      await page.waitForTimeout(700);
      await watchFor(page, 'keydown');
      await page.keyboard.press('ArrowDown');
      steps.push(await overlaid(page));
    }
    const step = median(steps);
    rows.push(
      row(
        'stepping to the next reviewed sample, key to overlay',
        step,
        'ms',
        `under ${String(STEP_MS)} ms`,
        step < STEP_MS,
      ),
    );
    channel.close();
    return rows;
  });
}

/** What is done over and over for each row; a slider is held by the mouse. */
async function moves(page: Page): Promise<Record<string, (seconds: number) => Promise<unknown>>> {
  const held = async (name: string, share: number): Promise<(t: number) => Promise<void>> => {
    const box = await page.getByRole('slider', { name, exact: true }).boundingBox();
    if (!box) throw new Error(`no slider ${name}`);
    const y = box.y + box.height / 2;
    let down = false;
    return async (t) => {
      const x = box.x + box.width * (0.5 + share * Math.sin(t * 4));
      await page.mouse.move(x, y);
      if (!down) await page.mouse.down();
      down = true;
    };
  };
  const palette = page.getByRole('combobox', { name: 'Heat colours' });
  let turn = 0;
  return {
    opacity: await held('Heat', 0.4),
    threshold: await held('Threshold', 0.3),
    palette: () => palette.selectOption({ index: turn++ % 3 }),
  };
}

/** Counts what the page asks of the host's models. */
function countInspections(): void {
  const store = window as unknown as { asked: number };
  store.asked = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data === 'string' && /"inspect\.(sample|camera)"/.test(data)) store.asked += 1;
    send.call(this, data);
  };
}

function inspections(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { asked: number }).asked);
}

async function shown(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const heat = document.querySelector<HTMLCanvasElement>('.heat__map');
    return heat !== null && Number(getComputedStyle(heat).opacity) > 0;
  });
}

/** From the next event of this kind on, looks for the frame that shows another sample with its heat. */
async function watchFor(page: Page, event: 'click' | 'keydown'): Promise<void> {
  await page.evaluate((kind) => {
    const store = window as unknown as { took: Promise<number> };
    const id = (): string => document.querySelector('.view__head code')?.textContent ?? '';
    const heat = (): boolean => {
      const canvas = document.querySelector<HTMLCanvasElement>('.heat__map');
      return canvas !== null && Number(getComputedStyle(canvas).opacity) > 0;
    };
    const before = id();
    store.took = new Promise((resolve) => {
      const look = (begun: number): void => {
        if (id() !== before && heat())
          requestAnimationFrame(() => {
            resolve(performance.now() - begun);
          });
        else
          requestAnimationFrame(() => {
            look(begun);
          });
      };
      const begin = ({ timeStamp }: Event): void => {
        look(timeStamp);
      };
      window.addEventListener(kind, begin, { capture: true, once: true });
    });
  }, event);
}

/** Milliseconds from the event to that frame. */
function overlaid(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { took: Promise<number> }).took);
}
