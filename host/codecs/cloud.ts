/** What PCD and PLY files hold: points in file order, organised as a picture where the file says so. */
import { MAX_PIXELS, MAX_SIDE } from './png.js';

export interface PointCloudFile {
  /** Columns of an organised cloud; the number of points of an unorganised one, whose height is 1. */
  readonly width: number;
  readonly height: number;
  /** x, y, z per point in the file's unit; NaN where the file says so. */
  readonly xyz: Float32Array;
  /** Red, green, blue per point. */
  readonly rgb: Uint8Array | null;
  readonly labels: Uint32Array | null;
}

/** What a header tells, without the points. */
export interface CloudHeader {
  readonly width: number;
  readonly height: number;
  readonly fields: readonly string[];
  readonly encoding: string;
}

/** Largest file read. */
export const MAX_CLOUD_BYTES = 512 * 1024 * 1024;
/** Longest header read. */
export const MAX_HEADER_BYTES = 64 * 1024;

/** @throws Error when a header claims more points than are read */
export function checkCloudSize(width: number, height: number): void {
  const usable = (n: number): boolean => Number.isInteger(n) && n >= 1;
  if (!usable(width) || !usable(height)) throw new Error('it has no points');
  const organised = height > 1;
  if (organised && (width > MAX_SIDE || height > MAX_SIDE))
    throw new Error(`${String(width)} x ${String(height)} points are too many`);
  if (width * height > MAX_PIXELS)
    throw new Error(
      `${String(width * height)} points are too many; at most ${String(MAX_PIXELS)} are read`,
    );
}

/** Numbers of a text, one after the other, without making strings of the spaces between. */
export class NumberScanner {
  private at: number;
  private readonly end: number;
  private readonly file: Uint8Array;

  constructor(file: Uint8Array, begin: number) {
    this.file = file;
    this.at = begin;
    this.end = file.length;
  }

  /** Where the next character lies. */
  get offset(): number {
    return this.at;
  }

  /** @throws Error with the offset at the end of the file or for what is not a number */
  next(): number {
    const { file, end } = this;
    while (this.at < end && file[this.at]! <= 32) this.at += 1;
    const begin = this.at;
    while (this.at < end && file[this.at]! > 32 && this.at - begin < 64) this.at += 1;
    if (this.at === begin)
      throw new Error(`it ends before its points do (offset ${String(begin)})`);
    const word = String.fromCharCode(...file.subarray(begin, this.at));
    const value = Number(word);
    if (!Number.isNaN(value)) return value;
    if (/^[-+]?nan(\(.*\))?$/i.test(word)) return Number.NaN;
    if (/^[-+]?inf(inity)?$/i.test(word)) return word.startsWith('-') ? -Infinity : Infinity;
    throw new Error(`"${word}" is not a number (offset ${String(begin)})`);
  }
}
