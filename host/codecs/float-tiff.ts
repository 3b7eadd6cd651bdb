/** Writer of float32 TIFFs as the MVTec 3D-AD tree holds xyz: little endian, chunky, uncompressed. */

const STRIP_BYTES = 64 * 1024;
const SHORT = 3;
const LONG = 4;
const IEEE_FLOAT = 3;

/**
 * @param data width * height * channels values in row order, channels interleaved
 * @throws RangeError where the data do not fill the size
 */
export function encodeFloatTiff(
  data: Float32Array,
  width: number,
  height: number,
  channels: number,
): Buffer {
  if (data.length !== width * height * channels)
    throw new RangeError(
      `${String(data.length)} values do not fill ${String(width)} x ${String(height)} x ${String(channels)}`,
    );
  const rowBytes = width * channels * 4;
  const rowsPerStrip = Math.min(height, Math.max(1, Math.floor(STRIP_BYTES / rowBytes)));
  const strips = Math.ceil(height / rowsPerStrip);
  const entries: [tag: number, type: number, values: number[]][] = [
    [256, LONG, [width]],
    [257, LONG, [height]],
    [258, SHORT, Array<number>(channels).fill(32)],
    [259, SHORT, [1]],
    // RGB for three channels, as the readers of the tree expect; else one grey channel.
    [262, SHORT, [channels === 3 ? 2 : 1]],
    [273, LONG, Array<number>(strips).fill(0)],
    [277, SHORT, [channels]],
    [278, LONG, [rowsPerStrip]],
    [
      279,
      LONG,
      Array.from(
        { length: strips },
        (_, i) => Math.min(rowsPerStrip, height - i * rowsPerStrip) * rowBytes,
      ),
    ],
    [284, SHORT, [1]],
    [339, SHORT, Array<number>(channels).fill(IEEE_FLOAT)],
  ];
  const bytesOf = (type: number, values: readonly number[]): number =>
    values.length * (type === SHORT ? 2 : 4);
  const directoryBytes = 2 + entries.length * 12 + 4;
  const extra = entries.reduce((sum, [, type, values]) => {
    const bytes = bytesOf(type, values);
    return sum + (bytes > 4 ? bytes + (bytes & 1) : 0);
  }, 0);
  const pixels = Math.ceil((8 + directoryBytes + extra) / 16) * 16;
  const file = Buffer.alloc(pixels + data.byteLength);
  file.write('II', 0, 'latin1');
  file.writeUInt16LE(42, 2);
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(entries.length, 8);
  let at = 10;
  let beside = 8 + directoryBytes;
  for (const [tag, type, given] of entries) {
    const values = tag === 273 ? given.map((_, i) => pixels + i * rowsPerStrip * rowBytes) : given;
    const bytes = bytesOf(type, values);
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(values.length, at + 4);
    let to = at + 8;
    if (bytes > 4) {
      file.writeUInt32LE(beside, to);
      to = beside;
      beside += bytes + (bytes & 1);
    }
    for (const value of values) {
      if (type === SHORT) to = file.writeUInt16LE(value, to);
      else to = file.writeUInt32LE(value, to);
    }
    at += 12;
  }
  // TIFF is little endian here and so is every machine that the studio runs on.
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), pixels);
  return file;
}
