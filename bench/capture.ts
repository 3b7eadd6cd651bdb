/**
 * npm run bench -- capture: the numbers of the capture issue. The camera process and the host run as in
 * the studio; a client on a WebSocket of its own stands for the page and gives credit like it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
  tell('live studio: start, 60 s of frames, shots, restart ...');
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

async function live(tell: (line: string) => void): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const project = join(folder, 'project');
  await createProject(project, 'Bench');
  const begun = performance.now();
  const host = spawn(
    process.execPath,
    [
      'scripts/start.mjs',
      '--no-open',
      '--port',
      '0',
      '--config',
      join(folder, 'config'),
      '--project',
      project,
      '--source',
      'simulated',
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const url = await new Promise<string>((resolve) => {
      createInterface({ input: host.stdout }).on('line', (line) => {
        const match = /ready: (\S+)/.exec(line);
        if (match?.[1] !== undefined) resolve(match[1]);
      });
    });
    const channel = await connect(url);
    const times: number[] = [];
    const latencies: number[] = [];
    let first = 0;
    let fresh: () => void = () => undefined;
    channel.listen('camera.preview', (preview, more) => {
      if (first === 0) first = performance.now() - begun;
      times.push(performance.now());
      latencies.push(Date.now() - preview.capturedAtMs);
      fresh();
      more();
    });
    const frame = (): Promise<void> => new Promise((resolve) => (fresh = resolve));
    await frame();
    const rows = [
      row(
        'npm start to the first live frame (installed and built)',
        first / 1000,
        's',
        'under 3 s',
        first < 3000,
      ),
    ];
    await pause(10_000);
    const { processId } = await channel.call('camera.state', {});
    const before = usage(processId ?? 0);
    times.length = 0;
    latencies.length = 0;
    await pause(50_000);
    const after = usage(processId ?? 0);
    const rate = ((times.length - 1) * 1000) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
    const cpu = ((after.cpuS - before.cpuS) / 50) * 100;
    const growth = (after.rssKb / before.rssKb - 1) * 100;
    const { dropped } = await channel.call('camera.state', {});
    rows.push(
      row(
        'previews at the page, 1280x720 at 30, simulated',
        rate,
        'per second',
        'at least 29',
        rate >= 29,
      ),
      row(
        'latency from frame to page, 95th percentile',
        quantile(latencies, 0.95),
        'ms',
        'under 80 ms',
        quantile(latencies, 0.95) < 80,
      ),
      { what: 'frames lost', value: String(dropped), target: '0', met: dropped === 0 },
      row(
        'camera process, rendering of the simulator included',
        cpu,
        '% of a core',
        'under 60 %',
        cpu < 60,
      ),
      row('memory growth after the first 10 s', growth, '%', 'under 2 %', growth < 2),
    );
    tell('shots ...');
    rows.push(...(await shots(channel, frame, times)));
    rows.push(await restart(channel, frame, tell));
    channel.close();
    return rows;
  } finally {
    const ended = new Promise((resolve) => host.once('exit', resolve));
    host.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function shots(
  channel: Channel,
  frame: () => Promise<void>,
  times: number[],
): Promise<Row[]> {
  const spent: number[] = [];
  times.length = 0;
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
  await frame();
  const rate = (times.length * 1000) / (performance.now() - begun);
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

async function restart(
  channel: Channel,
  frame: () => Promise<void>,
  tell: (line: string) => void,
): Promise<Row> {
  tell('killing the camera process ...');
  const { processId } = await channel.call('camera.state', {});
  const begun = performance.now();
  process.kill(processId ?? 0, 'SIGKILL');
  await frame();
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
