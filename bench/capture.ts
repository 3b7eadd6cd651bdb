/**
 * npm run bench -- capture: the numbers of capture. Host and camera process run as in the studio, the page in a
 * real Chromium; frames come from a process of its own through librealsense's software device.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import WebSocket from 'ws';
import { connectChannel, type Channel } from '../core/contract/channel.js';
import {
  decodeBinary,
  hostMessageSchema,
  type ClientMessage,
  type HostMessage,
  type Wire,
} from '../core/contract/wire.js';
import { Measurer } from '../core/levelling/measurer.js';
import { D405_BASELINE_MM } from '../core/simulator/d405.js';
import { SimulatedD405 } from '../core/simulator/simulated-d405.js';
import { createProject } from '../host/project/open-project.js';
import { findChromium } from '../scripts/lib/chromium.mjs';
import { fetchedSdks } from '../tests/support/sdk.js';

export interface Row {
  readonly what: string;
  readonly value: string;
  readonly target: string;
  readonly met: boolean | null;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ??
  Number.NaN;
const row = (what: string, value: number, unit: string, target: string, met: boolean): Row => ({
  what,
  value: `${value.toFixed(1)} ${unit}`,
  target,
  met,
});

export async function bench(tell: (line: string) => void): Promise<Row[]> {
  tell('levelling measures ...');
  const rows = levelling();
  tell('start and simulator ...');
  rows.push(...(await simulated()));
  tell('live studio: 60 s of frames, shots, restart ...');
  rows.push(...(await live(tell)));
  return rows;
}

/** Measures of one 1280x720 frame, against least squares over every pixel of the border (as the vendor's tool fits). */
function levelling(): Row[] {
  const camera = new SimulatedD405({ tiltDeg: 2, azimuthDeg: 30 });
  const { depth, colour } = camera.frame(1);
  const measurer = new Measurer({
    width: 1280,
    height: 720,
    intrinsics: depth.intrinsics,
    metresPerCount: depth.metresPerCount,
    baselineMm: D405_BASELINE_MM,
  });
  const ours: number[] = [];
  const peer: number[] = [];
  for (let i = 0; i < 60; i++) {
    let begun = performance.now();
    measurer.measure(depth.data, colour.data, 1280, 720);
    ours.push(performance.now() - begun);
    begun = performance.now();
    plainFit(depth.data, depth.intrinsics.fx, depth.intrinsics.ppx, depth.intrinsics.ppy);
    peer.push(performance.now() - begun);
  }
  const mine = median(ours.slice(20));
  return [
    row('levelling measures of one 1280x720 frame', mine, 'ms', 'under 3 ms', mine < 3),
    {
      what: 'the same, as a share of a plain least-squares fit over all pixels',
      value: `${(mine / median(peer.slice(20))).toFixed(2)} x`,
      target: '',
      met: null,
    },
  ];
}

function plainFit(counts: Uint16Array, fx: number, ppx: number, ppy: number): number {
  let sx = 0,
    sy = 0,
    sz = 0,
    xx = 0,
    xy = 0,
    yy = 0,
    xz = 0,
    yz = 0,
    n = 0;
  for (let v = 0, i = 0; v < 720; v++) {
    for (let u = 0; u < 1280; u++, i++) {
      const z = (counts[i] ?? 0) * 0.1;
      if (z === 0) continue;
      const x = ((u - ppx) * z) / fx;
      const y = ((v - ppy) * z) / fx;
      sx += x;
      sy += y;
      sz += z;
      xx += x * x;
      xy += x * y;
      yy += y * y;
      xz += x * z;
      yz += y * z;
      n += 1;
    }
  }
  const a = xx - (sx * sx) / n;
  const b = xy - (sx * sy) / n;
  const c = yy - (sy * sy) / n;
  return (c * (xz - (sx * sz) / n) - b * (yz - (sy * sz) / n)) / (a * c - b * b);
}

async function connect(url: string): Promise<Channel> {
  const address = new URL(url);
  const socket = new WebSocket(`ws://${address.host}/channel${address.search}`, {
    origin: address.origin,
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const wire: Wire<ClientMessage, HostMessage> = {
    send(message) {
      socket.send(JSON.stringify(message));
    },
    open(handlers) {
      socket.on('message', (data: Buffer, isBinary) => {
        handlers.message(
          isBinary ? decodeBinary(data) : hostMessageSchema.parse(JSON.parse(data.toString())),
        );
      });
      socket.on('close', () => {
        handlers.closed();
      });
    },
    close() {
      socket.close();
    },
  };
  return connectChannel(wire);
}

interface RunningHost {
  readonly url: string;
  readonly begunMs: number;
  stop(): Promise<void>;
}

/** As `npm start` on a machine where everything is installed and built. */
async function startHost(
  folder: string,
  project: string,
  source: string,
  sdk: string | null,
): Promise<RunningHost> {
  const begunMs = performance.now();
  const args = ['--no-open', '--port', '0', '--config', join(folder, 'config')];
  const host = spawn(
    process.execPath,
    ['scripts/start.mjs', ...args, '--project', project, '--source', source],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...(sdk === null ? {} : { PD_STUDIO_LIBREALSENSE: sdk }) },
    },
  );
  const url = await new Promise<string>((resolve) => {
    createInterface({ input: host.stdout }).on('line', (line) => {
      const match = /ready: (\S+)/.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
  });
  return {
    url,
    begunMs,
    stop: async () => {
      const ended = new Promise((resolve) => host.once('exit', resolve));
      host.kill('SIGTERM');
      await ended;
    },
  };
}

/** Starts to the first frame, and the simulator's own rate at the D405's default size. */
async function simulated(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const project = join(folder, 'project');
  await createProject(project, 'Bench');
  const host = await startHost(folder, project, 'simulated:profile=848x480@30', null);
  try {
    const channel = await connect(host.url);
    const times: number[] = [];
    channel.listen('camera.preview', (_, more) => {
      times.push(performance.now());
      more();
    });
    while (times.length === 0) await pause(5);
    const first = (times[0] ?? 0) - host.begunMs;
    await pause(2000);
    times.length = 0;
    await pause(10_000);
    const rate = ((times.length - 1) * 1000) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
    channel.close();
    return [
      row(
        'npm start to the first live frame (installed and built)',
        first / 1000,
        's',
        'under 3 s',
        first < 3000,
      ),
      row(
        'simulated D405 at 848x480, fresh noise each frame',
        rate,
        'per second',
        'at least 15',
        rate >= 15,
      ),
    ];
  } finally {
    await host.stop();
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

/** 60 s of 1280x720 at 30 through librealsense's software device, shown by a real page. */
async function live(tell: (line: string) => void): Promise<Row[]> {
  const sdk = fetchedSdks().findLast(({ path }) => path !== null);
  const browserPath = findChromium();
  if (!sdk?.path || browserPath === null) {
    tell(`left out: ${sdk?.path ? 'no Chromium' : 'no librealsense'} (npm test fetches both)`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const project = join(folder, 'project');
  await createProject(project, 'Bench');
  const socket = join(folder, 'feed.sock');
  const feeder = spawn(
    process.execPath,
    ['out/host/camera/testing/software-feeder.js', socket, '1280x720@30', '12'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise((resolve) => feeder.stdout.once('data', resolve));
  const host = await startHost(folder, project, `software:${socket}`, sdk.path);
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(watchPreviews);
    await page.goto(host.url);
    const channel = await connect(host.url);
    const take = (): Promise<{ times: number[]; latencies: number[] }> =>
      page.evaluate(() => {
        const { previews } = globalThis as unknown as {
          previews: { times: number[]; latencies: number[] };
        };
        return { times: previews.times.splice(0), latencies: previews.latencies.splice(0) };
      });
    await pause(10_000);
    const { processId } = await channel.call('camera.state', {});
    const before = usage(processId ?? 0);
    await take();
    await pause(50_000);
    const after = usage(processId ?? 0);
    const { times, latencies } = await take();
    const rate = ((times.length - 1) * 1000) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
    const cpu = ((after.cpuS - before.cpuS) / 50) * 100;
    const growth = (after.rssKb / before.rssKb - 1) * 100;
    const { dropped } = await channel.call('camera.state', {});
    const where = `1280x720 at 30 through librealsense ${sdk.version}'s software device`;
    const rows = [
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
      row('its memory growth after the first 10 s', growth, '%', 'under 2 %', growth < 2),
    ];
    tell('shots ...');
    rows.push(...(await shots(channel, take)));
    rows.push(await restart(channel, tell));
    channel.close();
    return rows;
  } finally {
    await browser.close();
    await host.stop();
    feeder.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function shots(channel: Channel, take: () => Promise<{ times: number[] }>): Promise<Row[]> {
  const spent: number[] = [];
  await take();
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
  const rate = ((await take()).times.length * 1000) / tookMs;
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

async function restart(channel: Channel, tell: (line: string) => void): Promise<Row> {
  tell('killing the camera process ...');
  const { processId } = await channel.call('camera.state', {});
  const begun = performance.now();
  process.kill(processId ?? 0, 'SIGKILL');
  // Frames of the dead process may still be under way: the new one has another id.
  await new Promise<void>((resolve) => {
    let streaming = false;
    channel.listen('camera.state', (state) => {
      streaming = state.processId !== processId && state.status === 'streaming';
    });
    channel.listen('camera.preview', (_, more) => {
      more();
      if (streaming) resolve();
    });
  });
  const back = (performance.now() - begun) / 1000;
  return row('a killed camera process is back with a frame', back, 's', 'under 2 s', back < 2);
}

function usage(pid: number): { cpuS: number; rssKb: number } {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const rssKb = Number(
    /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0,
  );
  return { cpuS: (Number(fields[11]) + Number(fields[12])) / ticks, rssKb };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
