/** A studio and its page in headless Chromium with software rendering, and the times of the page's frames. */
import { chromium, type Page } from '@playwright/test';
import { startStudio, type RunningStudio, type StudioOptions } from '../e2e/support/studio.js';
import { findChromium } from '../scripts/lib/chromium.mjs';

export async function withPage<T>(
  folder: string,
  options: StudioOptions,
  work: (page: Page, studio: RunningStudio) => Promise<T>,
): Promise<T> {
  const studio = await startStudio(folder, options);
  const executablePath = findChromium() ?? undefined;
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    return await work(page, studio);
  } finally {
    await browser.close();
    await studio.kill('SIGTERM');
  }
}

/** Times between animation frames while `act` goes on for some seconds, ms. */
export async function frameTimes(
  page: Page,
  seconds: number,
  act: (seconds: number) => Promise<unknown>,
): Promise<number[]> {
  await page.evaluate(() => {
    // A list of its own for each measurement: a last tick of the one before does not count here.
    const times: number[] = [];
    const store = window as unknown as { times: number[] | null };
    store.times = times;
    const tick = (now: number): void => {
      times.push(now);
      if (store.times === times) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const begun = performance.now();
  for (let t = 0; t < seconds; t = (performance.now() - begun) / 1000) await act(t);
  const times = await page.evaluate(() => {
    const store = window as unknown as { times: number[] | null };
    const { times: found } = store;
    store.times = null;
    return found ?? [];
  });
  return times.slice(1).map((time, i) => time - (times[i] ?? time));
}
