/** A copy with a buffer of its own, aligned for every typed array; Buffer.slice would share memory. */
export function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length);
  out.set(bytes);
  return out;
}
