/** One interface for the four kinds of sources: the same frames, measures and faults from each. */
import type {
  CameraOption,
  Profile,
  SimulatorSettings,
  SourceKind,
} from '../../../core/contract/schema/camera.js';
import type { CameraRecord } from '../../../core/contract/schema/sample.js';
import type { FramePair } from '../../../core/frame/frame.js';

/** A pair with the moment it left the SDK (epoch ms). */
export interface SourceFrame {
  readonly pair: FramePair;
  readonly capturedAtMs: number;
}

export interface Source {
  readonly kind: SourceKind;
  readonly spec: string;
  readonly label: string;
  readonly detail: string;
  /** Camera as stored with each sample; exposure and gain as they are now. */
  camera(): CameraRecord;
  readonly stream: 'left-ir' | 'colour' | 'file';
  profile(): Profile;
  profiles(): readonly Profile[];
  options(): readonly CameraOption[];
  presets(): readonly string[];
  metresPerCount(): number;
  /** Stereo baseline; null where it is unknown. */
  readonly baselineMm: number | null;
  /** Whether frames come as fast as they are asked for: then nothing is late or frozen. */
  readonly paced: boolean;
  setOption(name: string, value: number): void;
  setPreset(preset: string): void;
  simulator(): SimulatorSettings | null;
  simulate(patch: Partial<SimulatorSettings>): void;
  /**
   * The next frame, valid until a few more were read (its buffers are used again); null when none came within about 100 ms.
   * @throws SourceFault when the source cannot go on
   */
  next(): Promise<SourceFrame | null>;
  close(): Promise<void>;
}
