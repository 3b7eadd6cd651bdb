/** Instances of a class mask: 8-connected regions of one class, as the published region metric joins them. */

export interface Region {
  readonly value: number;
  /** Pixels. */
  readonly area: number;
  /** x, y, width, height. */
  readonly box: readonly [number, number, number, number];
}

export interface LabelledRegions {
  /** 0 = background, else 1 + the position in `regions`. */
  readonly labels: Int32Array;
  /** In row order of their first pixels. */
  readonly regions: readonly Region[];
}

/** @param classes width * height class values, 0 = background */
export function regionsOf(classes: Uint8Array, width: number, height: number): LabelledRegions {
  const labels = new Int32Array(classes.length);
  const regions: Region[] = [];
  const stack: number[] = [];
  for (let start = 0; start < classes.length; start++) {
    const value = classes[start]!;
    if (value === 0 || labels[start] !== 0) continue;
    const label = regions.length + 1;
    labels[start] = label;
    stack.push(start);
    let area = 0;
    let x0 = width;
    let y0 = height;
    let x1 = 0;
    let y1 = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const y = Math.floor(at / width);
      const x = at - y * width;
      area += 1;
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u;
          if (labels[next] === 0 && classes[next] === value) {
            labels[next] = label;
            stack.push(next);
          }
        }
      }
    }
    regions.push({ value, area, box: [x0, y0, x1 - x0 + 1, y1 - y0 + 1] });
  }
  return { labels, regions };
}
