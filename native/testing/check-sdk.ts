/**
 * Exercises one SDK in a process of its own (two versions cannot share one, and 2.59 in a wheel may
 * crash at exit): prints one JSON line of what it found and leaves at once.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Align,
  composeFrames,
  Config,
  Context,
  DepthFrame,
  FrameQueue,
  loadRealSense,
  Pipeline,
  Playback,
  PointCloud,
  RealSenseError,
  Recorder,
  SoftwareDevice,
  type SoftwareSensor,
  type StreamProfile,
  type VideoFrame,
} from '../index.js';

const library = loadRealSense();
const facts: Record<string, unknown> = { version: library.version };
const [bag = ''] = process.argv.slice(2);

const INTRINSICS = {
  width: 848,
  height: 480,
  fx: 421.605,
  fy: 421.605,
  ppx: 428.673,
  ppy: 238.074,
  model: 'brown-conrady',
  coefficients: [0, 0, 0, 0, 0],
};
const COLOUR = {
  ...INTRINSICS,
  fx: 431.171,
  fy: 429.979,
  ppx: 421.47,
  ppy: 237.267,
  model: 'inverse-brown-conrady',
  coefficients: [-0.054548, 0.056755, 0.001013, 0.000338, -0.018525],
};

function softwareD405(): {
  device: SoftwareDevice;
  sensor: SoftwareSensor;
  depth: StreamProfile;
  colour: StreamProfile;
} {
  const device = new SoftwareDevice(library);
  device.registerInfo('name', 'Intel RealSense D405');
  device.registerInfo('serial-number', '000000000405');
  device.registerInfo('usb-type-descriptor', '3.2');
  const sensor = device.addSensor('Stereo Module');
  const depth = sensor.addVideoStream({
    stream: 'depth',
    format: 'z16',
    index: 0,
    uniqueId: 1,
    fps: 30,
    intrinsics: INTRINSICS,
  });
  const colour = sensor.addVideoStream({
    stream: 'color',
    format: 'rgb8',
    index: 0,
    uniqueId: 2,
    fps: 30,
    intrinsics: COLOUR,
  });
  sensor.addReadOnlyOption('depth-units', 0.0001);
  sensor.addReadOnlyOption('stereo-baseline', 17.9998);
  sensor.addOption('exposure', 33000, 1, 165000, 1);
  device.registerExtrinsics(depth, colour, {
    rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    translation: [0.001, 0, 0],
  });
  return { device, sensor, depth, colour };
}

async function soak(): Promise<void> {
  const { sensor, depth, colour } = softwareD405();
  facts['exposureRange'] = sensor.range('exposure');
  facts['scale'] = sensor.getOption('depth-units');
  const queue = new FrameQueue(library, 32);
  sensor.open([depth, colour]);
  sensor.start(queue);
  const counts = new Uint16Array(848 * 480);
  const rgb = new Uint8Array(848 * 480 * 3);
  let arrived = 0;
  let exact = 0;
  for (let n = 1; n <= 300; n++) {
    counts.fill(1000 + n);
    rgb.fill(n % 256);
    sensor.onVideoFrame(depth, {
      pixels: counts,
      number: n,
      timestampMs: n * 33.3,
      metresPerCount: 0.0001,
    });
    sensor.onVideoFrame(colour, {
      pixels: rgb,
      number: n,
      timestampMs: n * 33.3,
      metresPerCount: 0,
    });
    for (let i = 0; i < 2; i++) {
      const frame = await queue.wait(1000);
      if (!frame) continue;
      arrived += 1;
      const bytes = new Uint8Array(frame.bytes);
      frame.copyTo(bytes);
      if (
        frame instanceof DepthFrame &&
        new Uint16Array(bytes.buffer)[12345] === 1000 + frame.number
      )
        exact += 1;
      frame.release();
    }
  }
  sensor.stop();
  sensor.close();
  facts['soak'] = { arrived, exact, live: library.liveFrames };
}

async function typedErrors(): Promise<void> {
  const { sensor, depth } = softwareD405();
  try {
    sensor.getOption('visual-preset');
  } catch (error) {
    facts['optionError'] = error instanceof RealSenseError ? error.failedFunction : String(error);
  }
  const frames = new FrameQueue(library, 4);
  facts['nothing'] = (await frames.wait(30)) === null;
  sensor.open([depth]);
  sensor.start(frames);
  sensor.onVideoFrame(depth, {
    pixels: new Uint16Array(848 * 480),
    number: 1,
    timestampMs: 1,
    metresPerCount: 0.0001,
  });
  const frame = await frames.wait(1000);
  try {
    frame?.copyTo(new Uint8Array(10));
  } catch (error) {
    facts['tooSmall'] = error instanceof RangeError;
  }
  frame?.release();
  try {
    frame?.release();
  } catch {
    facts['twice'] = true;
  }
  sensor.stop();
  sensor.close();
}

async function roundTrip(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pd-native-'));
  const { device, sensor, depth, colour } = softwareD405();
  const recorder = new Recorder(library, device, join(folder, 'take.bag'));
  const [recorded] = recorder.sensors();
  if (!recorded) throw new Error('no recorded sensor');
  const queue = new FrameQueue(library, 32);
  recorded.open(recorded.profiles());
  recorded.start(queue);
  const counts = Uint16Array.from({ length: 848 * 480 }, (_, i) => i % 5000);
  const rgb = new Uint8Array(848 * 480 * 3).fill(77);
  for (let n = 1; n <= 5; n++) {
    sensor.onVideoFrame(depth, {
      pixels: counts,
      number: n,
      timestampMs: n * 33.3,
      metresPerCount: 0.0001,
    });
    sensor.onVideoFrame(colour, {
      pixels: rgb,
      number: n,
      timestampMs: n * 33.3,
      metresPerCount: 0,
    });
    for (let i = 0; i < 2; i++) (await queue.wait(500))?.release();
  }
  recorded.stop();
  recorded.close();
  recorded.dispose();
  facts['recordedAs'] = recorder.file.split('.').at(-1);
  recorder.dispose();
  const [file = ''] = readdirSync(folder);
  const playback = new Playback(library, new Context(library), join(folder, file));
  playback.setRealTime(false);
  const found = playback
    .sensors()
    .flatMap((s) => s.profiles().map((profile) => ({ s, profile })))
    .find(({ profile }) => profile.stream === 'depth');
  if (!found) throw new Error('no depth in the recording');
  const again = new FrameQueue(library, 32);
  found.s.open([found.profile]);
  found.s.start(again);
  const frame = await again.wait(2000);
  const bytes = new Uint8Array(counts.byteLength);
  frame?.copyTo(bytes);
  facts['roundTrip'] = Buffer.compare(bytes, new Uint8Array(counts.buffer)) === 0;
  facts['roundTripSerial'] = playback.info('serial-number');
  frame?.release();
  rmSync(folder, { recursive: true, force: true });
}

/** The recording's first depth and only colour frame: hashes, calibration, the SDK's own align and points. */
async function recording(): Promise<void> {
  const take = async (stream: string): Promise<VideoFrame> => {
    const playback = new Playback(library, new Context(library), bag);
    playback.setRealTime(false);
    facts['serial'] = playback.info('serial-number');
    const found = playback
      .sensors()
      .flatMap((s) => s.profiles().map((profile) => ({ s, profile })))
      .find(({ profile }) => profile.stream === stream);
    if (!found) throw new Error(`no ${stream} in the recording`);
    const queue = new FrameQueue(library, 16);
    if (stream === 'depth') facts['units'] = found.s.depthScale();
    found.s.open([found.profile]);
    found.s.start(queue);
    const frame = await queue.wait(3000);
    if (!frame) throw new Error(`no ${stream} frame came`);
    return frame;
  };
  const pixels = (frame: VideoFrame): Uint8Array => {
    const bytes = new Uint8Array(frame.bytes);
    frame.copyTo(bytes);
    return bytes;
  };
  const first = await take('depth');
  const only = await take('color');
  facts['depthSha'] = createHash('sha256').update(pixels(first)).digest('hex');
  facts['pairDeltaMs'] = Math.abs(first.timestampMs - only.timestampMs);
  first.release();
  only.release();
  await blocks(pixels);
}

/** The SDK's own align and point cloud on a pair of one player: blocks need frames of one device. */
async function blocks(pixels: (frame: VideoFrame) => Uint8Array): Promise<void> {
  const config = new Config(library);
  config.enableDeviceFromFile(bag, false);
  const pipeline = new Pipeline(library, new Context(library));
  pipeline.start(config);
  const pair = await pipeline.tryWaitForFrames(3000);
  const frames = pair?.frames() ?? [];
  const depth = frames.find((frame) => frame instanceof DepthFrame);
  const colour = frames.find((frame) => !(frame instanceof DepthFrame));
  if (!pair || !depth || !colour) throw new Error('no pair came');
  facts['depthIntrinsics'] = depth.profile().intrinsics();
  facts['colourIntrinsics'] = colour.profile().intrinsics();
  facts['depthToColour'] = depth.profile().extrinsicsTo(colour.profile());
  const set = composeFrames(library, [depth, colour]);
  const align = new Align(library, 'color');
  const aligned = align.process(set);
  const parts = aligned.frames();
  const alignedDepth = parts.find((frame) => frame instanceof DepthFrame);
  if (alignedDepth) facts['aligned'] = Buffer.from(pixels(alignedDepth)).toString('base64');
  facts['depth'] = Buffer.from(pixels(depth)).toString('base64');
  const cloud = new PointCloud(library);
  const points = cloud.calculate(depth);
  facts['points'] = Buffer.from(points.vertices().buffer).toString('base64');
  for (const frame of [...parts, aligned, set, points, ...frames, pair]) frame.release();
}

await soak();
await typedErrors();
await roundTrip();
if (bag !== '') await recording();
facts['liveAtEnd'] = library.liveFrames;
process.stdout.write(`${JSON.stringify(facts)}\n`, () => {
  process.kill(process.pid, 'SIGKILL');
});
