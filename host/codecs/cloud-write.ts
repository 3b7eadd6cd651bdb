/** Writers of coloured, labelled point clouds: PCD (organised, binary) and PLY (valid points, binary). */

export interface CloudInput {
  readonly width: number;
  readonly height: number;
  /** Organised, metres, (0, 0, 0) without data. */
  readonly xyz: Float32Array;
  readonly rgb: Uint8Array | null;
  /** Class value per pixel. */
  readonly labels: Uint8Array | null;
}

/** PCD .7, organised: points without data are NaN, as the Point Cloud Library has them. */
export function encodePcd({ width, height, xyz, rgb, labels }: CloudInput): Buffer {
  const fields = ['x', 'y', 'z', ...(rgb ? ['rgb'] : []), ...(labels ? ['label'] : [])];
  const points = width * height;
  const each = (value: (field: string) => string): string => fields.map(value).join(' ');
  const header = [
    '# .PCD v.7 - Point Cloud Data file format',
    'VERSION .7',
    `FIELDS ${fields.join(' ')}`,
    `SIZE ${each(() => '4')}`,
    `TYPE ${each((field) => (field === 'label' ? 'U' : 'F'))}`,
    `COUNT ${each(() => '1')}`,
    `WIDTH ${String(width)}`,
    `HEIGHT ${String(height)}`,
    'VIEWPOINT 0 0 0 1 0 0 0',
    `POINTS ${String(points)}`,
    'DATA binary',
    '',
  ].join('\n');
  const stride = fields.length;
  const floats = new Float32Array(points * stride);
  const words = new Uint32Array(floats.buffer);
  for (let i = 0; i < points; i++) {
    const at = i * stride;
    const valid = xyz[3 * i + 2]! !== 0;
    for (let c = 0; c < 3; c++) floats[at + c] = valid ? xyz[3 * i + c]! : Number.NaN;
    if (rgb) words[at + 3] = (rgb[3 * i]! << 16) | (rgb[3 * i + 1]! << 8) | rgb[3 * i + 2]!;
    if (labels) words[at + stride - 1] = labels[i]!;
  }
  return Buffer.concat([Buffer.from(header, 'latin1'), Buffer.from(floats.buffer)]);
}

/** PLY: only points with data, in row order. */
export function encodePly({ xyz, rgb, labels }: CloudInput): Buffer {
  let points = 0;
  for (let i = 2; i < xyz.length; i += 3) if (xyz[i]! !== 0) points += 1;
  const header = [
    'ply',
    'format binary_little_endian 1.0',
    'comment metres, camera frame: x right, y down, z forward',
    `element vertex ${String(points)}`,
    ...['x', 'y', 'z'].map((axis) => `property float ${axis}`),
    ...(rgb ? ['red', 'green', 'blue'].map((colour) => `property uchar ${colour}`) : []),
    ...(labels ? ['property uchar label'] : []),
    'end_header',
    '',
  ].join('\n');
  const stride = 12 + (rgb ? 3 : 0) + (labels ? 1 : 0);
  const out = Buffer.alloc(header.length + points * stride);
  out.write(header, 0, 'latin1');
  let at = header.length;
  for (let i = 0; 3 * i < xyz.length; i++) {
    if (xyz[3 * i + 2]! === 0) continue;
    for (let c = 0; c < 3; c++) at = out.writeFloatLE(xyz[3 * i + c]!, at);
    if (rgb) for (let c = 0; c < 3; c++) at = out.writeUInt8(rgb[3 * i + c]!, at);
    if (labels) at = out.writeUInt8(labels[i]!, at);
  }
  return out;
}
