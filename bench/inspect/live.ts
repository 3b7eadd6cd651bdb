/** Live inspection: the running picture and how often the camera's picture is inspected, on the same two cores. */
import { TOY_MODEL } from '../../host/inspect/testing/toy-project.js';
import { takePreviews, withStudio, type Studio } from '../capture/live.js';
import { pause, row } from '../capture/row.js';
import type { Row } from '../detector/row.js';
import { addLiteModel } from './project.js';

const SECONDS = 30;
const FIRST_MS = 60_000;

export function liveRows(_folder: string, tell: (line: string) => void): Promise<Row[]> {
  return withStudio(tell, (studio) => live(studio, tell), addLiteModel);
}

async function live({ page, channel, sdk }: Studio, tell: (line: string) => void): Promise<Row[]> {
  let inspected = 0;
  let milliseconds = 0;
  channel.listen('inspect.seen', (inspection, more) => {
    inspected += 1;
    milliseconds += inspection.milliseconds;
    more();
  });
  let problem = 'no picture was inspected';
  const seenOnPage = { live: false };
  channel.listen('inspect.live', (state) => {
    if (state.mode) seenOnPage.live = true;
    if (state.problem) problem = state.problem.message;
  });
  await page.click('Inspect');
  const rate = async (seconds: number): Promise<number> => {
    await takePreviews(page);
    await pause(seconds * 1000);
    const { times } = await takePreviews(page);
    return ((times.length - 1) * 1000) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
  };
  await page.click('Live');
  // The page's own mode comes first, or it would replace this one.
  for (let waitedMs = 0; !seenOnPage.live && waitedMs < FIRST_MS; waitedMs += 100) await pause(100);
  // As often as two cores can: the next picture is taken when the last one is judged.
  await channel.call('inspect.live', {
    mode: { model: TOY_MODEL, when: 'every', everyMs: 100 },
  });
  // The session is loaded by the first picture.
  for (let waitedMs = 0; inspected === 0; waitedMs += 100) {
    if (waitedMs > FIRST_MS) throw new Error(problem);
    await pause(100);
  }
  tell(`live for ${String(SECONDS)} s ...`);
  inspected = 0;
  milliseconds = 0;
  const fps = await rate(SECONDS);
  const where = `1280x720 at 30 through librealsense ${sdk}'s software device`;
  return [
    row(
      `previews drawn by the page while the lite preset inspects live, ${where}`,
      fps,
      'per second',
      'at least 29',
      fps >= 29,
    ),
    {
      what: 'pictures inspected meanwhile',
      value: `${(inspected / SECONDS).toFixed(2)} per second, ${(milliseconds / Math.max(1, inspected)).toFixed(0)} ms each`,
      target: '',
      met: null,
    },
  ];
}
