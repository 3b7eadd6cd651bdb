/** Live mode: inspects what the camera sees every so often, or when the scene has come to rest. */
import type { Preview } from '../../core/contract/schema/camera.js';
import type { Inspection, LiveMode } from '../../core/contract/schema/inspect.js';
import type { CameraService } from '../camera/service.js';

/** Share of looked-at pixels that must differ for the scene to have changed, and by how much. */
const CHANGED_SHARE = 0.01;
const CHANGED_BY = 24;
/** The scene is at rest when it has not moved for this long. */
const REST_MS = 500;
const LOOKED_AT = 4096;

export class LiveInspection {
  private stop: (() => void) | null = null;
  private busy = false;
  private lastMs = 0;

  constructor(
    private readonly camera: CameraService,
    private readonly inspect: (model: string) => Promise<Inspection>,
    private readonly seen: (inspection: Inspection) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  set(mode: LiveMode | null): void {
    this.stop?.();
    this.stop = null;
    if (!mode) return;
    const rest = new SceneRest();
    this.lastMs = 0;
    this.stop = this.camera.subscribe({
      preview: (preview) => {
        const now = Date.now();
        const due =
          mode.when === 'every'
            ? now - this.lastMs >= mode.everyMs
            : rest.frame(preview, now) && now - this.lastMs >= mode.everyMs;
        // One at a time: the camera's pictures go on meanwhile.
        if (!due || this.busy) return;
        this.lastMs = now;
        void this.run(mode.model);
      },
    });
  }

  private async run(model: string): Promise<void> {
    this.busy = true;
    try {
      const inspection = await this.inspect(model);
      if (this.stop) this.seen(inspection);
    } catch (error) {
      if (this.stop) this.failed(error);
    } finally {
      this.busy = false;
    }
  }
}

/** Tells once that a scene has come to rest after a change; the first picture counts as one. */
export class SceneRest {
  private last: Uint8Array | null = null;
  private movedAtMs = Number.NaN;

  /** Whether the scene has just come to rest. */
  frame({ bytes, colourWidth, colourHeight }: Preview, nowMs: number): boolean {
    const pixels = colourWidth * colourHeight;
    const step = Math.max(1, Math.floor(pixels / LOOKED_AT)) * 3;
    const now = new Uint8Array(Math.ceil((pixels * 3) / step));
    let changed = 0;
    for (let i = 0, p = 0; p < pixels * 3; i++, p += step) {
      now[i] = bytes[p]!;
      if (this.last && Math.abs(now[i]! - this.last[i]!) > CHANGED_BY) changed += 1;
    }
    const first = this.last?.length !== now.length;
    if (first || changed > CHANGED_SHARE * now.length) {
      this.movedAtMs = nowMs;
      this.last = now;
      return false;
    }
    this.last = now;
    if (Number.isNaN(this.movedAtMs) || nowMs - this.movedAtMs < REST_MS) return false;
    this.movedAtMs = Number.NaN;
    return true;
  }
}
