/**
 * Feeds `software:SOCKET` with pre-rendered pairs of the simulated D405. As a program, for measurements:
 * `node software-feeder.js SOCKET WIDTHxHEIGHT@FPS PAIRS` feeds in real time until it is ended.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import {
  D405_BASELINE_MM,
  D405_INFO,
  D405_METRES_PER_COUNT,
  D405_OPTIONS,
} from '../../../core/simulator/d405.js';
import { SimulatedD405 } from '../../../core/simulator/simulated-d405.js';
import type { FramePair } from '../../../core/frame/frame.js';
import { encodeFeed, type FeedSetup } from '../sources/software-feed.js';

export interface FeederOptions {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly pairs: number;
  readonly stream: 'left-ir' | 'colour';
}

export class SoftwareFeeder {
  readonly pairs: readonly FramePair[];
  private readonly options: FeederOptions;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private number = 0;

  constructor(options: FeederOptions) {
    this.options = options;
    const camera = new SimulatedD405(
      { width: options.width, height: options.height, fps: options.fps },
      options.stream,
    );
    this.pairs = Array.from({ length: options.pairs }, (_, i) => camera.frame(i + 1));
    this.server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
      socket.write(encodeFeed({ t: 'setup', setup: this.setup() }));
      for (const { depth, colour } of this.pairs)
        socket.write(
          encodeFeed(
            { t: 'pair' },
            Buffer.concat([
              new Uint8Array(depth.data.buffer, depth.data.byteOffset, depth.data.byteLength),
              colour.data,
            ]),
          ),
        );
      socket.once('data', () => this.sockets.add(socket));
    });
  }

  private setup(): FeedSetup {
    const [pair] = this.pairs;
    if (!pair) throw new RangeError('A feeder needs at least one pair');
    const { width, height, fps, stream } = this.options;
    return {
      ...D405_INFO,
      width,
      height,
      fps,
      stream,
      pairs: this.pairs.length,
      metresPerCount: D405_METRES_PER_COUNT,
      baselineMm: D405_BASELINE_MM,
      depthIntrinsics: pair.depth.intrinsics,
      colourIntrinsics: pair.colour.intrinsics,
      depthToColour: pair.depthToColour,
      options: D405_OPTIONS.filter(({ name }) => name !== 'depth-units'),
    };
  }

  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(path, resolve);
    });
  }

  /** Feeds the next pair, stamped at the profile's rate. Returns its number. */
  feed(colourLateMs = 0): number {
    const index = this.number % this.pairs.length;
    this.number += 1;
    const timestampMs = (this.number * 1000) / this.options.fps;
    const message = encodeFeed({
      t: 'frame',
      index,
      number: this.number,
      timestampMs,
      colourLateMs,
    });
    for (const socket of this.sockets) socket.write(message);
    return this.number;
  }

  unplug(): void {
    for (const socket of this.sockets) socket.write(encodeFeed({ t: 'unplug' }));
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }
}

async function main([path = '', profile = '', pairs = '']: readonly string[]): Promise<void> {
  const match = /^(\d+)x(\d+)@(\d+)$/.exec(profile);
  if (!match || path === '') throw new Error('Use software-feeder SOCKET WIDTHxHEIGHT@FPS PAIRS');
  const fps = Number(match[3]);
  const feeder = new SoftwareFeeder({
    width: Number(match[1]),
    height: Number(match[2]),
    fps,
    pairs: Number(pairs),
    stream: 'left-ir',
  });
  await feeder.listen(path);
  process.stdout.write('ready\n');
  const begun = performance.now();
  let fed = 0;
  // Due times are absolute: a late timer does not move the frames after it.
  const next = (): void => {
    while (performance.now() >= begun + (fed * 1000) / fps) {
      feeder.feed();
      fed += 1;
    }
    setTimeout(next, Math.max(1, begun + (fed * 1000) / fps - performance.now()));
  };
  next();
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await main(process.argv.slice(2));
