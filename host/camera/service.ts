/**
 * What the rest of the host sees of the camera process: state, live values, and the shutter in
 * three steps (hold, write, release) so that a frame stays in memory until it is safely on disk.
 */
import type { RgbPicture } from '../codecs/png.js';
import type {
  CameraState,
  ColourChoice,
  FrameHeader,
  LevelRegion,
  LiveMeasures,
  Preview,
  SimulatorSettings,
  SourceInfo,
} from './types.js';
import type { CameraRecord, Measures, Sample } from '../../core/contract/schema/sample.js';

export interface OpenRequest {
  /** As `--source`: realsense[:SERIAL], FILE.bag, FILE.db3, FOLDER, simulated[:key=value,...]. */
  readonly source: string;
  readonly colour: ColourChoice | null;
  readonly profile: {
    readonly width: number;
    readonly height: number;
    readonly fps: number;
  } | null;
  /** Scale for sources that do not know theirs (folders of pictures). */
  readonly metresPerCount: number | null;
  /**
   * Each hold gives a frame of its own, never one twice; a folder or recording stands still between
   * holds and ends after its last pair instead of beginning again. For commands.
   */
  readonly stepped?: boolean;
}

/** A frame pair held in the camera process, with everything the gates and sample.json need of it. */
export interface HeldShot {
  readonly shotId: string;
  readonly takenAt: string;
  readonly measures: Measures;
  /** Small luma picture for the duplicate gate: width, height, one byte a pixel. */
  readonly signature: {
    readonly width: number;
    readonly height: number;
    readonly luma: Uint8Array;
  };
  readonly rgb: FrameHeader;
  /** `metresPerCount` is that of `pixels`; float32 depth is written in metres. */
  readonly depth: FrameHeader & {
    readonly metresPerCount: number;
    readonly encoding: 'uint16' | 'float32';
  };
  readonly stream: 'left-ir' | 'colour' | 'file';
  readonly depthToColour: Sample['depthToColour'];
  readonly pairDeltaMs: number;
  readonly framePeriodMs: number;
  readonly camera: CameraRecord;
  readonly kind: 'realsense' | 'recording' | 'folder' | 'simulated';
  readonly burst: number;
}

export interface HeldPixels {
  readonly rgb: Uint8Array;
  readonly counts: Uint16Array;
}

/** Files written for a held shot, each flushed to disk before the answer. */
export interface WrittenShot {
  readonly rgb: { readonly file: 'rgb.png'; readonly sha256: string };
  readonly depth: { readonly file: 'depth.png' | 'depth.tiff'; readonly sha256: string };
  /** Median of a burst, offered beside the raw frame. */
  readonly depthMedian: { readonly file: 'depth-median.png'; readonly sha256: string } | null;
  /** The colour picture at most 320 wide: whoever shows it need not read the file again. */
  readonly small: RgbPicture;
}

/** A preview as the camera process sent it; `bytes` is handed on without a copy. */
export interface CameraEvents {
  state(state: CameraState): void;
  measures(measures: LiveMeasures): void;
  preview(preview: Preview): void;
}

/** Every method rejects with a StudioError; `camera-fault` carries the fault's code in its details. */
export interface CameraService {
  sources(): Promise<readonly SourceInfo[]>;
  open(request: OpenRequest): Promise<CameraState>;
  close(): Promise<CameraState>;
  state(): CameraState;
  latestMeasures(): LiveMeasures | null;
  setOption(name: string, value: number): Promise<CameraState>;
  setPreset(preset: string): Promise<CameraState>;
  simulate(patch: Partial<SimulatorSettings>): Promise<CameraState>;
  setRegion(region: LevelRegion): Promise<void>;
  /** Holds the newest frame (or a burst that ends with it). */
  hold(burst: number): Promise<HeldShot>;
  /** Writes a held shot's files into an existing folder. May be repeated after a failure. */
  write(shotId: string, folder: string): Promise<WrittenShot>;
  /** The pixels of a held shot, as they would be written: RGB8 and raw counts. */
  pixels(shotId: string): Promise<HeldPixels>;
  release(shotId: string): Promise<void>;
  startRecording(path: string, seconds: number): Promise<{ path: string }>;
  stopRecording(): Promise<{ path: string | null }>;
  /** Previews flow only while somebody wants them. */
  subscribe(events: Partial<CameraEvents>): () => void;
  dispose(): Promise<void>;
}
