/**
 * Temporal depth noise: the median over sampled pixels of each pixel's standard deviation over
 * recent frames, in counts. Exponentially weighted (about the last 30 frames), so memory is fixed;
 * frames where a pixel has no data leave that pixel as it was.
 */

const WEIGHT = 1 / 30;
const MIN_FRAMES = 8;
const ACROSS = 48;
const DOWN = 27;

export class TemporalNoise {
  private readonly at: Uint32Array;
  private readonly mean: Float64Array;
  private readonly variance: Float64Array;
  private readonly frames: Uint16Array;
  private readonly scratch: Float64Array;

  constructor(width: number, height: number) {
    const positions: number[] = [];
    for (let j = 0; j < DOWN; j++) {
      for (let i = 0; i < ACROSS; i++) {
        const u = Math.floor(((i + 0.5) / ACROSS) * width);
        const v = Math.floor(((j + 0.5) / DOWN) * height);
        positions.push(v * width + u);
      }
    }
    this.at = Uint32Array.from(positions);
    this.mean = new Float64Array(positions.length);
    this.variance = new Float64Array(positions.length);
    this.frames = new Uint16Array(positions.length);
    this.scratch = new Float64Array(positions.length);
  }

  add(counts: Uint16Array): void {
    for (let k = 0; k < this.at.length; k++) {
      const count = counts[this.at[k]!]!;
      if (count === 0) continue;
      const seen = this.frames[k]!;
      // The first frames are averaged plainly, so that the estimate does not lean on frame one.
      const weight = Math.max(WEIGHT, 1 / (seen + 1));
      const delta = count - this.mean[k]!;
      this.mean[k]! += weight * delta;
      this.variance[k] = (1 - weight) * (this.variance[k]! + weight * delta * delta);
      if (seen < 65535) this.frames[k] = seen + 1;
    }
  }

  /** Median standard deviation in counts; null before enough frames were seen. */
  medianCounts(): number | null {
    let n = 0;
    for (let k = 0; k < this.at.length; k++) {
      if (this.frames[k]! >= MIN_FRAMES) this.scratch[n++] = this.variance[k]!;
    }
    if (n < 20) return null;
    return Math.sqrt(this.scratch.subarray(0, n).sort()[n >> 1] ?? 0);
  }
}
