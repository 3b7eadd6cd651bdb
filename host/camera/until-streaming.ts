/** Opening a source and waiting for its first frame. */
import type { CameraState } from '../../core/contract/schema/camera.js';
import { StudioError } from '../../core/contract/errors.js';
import type { CameraService, OpenRequest } from './service.js';

const FIRST_FRAME_MS = 15_000;

/** Opens the source and waits for its first frame. @throws StudioError of the fault that prevents it */
export async function openUntilStreaming(
  camera: CameraService,
  request: OpenRequest,
): Promise<CameraState> {
  let done: (state: CameraState) => void = () => undefined;
  const streaming = new Promise<CameraState>((resolve) => {
    done = resolve;
  });
  const stop = camera.subscribe({
    state(state) {
      if (state.status === 'streaming') done(state);
    },
  });
  const timers: NodeJS.Timeout[] = [];
  try {
    const opened = await camera.open(request);
    if (opened.status === 'streaming') return opened;
    return await Promise.race([
      streaming,
      new Promise<never>((_, reject) => {
        const timer = setTimeout(() => {
          const fault = camera.state().faults[0];
          reject(
            new StudioError(
              'camera-fault',
              fault?.message ?? 'The source delivers no frames.',
              fault?.remedy ?? '',
            ),
          );
        }, FIRST_FRAME_MS);
        timers.push(timer);
      }),
    ]);
  } finally {
    stop();
    for (const timer of timers) clearTimeout(timer);
  }
}
