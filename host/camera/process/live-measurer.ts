/** The measurer of the stream that flows: made anew when size, scale or calibration change. */
import { Measurer, type LiveFrameMeasures } from '../../../core/levelling/measurer.js';
import type { Source, SourceFrame } from '../sources/source.js';
import type { LevelRegion } from '../types.js';

export class LiveMeasurer {
  private current: { readonly key: string; readonly value: Measurer } | null = null;
  private region: LevelRegion | null = null;

  setRegion(region: LevelRegion): void {
    this.region = region;
    this.current?.value.setRegion(region);
  }

  measure(source: Source, { pair }: SourceFrame): LiveFrameMeasures {
    const { depth, colour } = pair;
    const { width, height, metresPerCount, intrinsics } = depth;
    const key = [width, height, metresPerCount, intrinsics.fx, intrinsics.ppx].join('|');
    if (this.current?.key !== key) {
      const value = new Measurer({
        width,
        height,
        intrinsics,
        metresPerCount,
        baselineMm: source.baselineMm,
        ...(this.region ? { region: this.region } : {}),
      });
      this.current = { key, value };
    }
    return this.current.value.measure(depth.data, colour.data, colour.width, colour.height);
  }
}
