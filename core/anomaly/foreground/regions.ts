/** 8-connected regions of a mask: counted, and small ones dropped. */

/**
 * Clears regions of fewer than `minPixels` in place. Works on the runs of each row, joined with the runs
 * that they touch in the row above.
 * @returns how many regions are left
 */
export function dropSmallRegions(
  mask: Uint8Array,
  width: number,
  height: number,
  minPixels: number,
): number {
  const runs = new Runs();
  let above = 0;
  for (let y = 0; y < height; y++) {
    const first = runs.count;
    const end = (y + 1) * width;
    let touching = above;
    for (let i = y * width; i < end; i++) {
      if (mask[i] === 0) continue;
      const start = i;
      while (i < end && mask[i] !== 0) i += 1;
      const run = runs.add(start, i);
      // One pixel further on either side touches at a corner.
      while (touching < first && runs.end[touching]! + width < start) touching += 1;
      for (let k = touching; k < first && runs.start[k]! + width <= i; k++) runs.join(k, run);
    }
    above = first;
  }
  const sizes = new Uint32Array(runs.count);
  for (let k = 0; k < runs.count; k++) sizes[runs.root(k)]! += runs.end[k]! - runs.start[k]!;
  let kept = 0;
  for (let k = 0; k < runs.count; k++) {
    const root = runs.root(k);
    if (sizes[root]! < minPixels) mask.fill(0, runs.start[k], runs.end[k]);
    else if (root === k) kept += 1;
  }
  return kept;
}

/** Runs of set pixels in row order as [start, end), and which of them belong together. */
class Runs {
  count = 0;
  start = new Uint32Array(1024);
  end = new Uint32Array(1024);
  private parent = new Uint32Array(1024);

  add(start: number, end: number): number {
    if (this.count === this.start.length) {
      this.start = twice(this.start);
      this.end = twice(this.end);
      this.parent = twice(this.parent);
    }
    const at = this.count++;
    this.start[at] = start;
    this.end[at] = end;
    this.parent[at] = at;
    return at;
  }

  root(run: number): number {
    let at = run;
    while (this.parent[at] !== at) {
      this.parent[at] = this.parent[this.parent[at]!]!;
      at = this.parent[at]!;
    }
    return at;
  }

  join(a: number, b: number): void {
    const [p, q] = [this.root(a), this.root(b)];
    if (p < q) this.parent[q] = p;
    else this.parent[p] = q;
  }
}

function twice(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * list.length);
  larger.set(list);
  return larger;
}
