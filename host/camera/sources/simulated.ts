/** The simulated D405 as a source, with the faults that concern time and the connection. */
import type {
  CameraOption,
  Profile,
  SimulatorSettings,
} from '../../../core/contract/schema/camera.js';
import type { CameraRecord } from '../../../core/contract/schema/sample.js';
import type { FramePair } from '../../../core/frame/frame.js';
import {
  D405_BASELINE_MM,
  D405_INFO,
  D405_OPTIONS,
  D405_PRESETS,
  D405_PROFILES,
} from '../../../core/simulator/d405.js';
import { parseSimulatedKeys, type SimulatorOptions } from '../../../core/simulator/keys.js';
import { SimulatedD405 } from '../../../core/simulator/simulated-d405.js';
import { SourceFault } from '../faults.js';
import type { OpenRequest } from '../service.js';
import type { Source, SourceFrame } from './source.js';

const OLD_FIRMWARE = '5.12.7.100';
/** Frame rates a D405 keeps on USB 2. */
const USB2_MAX_FPS = 15;

export class SimulatedSource implements Source {
  readonly kind = 'simulated';
  readonly label = 'D405 simulated';
  readonly detail = D405_INFO.serial;
  readonly baselineMm = D405_BASELINE_MM;
  readonly paced = true;
  readonly spec: string;
  readonly stream: 'left-ir' | 'colour';
  private readonly device: SimulatedD405;
  private readonly values = new Map<string, number>(D405_OPTIONS.map((o) => [o.name, o.value]));
  private preset = 'Default';
  private frameNumber = 0;
  private dueMs = 0;
  private last: FramePair | null = null;

  /** @throws RangeError for keys that are not understood; SourceFault for a fault that prevents opening */
  constructor(request: OpenRequest) {
    const keys = request.source.slice('simulated'.length).replace(/^:/, '');
    const options = parseSimulatedKeys(keys);
    this.spec = request.source;
    this.stream = request.colour ?? 'left-ir';
    this.device = new SimulatedD405({ ...options, ...(request.profile ?? {}) }, this.stream);
    this.refuse();
  }

  /** Faults under which a real camera cannot be opened. */
  private refuse(): void {
    const { fault } = this.device.options;
    if (fault === 'busy') throw new SourceFault('camera-busy', { camera: this.label, holder: '' });
    if (fault === 'unplug') throw new SourceFault('unplugged', { camera: this.label });
  }

  camera(): CameraRecord {
    const { fault } = this.device.options;
    const { exposureUs, gain } = this.device.exposure();
    return {
      model: D405_INFO.name,
      serial: D405_INFO.serial,
      firmware: fault === 'old-firmware' ? OLD_FIRMWARE : D405_INFO.firmware,
      sdk: null,
      usb: fault === 'usb2' ? '2.1' : D405_INFO.usb,
      exposureUs,
      gain,
      preset: this.preset,
      filters: [],
    };
  }

  profile(): Profile {
    const { width, height, fps } = this.device.options;
    return { width, height, fps, minDistanceMm: this.device.profile().minDistanceMm };
  }

  profiles(): readonly Profile[] {
    const slow = this.device.options.fault === 'usb2';
    return D405_PROFILES.flatMap(({ width, height, rates, minDistanceMm }) =>
      rates
        .filter((fps) => !slow || fps <= USB2_MAX_FPS)
        .map((fps) => ({ width, height, fps, minDistanceMm })),
    );
  }

  options(): readonly CameraOption[] {
    const { exposureUs, gain } = this.device.exposure();
    const automatic = this.values.get('enable-auto-exposure') === 1;
    return D405_OPTIONS.map(({ name, value, min, max, step }) => ({
      name,
      value:
        automatic && name === 'exposure'
          ? exposureUs
          : automatic && name === 'gain'
            ? gain
            : (this.values.get(name) ?? value),
      min,
      max,
      step,
      defaultValue: value,
      readOnly: name === 'depth-units',
    }));
  }

  presets(): readonly string[] {
    return D405_PRESETS;
  }

  metresPerCount(): number {
    return this.device.metresPerCount;
  }

  setOption(name: string, value: number): void {
    const option = D405_OPTIONS.find((o) => o.name === name);
    if (!option || !(value >= option.min && value <= option.max)) {
      throw new RangeError(`${name} = ${String(value)} is outside the camera's range`);
    }
    this.values.set(name, value);
    // As on the device: setting exposure or gain by hand ends auto exposure.
    if (name === 'exposure' || name === 'gain') this.values.set('enable-auto-exposure', 0);
    this.device.setExposure({
      auto: this.values.get('enable-auto-exposure') === 1,
      exposureUs: this.values.get('exposure') ?? 33000,
      gain: this.values.get('gain') ?? 16,
    });
  }

  setPreset(preset: string): void {
    if (!D405_PRESETS.some((name) => name === preset))
      throw new RangeError(`The camera has no preset ${preset}`);
    this.preset = preset;
    // Only Default and Hand write the depth unit.
    if (preset === 'Default' || preset === 'Hand') {
      if (this.device.options.fault === 'depth-unit-1mm') this.device.update({ fault: 'none' });
    }
  }

  simulator(): SimulatorSettings {
    const { tiltDeg, azimuthDeg, distanceMm, object, defect, seed, lighting, fault } =
      this.device.options;
    return { tiltDeg, azimuthDeg, distanceMm, object, defect, seed, lighting, fault };
  }

  /** Values are checked by the same parser as the command line's keys. */
  simulate(patch: Partial<SimulatorSettings>): void {
    const next = { ...this.simulator(), ...patch };
    const options: SimulatorOptions = parseSimulatedKeys(
      [
        `tilt=${String(next.tiltDeg)}`,
        `azimuth=${String(next.azimuthDeg)}`,
        `distance=${String(next.distanceMm)}`,
        `object=${next.object}`,
        `defect=${next.defect}`,
        `seed=${String(next.seed)}`,
        `lighting=${next.lighting}`,
        `fault=${next.fault}`,
      ].join(','),
    );
    const { width, height, fps } = this.device.options;
    this.device.update({ ...options, width, height, fps });
    this.refuse();
  }

  async next(): Promise<SourceFrame | null> {
    const { fault, fps } = this.device.options;
    const period = 1000 / fps;
    const wait = this.dueMs - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const now = performance.now();
    this.dueMs = now - this.dueMs > 4 * period ? now + period : this.dueMs + period;
    this.refuse();
    if (fault === 'no-frames') {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return null;
    }
    this.frameNumber += fault === 'dropped-frames' && this.frameNumber % 3 === 0 ? 2 : 1;
    const repeat =
      fault === 'frozen-frames' || (fault === 'repeated-frames' && this.frameNumber % 3 !== 0);
    if (!repeat || !this.last) this.last = this.device.frame(this.frameNumber);
    return { pair: this.last, capturedAtMs: Date.now() };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
