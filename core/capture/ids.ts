/**
 * Sample ids: nine Crockford base-32 digits of the time in ms, a dash, four random digits. They sort
 * by time as text, are lower case and safe on every file system, and never repeat within a process.
 */

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

function base32(value: number, length: number): string {
  let rest = value;
  let out = '';
  for (let i = 0; i < length; i++) {
    out = DIGITS.charAt(rest % 32) + out;
    rest = Math.floor(rest / 32);
  }
  return out;
}

/** @param random values in [0, 1) */
export function makeIdSource(now: () => number, random: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now());
    return `${base32(last, 9)}-${base32(Math.floor(random() * 32 ** 4), 4)}`;
  };
}
