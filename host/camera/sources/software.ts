/**
 * `software:SOCKET`: a D405 of librealsense's software device, fed by another process. The real
 * library, its queues and the source for real cameras are all in its path: for tests, measurements and
 * development without hardware.
 */
import {
  loadRealSense,
  SoftwareDevice,
  type SdkIntrinsics,
  type SoftwareSensor,
  type StreamProfile,
} from '../../../native/index.js';
import type { Intrinsics } from '../../../core/geometry/types.js';
import { SourceFault } from '../faults.js';
import type { OpenRequest } from '../service.js';
import { RealSenseSource } from './realsense.js';
import { loadSdk } from './sdk.js';
import { readFeed, type FeedMessage, type FeedSetup } from './software-feed.js';

class FedDevice {
  readonly device: SoftwareDevice;
  connected = true;
  private readonly sensor: SoftwareSensor;
  private readonly depth: StreamProfile;
  private readonly colour: StreamProfile;
  private readonly setup: FeedSetup;
  private readonly pairs: { counts: Uint8Array; rgb: Uint8Array }[] = [];

  constructor(library: ReturnType<typeof loadRealSense>, setup: FeedSetup) {
    this.setup = setup;
    this.device = new SoftwareDevice(library);
    this.device.registerInfo('name', setup.name);
    this.device.registerInfo('serial-number', setup.serial);
    this.device.registerInfo('firmware-version', setup.firmware);
    this.device.registerInfo('usb-type-descriptor', setup.usb);
    this.sensor = this.device.addSensor('Stereo Module');
    const { fps } = setup;
    this.depth = this.sensor.addVideoStream({
      stream: 'depth',
      format: 'z16',
      index: 0,
      uniqueId: 1,
      fps,
      intrinsics: sized(setup, setup.depthIntrinsics),
    });
    const infrared = setup.stream === 'left-ir';
    this.colour = this.sensor.addVideoStream({
      stream: infrared ? 'infrared' : 'color',
      format: 'rgb8',
      index: infrared ? 1 : 0,
      uniqueId: 2,
      fps,
      intrinsics: sized(setup, setup.colourIntrinsics),
    });
    for (const { name, value, min, max, step } of setup.options)
      this.sensor.addOption(name, value, min, max, step);
    this.sensor.addReadOnlyOption('depth-units', setup.metresPerCount);
    this.sensor.addReadOnlyOption('stereo-baseline', setup.baselineMm);
    this.device.registerExtrinsics(this.depth, this.colour, setup.depthToColour);
  }

  /** Whether all pairs are here. */
  get complete(): boolean {
    return this.pairs.length >= this.setup.pairs;
  }

  take(message: FeedMessage, bytes: Buffer): void {
    if (message.t === 'unplug') this.connected = false;
    if (message.t === 'pair' && !this.complete) {
      const split = this.setup.width * this.setup.height * 2;
      this.pairs.push({ counts: bytes.subarray(0, split), rgb: bytes.subarray(split) });
    }
    if (message.t !== 'frame' || !this.connected) return;
    const pair = this.pairs[message.index];
    if (!pair) return;
    // Pairs are never written again: no copy, so nothing grows when more frames are under way.
    const stamp = {
      number: message.number,
      metresPerCount: this.setup.metresPerCount,
      lasting: true,
    };
    const { timestampMs } = message;
    this.sensor.onVideoFrame(this.depth, { ...stamp, timestampMs, pixels: pair.counts });
    this.sensor.onVideoFrame(this.colour, {
      ...stamp,
      timestampMs: timestampMs + message.colourLateMs,
      pixels: pair.rgb,
    });
  }
}

/** @throws SourceFault sdk-missing, source-unreadable, profile-unsupported */
export async function openSoftwareSource(request: OpenRequest): Promise<RealSenseSource> {
  const library = loadSdk(loadRealSense);
  const path = request.source.slice('software:'.length);
  return new Promise((resolve, reject) => {
    let fed: FedDevice | null = null;
    const socket = readFeed(
      path,
      (message, bytes) => {
        if (message.t !== 'setup') {
          fed?.take(message, bytes);
          if (message.t === 'pair' && fed?.complete === true) socket.write('ready\n');
          return;
        }
        try {
          const device = new FedDevice(library, message.setup);
          fed = device;
          resolve(
            new RealSenseSource(request, {
              library,
              device: device.device,
              present: () => device.connected,
              dispose: () => {
                device.connected = false;
                socket.destroy();
              },
            }),
          );
        } catch (error) {
          socket.destroy();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      },
      (error) => {
        if (fed) fed.connected = false;
        else
          reject(
            new SourceFault('source-unreadable', {
              source: request.source,
              reason: error?.message ?? 'the feeder went away',
            }),
          );
      },
    );
  });
}

function sized(
  { width, height }: { width: number; height: number },
  { fx, fy, ppx, ppy, model, coefficients }: Intrinsics,
): SdkIntrinsics {
  return { width, height, fx, fy, ppx, ppy, model, coefficients };
}
