/** Live mode: inspects what the camera sees every so often, or when the scene has come to rest. */
import { StudioError, toErrorValue } from '../../core/contract/errors.js';
import type { Inspection, LiveMode, LiveState } from '../../core/contract/schema/inspect.js';
import { SceneRest } from '../../core/inspect/scene.js';
import type { CameraService } from '../camera/service.js';

export interface LiveEvents {
  seen(inspection: Inspection): void;
  /** Live mode was started, stopped, or a picture had no verdict. */
  state(state: LiveState): void;
}

/** What no other picture mends: the model is not there, or not whole. All else passes with the scene. */
const ENDS: ReadonlySet<string> = new Set(['not-found', 'file-corrupt', 'no-project']);

export class LiveInspection {
  private stop: (() => void) | null = null;
  private mode: LiveMode | null = null;
  private busy = false;
  private wanted = false;
  private lastMs = 0;

  constructor(
    private readonly camera: Pick<CameraService, 'subscribe'>,
    private readonly inspect: (model: string) => Promise<Inspection>,
    private readonly events: LiveEvents,
  ) {}

  set(mode: LiveMode | null, problem: LiveState['problem'] = null): void {
    if (mode === null && this.mode === null) return;
    this.stop?.();
    this.stop = null;
    this.mode = mode;
    this.wanted = false;
    this.lastMs = 0;
    this.events.state({ mode, problem });
    if (!mode) return;
    const rest = new SceneRest();
    this.stop = this.camera.subscribe({
      preview: ({ bytes, colourWidth, colourHeight }) => {
        const now = Date.now();
        const due =
          mode.when === 'every'
            ? now - this.lastMs >= mode.everyMs
            : rest.frame(bytes, colourWidth * colourHeight, now);
        if (due) this.wanted = true;
        // One at a time, the camera's pictures go on meanwhile; a scene at rest keeps its turn.
        if (!this.wanted || this.busy) return;
        this.wanted = false;
        this.lastMs = now;
        void this.run(mode);
      },
    });
  }

  private async run(mode: LiveMode): Promise<void> {
    this.busy = true;
    try {
      const inspection = await this.inspect(mode.model);
      if (this.mode === mode) this.events.seen(inspection);
    } catch (error) {
      if (this.mode === mode) this.failed(mode, error);
    } finally {
      this.busy = false;
    }
  }

  private failed(mode: LiveMode, error: unknown): void {
    const { code, message, hint } = toErrorValue(error);
    if (code === 'cancelled') return;
    const problem = { message, hint };
    if (error instanceof StudioError && ENDS.has(code)) this.set(null, problem);
    else this.events.state({ mode, problem });
  }
}
