/** librealsense2 from TypeScript: FFI on the C API, nothing to compile. See docs/adr/0001. */
export { candidates, type Candidate, type DiscoveryOptions } from './discovery.js';
export {
  RealSenseError,
  SdkNotFoundError,
  type LoadAttempt,
  type RealSenseErrorKind,
} from './errors.js';
export { loadRealSense, RealSenseLibrary } from './library.js';
export { StreamProfile, type SdkExtrinsics, type SdkIntrinsics } from './stream-profile.js';
export { DepthFrame, Frame, FrameSet, Points, VideoFrame } from './frame.js';
export { FrameQueue } from './frame-queue.js';
export { Context, Device, Sensor, type OptionRange } from './device.js';
export { Playback, Recorder } from './recording.js';
export { Align, composeFrames, PointCloud } from './processing.js';
export { SoftwareDevice, SoftwareSensor } from './software-device.js';
export { Config, Pipeline } from './pipeline.js';
