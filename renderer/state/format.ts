/**
 * How numbers are written: true minus U+2212, thin space between thousands, a space before a unit
 * (none before a degree sign), never a negative zero. Lengths in mm, angles in degrees.
 */
const MINUS = '\u2212';
const THIN_SPACE = '\u2009';
const NO_VALUE = '\u2013';

/** Fixed decimals with a true minus; an en dash for null. */
export function fixed(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  const text = Math.abs(value).toFixed(digits);
  const zero = Number(text) === 0;
  return value < 0 && !zero ? MINUS + text : text;
}

/** A score in a narrow place: two decimals below 100, one below 1000, none above; never cut. */
export function shortScore(value: number): string {
  const size = Math.abs(value);
  return fixed(value, size < 99.995 ? 2 : size < 999.95 ? 1 : 0);
}

/** As `fixed`, with a plus for positive values. */
export function signed(value: number | null | undefined, digits: number): string {
  const text = fixed(value, digits);
  if (text === NO_VALUE || text.startsWith(MINUS) || Number(text) === 0) return text;
  return `+${text}`;
}

/** A count with thin spaces between thousands. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

/** A share as a percentage without its unit. */
export function percent(share: number | null | undefined, digits = 1): string {
  return share === null || share === undefined ? NO_VALUE : fixed(share * 100, digits);
}

/** Three digits, as indices are written everywhere. */
export function index(value: number): string {
  return value.toString().padStart(3, '0');
}

/** Bytes in the largest decimal unit that keeps the number at one or above. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${scaled.toFixed(scaled < 10 && unit > 0 ? 1 : 0)} ${units[unit] ?? ''}`;
}

/** Microseconds as milliseconds or microseconds, whichever reads better. */
export function exposure(microseconds: number): string {
  return microseconds >= 1000
    ? `${fixed(microseconds / 1000, 1)} ms`
    : `${fixed(microseconds, 0)} \u00b5s`;
}

/** Local time of day, HH:MM or HH:MM:SS. */
export function clock(iso: string, seconds = false): string {
  const date = new Date(iso);
  const two = (n: number): string => n.toString().padStart(2, '0');
  const short = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return seconds ? `${short}:${two(date.getSeconds())}` : short;
}

/** Local date, YYYY-MM-DD. */
export function day(iso: string): string {
  const date = new Date(iso);
  const two = (n: number): string => n.toString().padStart(2, '0');
  return `${date.getFullYear().toString()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Metres of one depth count as millimetres, without the noise of the SDK's 0.0000999999975. */
export function scaleMm(metresPerCount: number): string {
  return Number((metresPerCount * 1000).toPrecision(6)).toString();
}
