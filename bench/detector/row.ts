/** A line of a benchmark's table. */
export interface Row {
  readonly what: string;
  readonly value: string;
  readonly target: string;
  readonly met: boolean | null;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Milliseconds of each of `times` runs after one that is not counted. */
export async function timed(times: number, work: () => unknown): Promise<number[]> {
  await work();
  const spent: number[] = [];
  for (let i = 0; i < times; i++) {
    const begun = performance.now();
    await work();
    spent.push(performance.now() - begun);
  }
  return spent;
}
