/** Whether what a camera sees has changed from one picture to the next. */

/** Share of looked-at pixels that must differ for the scene to have changed, and by how much. */
const CHANGED_SHARE = 0.01;
const CHANGED_BY = 24;
const LOOKED_AT = 4096;
/** The scene is at rest when it has not moved for this long. */
const REST_MS = 500;

/** Compares each picture with the one before by some thousand pixels. */
export class SceneMotion {
  private last: Uint8Array | null = null;

  /** @param rgb RGB8, at least `pixels` of it @returns true for the first picture and after a change of size */
  moved(rgb: Uint8Array, pixels: number): boolean {
    const step = Math.max(1, Math.floor(pixels / LOOKED_AT)) * 3;
    const now = new Uint8Array(Math.ceil((pixels * 3) / step));
    let changed = 0;
    for (let i = 0, p = 0; p < pixels * 3; i++, p += step) {
      now[i] = rgb[p]!;
      if (this.last && Math.abs(now[i]! - this.last[i]!) > CHANGED_BY) changed += 1;
    }
    const first = this.last?.length !== now.length;
    this.last = now;
    return first || changed > CHANGED_SHARE * now.length;
  }
}

/** Tells once that a scene has come to rest after a change; the first picture counts as one. */
export class SceneRest {
  private readonly motion = new SceneMotion();
  private movedAtMs = Number.NaN;

  /** Whether the scene has just come to rest. */
  frame(rgb: Uint8Array, pixels: number, nowMs: number): boolean {
    if (this.motion.moved(rgb, pixels)) {
      this.movedAtMs = nowMs;
      return false;
    }
    if (Number.isNaN(this.movedAtMs) || nowMs - this.movedAtMs < REST_MS) return false;
    this.movedAtMs = Number.NaN;
    return true;
  }
}
