/** Small files that claim much. */
import { deflateSync } from 'node:zlib';

/** A deflated TIFF in strips of 64 rows of which all are the same few bytes of the file. */
export function tiffBomb(side: number, channels: number, bytes: 4 | 8): Buffer {
  const rows = 64;
  const strips = side / rows;
  const strip = deflateSync(Buffer.alloc(side * rows * channels * bytes));
  const tags: [tag: number, type: 3 | 4, values: number[]][] = [
    [256, 4, [side]],
    [257, 4, [side]],
    [258, 3, Array<number>(channels).fill(8 * bytes)],
    [259, 3, [8]],
    [273, 4, Array<number>(strips).fill(8)],
    [277, 3, [channels]],
    [278, 4, [rows]],
    [279, 4, Array<number>(strips).fill(strip.length)],
    [339, 3, Array<number>(channels).fill(3)],
  ];
  const directory = 8 + strip.length + (strip.length % 2);
  const head = Buffer.alloc(directory);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(directory, 4);
  strip.copy(head, 8);
  const entries = Buffer.alloc(2 + 12 * tags.length + 4);
  entries.writeUInt16LE(tags.length, 0);
  const rest: Buffer[] = [];
  let at = directory + entries.length;
  for (const [i, [tag, type, values]] of tags.entries()) {
    const data = Buffer.alloc(Math.max(4, values.length * (type === 3 ? 2 : 4)));
    for (const [k, value] of values.entries()) {
      if (type === 3) data.writeUInt16LE(value, 2 * k);
      else data.writeUInt32LE(value, 4 * k);
    }
    const place = 2 + 12 * i;
    entries.writeUInt16LE(tag, place);
    entries.writeUInt16LE(type, place + 2);
    entries.writeUInt32LE(values.length, place + 4);
    if (data.length === 4) data.copy(entries, place + 8);
    else {
      entries.writeUInt32LE(at, place + 8);
      rest.push(data);
      at += data.length;
    }
  }
  return Buffer.concat([head, entries, ...rest]);
}
