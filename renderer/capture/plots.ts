/** SVG paths of histograms and sparklines. Pure; y grows downwards. */

/** A filled histogram: heights by the square root, so that small parts stay visible. */
export function histogramPath(counts: readonly number[], width: number, height: number): string {
  const highest = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  const points = counts.map((n, i) => {
    const y = height - Math.sqrt(n / highest) * height;
    return `L${((i + 0.5) * step).toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M0 ${height.toString()}${points.join('')}L${width.toString()} ${height.toString()}Z`;
}

/** Counts of a histogram taken again over [from, to] with `bins` bins; parts outside are left out. */
export function rebin(
  histogram: { readonly from: number; readonly to: number; readonly counts: readonly number[] },
  from: number,
  to: number,
  bins: number,
): number[] {
  const out = new Array<number>(bins).fill(0);
  const { counts } = histogram;
  const width = (histogram.to - histogram.from) / Math.max(1, counts.length);
  if (!(to > from) || !(width > 0)) return out;
  const scale = bins / (to - from);
  counts.forEach((n, i) => {
    const a = (histogram.from + i * width - from) * scale;
    const b = a + width * scale;
    // A bin is spread over the new ones that it covers.
    for (let j = Math.max(0, Math.floor(a)); j < Math.min(bins, Math.ceil(b)); j++) {
      const share = (Math.min(b, j + 1) - Math.max(a, j)) / (b - a);
      out[j] = (out[j] ?? 0) + n * share;
    }
  });
  return out;
}

/** A line through the values of the last `length` steps, newest at the right; gaps stay gaps. */
export function sparkPath(
  values: readonly (number | null)[],
  length: number,
  range: readonly [number, number],
  width: number,
  height: number,
): string {
  const [low, high] = range;
  const span = high - low || 1;
  let path = '';
  let pen = false;
  values.forEach((value, i) => {
    if (value === null) {
      pen = false;
      return;
    }
    const x = ((length - values.length + i) / Math.max(1, length - 1)) * width;
    const y = height - ((value - low) / span) * height;
    path += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${Math.max(0, Math.min(height, y)).toFixed(1)}`;
    pen = true;
  });
  return path;
}

/** Range of a sparkline: its values with room around, never narrower than `least`. */
export function sparkRange(values: readonly (number | null)[], least: number): [number, number] {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [0, least];
  const low = Math.min(...known);
  const high = Math.max(...known);
  const middle = (low + high) / 2;
  const half = Math.max((high - low) * 0.65, least / 2);
  return [middle - half, middle + half];
}

/** Round ticks, at most `most`, inside [from, to]. */
export function ticks(from: number, to: number, most: number): number[] {
  const span = Math.abs(to - from);
  if (!(span > 0)) return [from];
  const raw = span / Math.max(1, most - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw - 1e-9) ?? 10 * power;
  const low = Math.min(from, to);
  const out: number[] = [];
  for (let value = Math.ceil(low / step - 1e-9) * step; value <= low + span + 1e-9; value += step)
    out.push(Number(value.toPrecision(12)));
  return out;
}
