/** Entries of a zip file that are stored without compression, as PyTorch writes them. */
import { WeightsError } from './errors.js';
import { utf8 } from './safetensors.js';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX_ENTRIES = 100_000;

/** Names to bytes; the bytes are views of `file`. @throws WeightsError */
export function storedEntries(file: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff || count > MAX_ENTRIES)
    throw new WeightsError('it is a zip of more than 4 GB');
  const entries = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL)
      throw new WeightsError('its table of contents is damaged');
    const method = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 20, true);
    const nameLength = view.getUint16(at + 28, true);
    const next =
      at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const local = view.getUint32(at + 42, true);
    if (next > end || local + 30 > file.length || view.getUint32(local, true) !== LOCAL)
      throw new WeightsError('its table of contents is damaged');
    const name = utf8(file.subarray(at + 46, at + 46 + nameLength));
    if (method !== 0)
      throw new WeightsError(`${name} in it is compressed, which PyTorch never does`);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (start + size > file.length) throw new WeightsError(`${name} in it runs past the end`);
    entries.set(name, file.subarray(start, start + size));
    at = next;
  }
  return entries;
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 65557); at--)
    if (view.getUint32(at, true) === END) return at;
  throw new WeightsError('its end is missing');
}
