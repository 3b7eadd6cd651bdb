/**
 * A camera for the dev page and tests: the simulator of core, decimated by two as the host does it.
 * Frames are made in the page, so it is slow; the real host is the measure of speed.
 */
import {
  D405_BASELINE_MM,
  D405_INFO,
  D405_OPTIONS,
  D405_PRESETS,
  D405_PROFILES,
} from '../../core/simulator/d405.js';
import { DEFAULT_SIMULATOR } from '../../core/simulator/keys.js';
import { SimulatedD405 } from '../../core/simulator/simulated-d405.js';
import { decimatedIntrinsics } from '../../core/geometry/projection.js';
import { Measurer, type Region } from '../../core/levelling/measurer.js';
import type {
  CameraState,
  LiveMeasures,
  Preview,
  SimulatorSettings,
} from '../../core/contract/schema/camera.js';
import type { FramePair } from '../../core/frame/frame.js';

const SIZE = { width: 848, height: 480, fps: 30 };

export class FakeCamera {
  private readonly device = new SimulatedD405({
    ...DEFAULT_SIMULATOR,
    ...SIZE,
    tiltDeg: 0.7,
    azimuthDeg: -80,
  });
  private measurer: Measurer | null = null;
  private number = 0;
  private fault: CameraState['faults'] = [];
  private switches: SimulatorSettings = {
    tiltDeg: 0.7,
    azimuthDeg: -80,
    distanceMm: 180,
    object: 'strawberry',
    defect: 'none',
    seed: 1,
    lighting: 'C',
    fault: 'none',
  };

  state(): CameraState {
    // Asking the device renders its scene, which tests without pictures need not wait for.
    const exposure = this.number > 0 ? this.device.exposure() : { exposureUs: 8500, gain: 16 };
    const profiles = D405_PROFILES.map(({ width, height, minDistanceMm }) => ({
      width,
      height,
      fps: 30,
      minDistanceMm,
    }));
    return {
      status: this.fault.some((fault) => fault.blocking) ? 'reopening' : 'streaming',
      source: { kind: 'simulated', spec: 'simulated', label: 'D405 simulated', detail: '' },
      camera: {
        model: D405_INFO.name,
        serial: D405_INFO.serial,
        firmware: D405_INFO.firmware,
        sdk: null,
        usb: D405_INFO.usb,
        exposureUs: exposure.exposureUs,
        gain: exposure.gain,
        preset: 'Default',
        filters: [],
      },
      colour: 'left-ir',
      profile: profiles.find((p) => p.width === SIZE.width) ?? { ...SIZE, minDistanceMm: null },
      profiles,
      options: D405_OPTIONS.map((option) => ({
        ...option,
        defaultValue: option.value,
        readOnly: option.name === 'depth-units',
      })),
      presets: [...D405_PRESETS],
      metresPerCount: this.device.metresPerCount,
      fps: 30,
      dropped: 0,
      faults: this.fault,
      simulator: this.switches,
      restarts: 0,
      processId: 1,
    };
  }

  simulate(patch: Partial<SimulatorSettings>): void {
    this.switches = { ...this.switches, ...patch };
    const { tiltDeg, azimuthDeg, distanceMm, seed } = this.switches;
    this.device.update({
      tiltDeg,
      azimuthDeg,
      distanceMm,
      seed,
      object: this.switches.object as typeof DEFAULT_SIMULATOR.object,
      defect: this.switches.defect as typeof DEFAULT_SIMULATOR.defect,
      lighting: this.switches.lighting as typeof DEFAULT_SIMULATOR.lighting,
    });
    this.fault =
      this.switches.fault === 'unplug'
        ? [
            {
              code: 'unplugged',
              message: 'The camera D405 000000000405 was unplugged.',
              remedy: 'Plug it in again: the studio reopens it by itself, and the session goes on.',
              blocking: true,
              sinceMs: Date.now(),
            },
          ]
        : this.switches.fault === 'usb2'
          ? [
              {
                code: 'usb2',
                message:
                  'The camera D405 000000000405 is connected by USB 2.1: only slower or smaller pictures are possible.',
                remedy:
                  'Use a USB 3 port and the cable of the camera, pushed in quickly and fully.',
                blocking: false,
                sinceMs: Date.now(),
              },
            ]
          : [];
  }

  setRegion(region: Region): void {
    this.measurer?.setRegion(region);
  }

  frame(): FramePair {
    return this.device.frame(this.number++ % 8);
  }

  measure(pair: FramePair): LiveMeasures {
    this.measurer ??= new Measurer({
      ...SIZE,
      intrinsics: pair.depth.intrinsics,
      metresPerCount: pair.depth.metresPerCount,
      baselineMm: D405_BASELINE_MM,
    });
    const live = this.measurer.measure(
      pair.depth.data,
      pair.colour.data,
      pair.colour.width,
      pair.colour.height,
    );
    let empty = 0;
    for (const count of pair.depth.data) if (count === 0) empty += 1;
    return {
      atMs: Date.now(),
      frameNumber: pair.frameNumber,
      measures: live.measures,
      temporalNoiseMm: live.temporalNoiseMm,
      noDataShare: empty / pair.depth.data.length,
      pairDeltaMs: pair.pairDeltaMs,
      lumaHistogram: live.lumaHistogram,
      depthHistogramMm: live.depthHistogramMm,
    };
  }

  preview(pair: FramePair): Preview {
    const { depth, colour } = pair;
    const width = depth.width >> 1;
    const height = depth.height >> 1;
    const depthOffset = width * height * 3;
    const bytes = new Uint8Array(depthOffset + width * height * 2);
    const counts = new Uint16Array(bytes.buffer, depthOffset, width * height);
    for (let v = 0, i = 0; v < height; v++) {
      for (let u = 0; u < width; u++, i++) {
        const from = 2 * v * depth.width + 2 * u;
        counts[i] = depth.data[from]!;
        bytes.set(colour.data.subarray(from * 3, from * 3 + 3), i * 3);
      }
    }
    return {
      frameNumber: this.number,
      capturedAtMs: Date.now(),
      deviceTimeMs: pair.deviceTimeMs,
      width,
      height,
      colourWidth: width,
      colourHeight: height,
      fullWidth: depth.width,
      fullHeight: depth.height,
      depthOffset,
      metresPerCount: depth.metresPerCount,
      depthIntrinsics: decimatedIntrinsics(depth.intrinsics, 2),
      colourIntrinsics: decimatedIntrinsics(colour.intrinsics, 2),
      depthToColour: pair.depthToColour,
      stream: 'left-ir',
      bytes,
    };
  }
}
