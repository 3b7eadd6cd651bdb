/** The random shapes of `Stream` in tests/oracles/labelme_masks.py, made again: xorshift32, eighths of a pixel. */
import type { ImagePoint, ShapeType } from '../../core/annotation/document.js';

export interface StreamShape {
  readonly type: ShapeType;
  readonly points: readonly ImagePoint[];
  readonly width: number;
  readonly height: number;
}

const KINDS = [
  ...(['polygon', 'polygon', 'polygon', 'rectangle', 'circle', 'line'] as const),
  ...(['linestrip', 'linestrip', 'point', 'oriented_rectangle'] as const),
] as const;
const COUNTS = {
  polygon: [3, 18],
  rectangle: [2, 2],
  circle: [2, 2],
  line: [2, 2],
  linestrip: [2, 7],
  point: [1, 1],
  oriented_rectangle: [4, 4],
} as const;

export class ShapeStream {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  next(): StreamShape {
    const width = 1 + this.below(80);
    const height = 1 + this.below(60);
    const margin = [0, 0, 9, 200][this.below(4)]!;
    const type = KINDS[this.below(KINDS.length)]!;
    const [least, most] = COUNTS[type];
    const count = least + this.below(most - least + 1);
    const style = this.below(3);
    const points: ImagePoint[] = [];
    for (let i = 0; i < count; i++) {
      const last = points.at(-1);
      if (style === 2 && last && type === 'polygon') {
        const step = this.below(17) - 8;
        const turn = this.below(4);
        points.push([turn === 1 ? last[0] : last[0] + step, turn === 0 ? last[1] : last[1] + step]);
      } else {
        const x = this.coordinate(-margin, width - 1 + margin);
        points.push([x, this.coordinate(-margin, height - 1 + margin)]);
      }
    }
    return { type, points, width, height };
  }

  private below(n: number): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) % n;
  }

  private coordinate(low: number, high: number): number {
    const eighths = low * 8 + this.below((high - low) * 8 + 1);
    const kind = this.below(4);
    if (kind < 2) return Math.floor(eighths / 8);
    return kind === 2 ? Math.floor(eighths / 8) + 0.5 : eighths / 8;
  }
}
