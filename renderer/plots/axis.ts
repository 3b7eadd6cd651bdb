/** Axes and bins of plots. Pure. */

/** Round steps between `low` and `high`, about `wanted` of them; at least the two ends of a flat range. */
export function niceTicks(low: number, high: number, wanted: number): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** 1, 2 and 5 times powers of ten within the range. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const factor of [1, 2, 5]) {
      const tick = Number((factor * 10 ** power).toPrecision(12));
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** How many decimals the ticks of an axis need. */
export function tickDigits(ticks: readonly number[]): number {
  return Math.min(
    4,
    Math.max(0, ...ticks.map((tick) => (tick.toString().split('.')[1] ?? '').length)),
  );
}

export interface Bin {
  readonly from: number;
  readonly to: number;
}

/** Bins of equal width on whole steps that hold all values; none for no values. */
export function linearBins(values: readonly number[], wanted: number): Bin[] {
  if (values.length === 0) return [];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  // Values that differ by rounding only are one value.
  const flat = high - low <= Math.abs(high) * 1e-9;
  const ticks = niceTicks(low, flat ? low + 1 : high, wanted);
  const step = ticks.length > 1 ? (ticks[1] ?? 1) - (ticks[0] ?? 0) : 1;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first, Math.ceil(high / step - 1e-9) - 1);
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    from: Number(((first + i) * step).toPrecision(12)),
    to: Number(((first + i + 1) * step).toPrecision(12)),
  }));
}

/** Bins of equal ratio that hold all positive values; `perDecade` of them in a factor of ten. */
export function logBins(values: readonly number[], perDecade: number): Bin[] {
  if (values.length === 0) return [];
  const low = Math.log10(values.reduce((a, b) => Math.min(a, b)));
  const high = Math.log10(values.reduce((a, b) => Math.max(a, b)));
  const first = Math.floor(low * perDecade + 1e-9);
  const last = Math.max(first, Math.ceil(high * perDecade - 1e-9) - 1);
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    from: 10 ** ((first + i) / perDecade),
    to: 10 ** ((first + i + 1) / perDecade),
  }));
}

/** Index of the bin of a value; the last bin holds its upper end too. */
export function binOf(bins: readonly Bin[], value: number): number {
  for (let i = 0; i < bins.length; i++) {
    const bin = bins[i];
    if (bin && value < bin.to * (1 + 1e-9) && (value < bin.to || i === bins.length - 1)) return i;
  }
  return bins.length - 1;
}

export interface StackedBin extends Bin {
  /** One count per name, in the order of the names. */
  readonly parts: readonly number[];
  readonly total: number;
}

/** Values counted per bin and name. */
export function stack(
  bins: readonly Bin[],
  items: readonly { readonly name: string; readonly value: number }[],
  names: readonly string[],
): StackedBin[] {
  const counts = bins.map(() => names.map(() => 0));
  for (const { name, value } of items) {
    const row = counts[binOf(bins, value)];
    const at = names.indexOf(name);
    if (row?.[at] !== undefined) row[at] += 1;
  }
  return bins.map((bin, i) => {
    const parts = counts[i] ?? [];
    return { ...bin, parts, total: parts.reduce((a, b) => a + b, 0) };
  });
}

/** Running median over `width` points around each, for the line through a cloud of points. */
export function runningMedian(values: readonly number[], width: number): number[] {
  const half = Math.floor(width / 2);
  return values.map((_, i) => {
    const near = values.slice(Math.max(0, i - half), i + half + 1).sort((a, b) => a - b);
    const middle = Math.floor(near.length / 2);
    const upper = near[middle] ?? 0;
    return near.length % 2 === 1 ? upper : (upper + (near[middle - 1] ?? upper)) / 2;
  });
}
