import type { Row } from '../detector/row.js';

export function row(what: string, value: number, unit: string, target: string, met: boolean): Row {
  return { what, value: `${value.toFixed(1)} ${unit}`, target, met };
}

export function quantile(values: readonly number[], q: number): number {
  return (
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ??
    Number.NaN
  );
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A figure without a target. */
export function told(what: string, value: number, unit: string): Row {
  return { what, value: `${value.toFixed(1)} ${unit}`, target: '', met: null };
}
