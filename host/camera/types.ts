/** Types shared by the host's side and the process's side of the camera. */
import type { Intrinsics } from '../../core/geometry/types.js';

export type {
  CameraState,
  ColourChoice,
  LevelRegion,
  LiveMeasures,
  Preview,
  SimulatorSettings,
  SourceInfo,
} from '../../core/contract/schema/camera.js';

export interface FrameHeader {
  readonly width: number;
  readonly height: number;
  readonly intrinsics: Intrinsics;
}
