/**
 * 1280x720 at 30 through librealsense's software device, shown by a real page: frames come from a process
 * of their own, so that rendering them is not counted.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Channel } from '../../core/contract/channel.js';
import { createProject } from '../../host/project/open-project.js';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { fetchedSdks } from '../../tests/support/sdk.js';
import { median, type Row } from '../detector/row.js';
import { connect, startHost } from './host.js';
import { openPlainPage, type PlainPage } from './plain-page.js';
import { cpuSeconds, processTree, residentKb } from './processes.js';
import { pause, quantile, row } from './row.js';

/** Before the first measurement: pictures flow, code is compiled, buffers are there. */
const SETTLE_S = 10;
const STREAM_S = 50;

export interface Studio {
  readonly channel: Channel;
  readonly page: PlainPage;
  readonly cameraPid: number;
  readonly hostPid: number;
  readonly feederPid: number;
  readonly sdk: string;
}

type Tell = (line: string) => void;

export function streamRows(tell: Tell): Promise<Row[]> {
  return withStudio(tell, (studio) => streaming(studio, tell));
}

export function shotRows(tell: Tell): Promise<Row[]> {
  return withStudio(tell, (studio) => shots(studio, tell));
}

export function restartRows(tell: Tell): Promise<Row[]> {
  return withStudio(tell, async (studio) => [await restart(studio, tell)]);
}

/** @param prepare puts into the project what the measurement needs */
export async function withStudio(
  tell: Tell,
  measure: (studio: Studio) => Promise<Row[]>,
  prepare: (project: string) => Promise<unknown> = () => Promise.resolve(),
): Promise<Row[]> {
  const sdk = fetchedSdks().findLast(({ path }) => path !== null);
  if (!sdk?.path || findChromium() === null) {
    tell(`left out: ${sdk?.path ? 'no Chromium' : 'no librealsense'} (npm test fetches both)`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const project = join(folder, 'project');
  await createProject(project, 'Bench');
  await prepare(project);
  const socket = join(folder, 'feed.sock');
  const feeder = spawn(
    process.execPath,
    ['out/host/camera/testing/software-feeder.js', socket, '1280x720@30', '12'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise((resolve) => feeder.stdout.once('data', resolve));
  const host = await startHost(folder, project, `software:${socket}`, sdk.path);
  const page = await openPlainPage(host.url, watchPreviews);
  try {
    const channel = await connect(host.url);
    await pause(SETTLE_S * 1000);
    const { processId } = await channel.call('camera.state', {});
    return await measure({
      channel,
      page,
      cameraPid: processId ?? 0,
      hostPid: host.pid,
      feederPid: feeder.pid ?? 0,
      sdk: sdk.version,
    });
  } finally {
    await page.close();
    await host.stop();
    feeder.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Collects what the page says of each picture it has drawn (renderer/state/feed.ts). */
function watchPreviews(): void {
  const seen: { times: number[]; latencies: number[] } = { times: [], latencies: [] };
  Object.assign(globalThis, { previews: seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!(entry instanceof PerformanceMeasure) || entry.name !== 'pd-studio-preview') continue;
      const { latencyMs } = entry.detail as { latencyMs: number };
      seen.times.push(entry.startTime);
      seen.latencies.push(latencyMs);
    }
  }).observe({ type: 'measure' });
}

export function takePreviews(page: PlainPage): Promise<{ times: number[]; latencies: number[] }> {
  return page.evaluate(() => {
    const { previews } = globalThis as unknown as {
      previews: { times: number[]; latencies: number[] };
    };
    return { times: previews.times.splice(0), latencies: previews.latencies.splice(0) };
  });
}

async function streaming({ page, channel, cameraPid, sdk }: Studio, tell: Tell): Promise<Row[]> {
  tell(`${String(STREAM_S)} s of frames ...`);
  const cpuBefore = cpuSeconds(cameraPid);
  await takePreviews(page);
  const resident: number[] = [residentKb(cameraPid)];
  const begun = performance.now();
  for (let second = 1; second <= STREAM_S; second++) {
    await pause(begun + second * 1000 - performance.now());
    resident.push(residentKb(cameraPid));
  }
  const cpu = ((cpuSeconds(cameraPid) - cpuBefore) / STREAM_S) * 100;
  const { times, latencies } = await takePreviews(page);
  const rate = ((times.length - 1) * 1000) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
  const [first = 0] = resident;
  // The highest it ever came to, not where it happened to be at the end.
  const growth = (Math.max(...resident) / first - 1) * 100;
  tell(`camera process, MB each 10 s: ${everyTenth(resident)}`);
  const { dropped } = await channel.call('camera.state', {});
  const where = `1280x720 at 30 through librealsense ${sdk}'s software device`;
  return [
    row(`previews drawn by the page, ${where}`, rate, 'per second', 'at least 29', rate >= 29),
    {
      what: 'from frame to drawn',
      value: `${quantile(latencies, 0.5).toFixed(1)} ms`,
      target: '',
      met: null,
    },
    row(
      'from frame to drawn, 95th percentile',
      quantile(latencies, 0.95),
      'ms',
      'under 80 ms',
      quantile(latencies, 0.95) < 80,
    ),
    {
      what: 'frames lost between the SDK and the ring',
      value: String(dropped),
      target: '0',
      met: dropped === 0,
    },
    row('camera process', cpu, '% of a core', 'under 60 %', cpu < 60),
    row(
      'its memory at its highest in the 50 s after the first 10 s, against then',
      growth,
      '% more',
      'under 2 %',
      growth < 2,
    ),
  ];
}

function everyTenth(kb: readonly number[]): string {
  return kb
    .filter((_, i) => i % 10 === 0)
    .map((value) => (value / 1024).toFixed(1))
    .join(' ');
}

async function shots(
  { channel, page, cameraPid, hostPid, feederPid }: Studio,
  tell: Tell,
): Promise<Row[]> {
  tell('ten shots ...');
  const spent: number[] = [];
  const host = [hostPid, ...processTree(hostPid)].filter((pid) => pid !== cameraPid);
  const groups: Readonly<Record<string, readonly number[]>> = {
    camera: [cameraPid],
    host,
    page: [page.pid, ...processTree(page.pid)],
    feeder: [feederPid],
  };
  const cpu = (): number[] =>
    Object.values(groups).map((pids) => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0));
  await takePreviews(page);
  const before = cpu();
  const begun = performance.now();
  for (let i = 0; i < 10; i++) {
    const pressed = performance.now();
    await channel.call('capture.shoot', {
      cell: { category: 'crab', split: 'train', anomaly: 'good', lighting: 'C' },
      override: 'benchmark',
      burst: 1,
      note: '',
      replaces: null,
    });
    spent.push(performance.now() - pressed);
  }
  const tookMs = performance.now() - begun;
  const rate = ((await takePreviews(page)).times.length * 1000) / tookMs;
  const after = cpu();
  const shares = Object.keys(groups).map(
    (name, i) => `${name} ${((((after[i] ?? 0) - (before[i] ?? 0)) * 1e5) / tookMs).toFixed(0)} %`,
  );
  tell(`in ${(tookMs / 1000).toFixed(1)} s, of one core: ${shares.join(', ')}`);
  return [
    row(
      'shutter to complete sample on disk',
      median(spent),
      'ms',
      'under 400 ms',
      median(spent) < 400,
    ),
    row('previews during ten shots in a row', rate, 'per second', 'at least 29', rate >= 29),
  ];
}

async function restart({ channel, cameraPid }: Studio, tell: Tell): Promise<Row> {
  tell('killing the camera process ...');
  const begun = performance.now();
  process.kill(cameraPid, 'SIGKILL');
  // Frames of the dead process may still be under way: the new one has another id.
  await new Promise<void>((resolve) => {
    let streams = false;
    channel.listen('camera.state', (state) => {
      streams = state.processId !== cameraPid && state.status === 'streaming';
    });
    channel.listen('camera.preview', (_, more) => {
      more();
      if (streams) resolve();
    });
  });
  const back = (performance.now() - begun) / 1000;
  return row('a killed camera process is back with a frame', back, 's', 'under 2 s', back < 2);
}
