/** Records frame pairs through librealsense: a software device with the source's calibration, recorded by the SDK. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StudioError } from '../../../core/contract/errors.js';
import type { FramePair } from '../../../core/frame/frame.js';
import type { Intrinsics } from '../../../core/geometry/types.js';
import {
  FrameQueue,
  loadRealSense,
  Recorder,
  SoftwareDevice,
  type SdkIntrinsics,
  type Sensor,
  type SoftwareSensor,
  type StreamProfile,
} from '../../../native/index.js';
import { SourceFault } from '../faults.js';
import { asStudioError } from '../../files/errors.js';
import { loadSdk } from '../sources/sdk.js';
import type { Source } from '../sources/source.js';

export class SdkRecording {
  readonly path: string;
  private readonly recorder: Recorder;
  private readonly sensor: SoftwareSensor;
  private readonly recorded: Sensor;
  private readonly queue: FrameQueue;
  private readonly depthProfile: StreamProfile;
  private readonly colourProfile: StreamProfile;
  private frames = 0;

  private constructor(path: string, source: Source, pair: FramePair) {
    const library = loadSdk(loadRealSense);
    const device = new SoftwareDevice(library);
    const camera = source.camera();
    device.registerInfo('name', camera.model);
    device.registerInfo('serial-number', camera.serial === '' ? '0' : camera.serial);
    device.registerInfo('firmware-version', camera.firmware);
    this.sensor = device.addSensor('Stereo Module');
    const fps = source.profile().fps;
    this.depthProfile = this.sensor.addVideoStream({
      stream: 'depth',
      format: 'z16',
      index: 0,
      uniqueId: 1,
      fps,
      intrinsics: sdkIntrinsics(pair.depth),
    });
    this.colourProfile = this.sensor.addVideoStream({
      stream: pair.colour.stream === 'left-ir' ? 'infrared' : 'color',
      format: 'rgb8',
      index: pair.colour.stream === 'left-ir' ? 1 : 0,
      uniqueId: 2,
      fps,
      intrinsics: sdkIntrinsics(pair.colour),
    });
    this.sensor.addReadOnlyOption('depth-units', pair.depth.metresPerCount);
    if (source.baselineMm !== null)
      this.sensor.addReadOnlyOption('stereo-baseline', source.baselineMm);
    device.registerExtrinsics(this.depthProfile, this.colourProfile, pair.depthToColour);
    this.recorder = new Recorder(library, device, path);
    const [recorded] = this.recorder.sensors();
    if (!recorded) throw new StudioError('unsupported', 'The recorder offers no sensor.');
    this.recorded = recorded;
    this.queue = new FrameQueue(library, 8);
    recorded.open(recorded.profiles());
    recorded.start(this.queue);
    this.path = this.recorder.file;
  }

  /** @throws StudioError unsupported without an SDK, folder-read-only */
  static async start(path: string, source: Source, pair: FramePair): Promise<SdkRecording> {
    await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
      throw asStudioError(error, dirname(path));
    });
    try {
      return new SdkRecording(path, source, pair);
    } catch (error) {
      if (error instanceof SourceFault)
        throw new StudioError('unsupported', error.fault.message, error.fault.remedy);
      throw error;
    }
  }

  add(pair: FramePair): void {
    this.frames += 1;
    const stamp = {
      number: this.frames,
      timestampMs: pair.deviceTimeMs,
      metresPerCount: pair.depth.metresPerCount,
    };
    this.sensor.onVideoFrame(this.depthProfile, { ...stamp, pixels: pair.depth.data });
    this.sensor.onVideoFrame(this.colourProfile, { ...stamp, pixels: pair.colour.data });
    for (let frame = this.queue.poll(); frame; frame = this.queue.poll()) frame.release();
  }

  /** Completes the file. */
  stop(): void {
    this.recorded.stop();
    this.recorded.close();
    this.recorded.dispose();
    this.recorder.dispose();
    this.queue.dispose();
  }
}

function sdkIntrinsics(image: {
  width: number;
  height: number;
  intrinsics: Intrinsics;
}): SdkIntrinsics {
  const { fx, fy, ppx, ppy, model, coefficients } = image.intrinsics;
  return { width: image.width, height: image.height, fx, fy, ppx, ppy, model, coefficients };
}
