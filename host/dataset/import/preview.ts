/** Small pictures of what a scan found, for the wizard. */
import { StudioError } from '../../../core/contract/errors.js';
import { text } from '../../../core/text/index.js';
import { encodeGray8Png, encodeRgbPng, thumbnailJpeg } from '../../codecs/png.js';
import { loadSample, type LoadedDepth } from './load.js';
import { NO_CHOICES, type OpenScan } from './scan.js';

const SIDE = 480;

/** @throws StudioError not-found, file-corrupt */
export async function scanPicture(
  scan: OpenScan,
  key: string,
  kind: 'rgb' | 'depth' | 'mask',
): Promise<{ mime: string; bytes: Uint8Array }> {
  const sample = scan.plan.groups.flatMap((group) => group.samples).find((one) => one.key === key);
  const missing = (): StudioError =>
    new StudioError('not-found', text('import.error.no-item', { key }));
  if (!sample || sample.files.recording !== undefined) throw missing();
  // Any unit will do for a picture whose brightness is relative.
  const loaded = await loadSample(scan.tree, sample, { ...NO_CHOICES, metresPerCount: 0.001 });
  const { rgb, depth, mask } = loaded;
  let file: Buffer;
  if (kind === 'rgb') file = await encodeRgbPng(rgb.data, rgb.width, rgb.height);
  else if (kind === 'depth' && depth)
    file = await encodeGray8Png(greyDepth(depth), depth.width, depth.height);
  else if (kind === 'mask' && mask) {
    const white = mask.map((on) => (on === 0 ? 0 : 255));
    file = await encodeGray8Png(white, rgb.width, rgb.height);
  } else throw missing();
  return { mime: 'image/jpeg', bytes: await thumbnailJpeg(key, file, SIDE) };
}

/** Near is bright, 0 is black: from the 2nd to the 98th percentile. */
function greyDepth({ data }: LoadedDepth): Uint8Array {
  const step = Math.max(1, Math.floor(data.length / 20_000));
  const valid: number[] = [];
  for (let i = 0; i < data.length; i += step) if (data[i]! > 0) valid.push(data[i]!);
  valid.sort((a, b) => a - b);
  const near = valid[Math.floor(valid.length * 0.02)] ?? 0;
  const far = valid[Math.floor(valid.length * 0.98)] ?? 1;
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value === 0) continue;
    const share = Math.min(1, Math.max(0, (far - value) / Math.max(1e-9, far - near)));
    out[i] = 30 + Math.round(225 * share);
  }
  return out;
}
