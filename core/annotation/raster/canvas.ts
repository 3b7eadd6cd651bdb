/** One byte per pixel, row by row, and the one primitive that all shapes are made of. */

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export function makeCanvas(width: number, height: number): Canvas {
  return { width, height, data: new Uint8Array(width * height) };
}

/** Pixels x0 to x1 of row y, both included, clipped; nothing where x0 > x1. */
export function span(canvas: Canvas, x0: number, y: number, x1: number, value: number): void {
  const { width, data } = canvas;
  if (y < 0 || y >= canvas.height || x0 >= width || x1 < 0) return;
  const row = y * width;
  const start = row + (x0 < 0 ? 0 : x0);
  const end = row + (x1 >= width ? width - 1 : x1);
  if (end - start > 24) data.fill(value, start, end + 1);
  else for (let i = start; i <= end; i++) data[i] = value;
}

/** C's conversion of a double to int on the machines that Pillow is built for: towards zero, out of range the least int. */
export function toInt(value: number): number {
  const whole = Math.trunc(value);
  return whole >= -2147483648 && whole <= 2147483647 ? whole | 0 : -2147483648;
}
