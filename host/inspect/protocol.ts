/** Messages between the host and the compute process. */
import type { StudioErrorValue } from '../../core/contract/errors.js';
import type { ProviderChoice } from '../../core/contract/schema/capture.js';
import type { Sample } from '../../core/contract/schema/sample.js';
import type { HeldPixels, HeldShot } from '../camera/service.js';
import type { LoadedPicture } from '../detector/data/source.js';

/** Which model to run; a session is kept warm per file and hash. */
export interface ModelRequest {
  readonly onnx: string;
  readonly hash: string;
  readonly provider: ProviderChoice;
  /** Leaves one core to the running picture: for live mode. A session of its own. */
  readonly sparing: boolean;
}

/** What a model's session runs on. */
export interface WarmAnswer {
  readonly provider: string;
  /** Why it is not the chosen one; null where it is. */
  readonly note: string | null;
  readonly milliseconds: number;
}

export interface SamplePicture {
  readonly kind: 'sample';
  readonly folder: string;
  readonly sample: Sample;
}

export type PictureRequest =
  | SamplePicture
  | { readonly kind: 'picture'; readonly name: string; readonly picture: LoadedPicture }
  | {
      readonly kind: 'frame';
      readonly shot: Pick<HeldShot, 'rgb' | 'depth' | 'stream' | 'depthToColour'>;
      readonly pixels: HeldPixels;
    };

/** The model's answer; everything of the map's size, row by row. */
export interface RawInspection {
  readonly width: number;
  readonly height: number;
  readonly mapWidth: number;
  readonly mapHeight: number;
  readonly map: Float32Array;
  /** Median depth of each cell in metres, 0 = no data; null without depth. */
  readonly cellDepths: Float32Array | null;
  readonly foreground: Uint8Array;
  readonly focal: readonly [number, number] | null;
  readonly score: number;
  readonly milliseconds: number;
  readonly provider: string;
}

export interface ComputeOperations {
  /** Reads a sample that will probably be asked for; answered at once. */
  ahead: {
    input: { readonly model: ModelRequest; readonly picture: SamplePicture };
    output: null;
  };
  /** What this machine's onnxruntime knows. */
  providers: {
    input: Record<string, never>;
    output: readonly ProviderChoice[];
  };
  warm: {
    input: { readonly model: ModelRequest };
    output: WarmAnswer;
  };
  inspect: {
    input: { readonly model: ModelRequest; readonly picture: PictureRequest };
    output: RawInspection;
  };
}
export type ComputeOperation = keyof ComputeOperations;

export interface ComputeRequest {
  readonly id: number;
  readonly op: ComputeOperation;
  readonly input: unknown;
}

export type ComputeAnswer =
  | { readonly t: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly t: 'error'; readonly id: number; readonly error: StudioErrorValue };
