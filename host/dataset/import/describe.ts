/** What one planned sample will become, in a sentence, from the headers of its files. */
import type { ImportItem } from '../../../core/contract/schema/dataset-import.js';
import { text } from '../../../core/text/index.js';
import { inspectFile, type FileFacts } from './inspect.js';
import { readLabelMe } from './labelme.js';
import type { PlannedSample } from './planned.js';
import type { ImportTree } from './tree-files.js';

export async function describeSample(tree: ImportTree, sample: PlannedSample): Promise<ImportItem> {
  const { key, group, files, own } = sample;
  const { category, split, anomaly, lighting } = own ?? sample.cell;
  const warnings: string[] = [];
  const item = { key, group, files, category, split, anomaly, lighting, warnings };
  if (files.recording !== undefined)
    return { ...item, becomes: text('import.becomes.recording'), missing: ['lighting'] };
  const look = async (path: string | undefined): Promise<FileFacts | null> => {
    if (path === undefined) return null;
    try {
      return await inspectFile(tree, path);
    } catch (error) {
      warnings.push(error instanceof Error ? error.message : String(error));
      return null;
    }
  };
  const [rgb, depth, xyz, cloud, mask] = await Promise.all(
    [files.rgb, files.depth, files.xyz, files.cloud, files.mask].map(look),
  );
  const parts = [
    rgb || files.rgb !== undefined
      ? text('import.becomes.rgb', { rgb: rgb?.told ?? '' })
      : cloud
        ? text('import.becomes.rgb-of-cloud', { cloud: cloud.told })
        : text('import.becomes.rgb-embedded'),
    depthSentence(sample, depth ?? null, xyz ?? cloud ?? null),
  ];
  if (files.mask !== undefined) parts.push(text('import.becomes.mask', { mask: mask?.told ?? '' }));
  if (files.annotation !== undefined) {
    const json = await readLabelMe(tree, files.annotation).catch(() => null);
    if (json) parts.push(text('import.becomes.shapes', { count: json.document.shapes.length }));
  }
  const grid = depth ?? xyz;
  if (
    rgb?.width != null &&
    grid?.width != null &&
    (rgb.width !== grid.width || rgb.height !== grid.height)
  ) {
    warnings.push(
      text('import.warn.sizes', {
        rgb: `${String(rgb.width)} x ${String(rgb.height)}`,
        depth: `${String(grid.width)} x ${String(grid.height)}`,
      }),
    );
  }
  return { ...item, becomes: `${parts.join('; ')}.`, missing: missingFields(sample) };
}

function depthSentence(
  { files, own }: PlannedSample,
  depth: FileFacts | null,
  xyz: FileFacts | null,
): string {
  if (files.xyz !== undefined || files.cloud !== undefined) {
    const key =
      own?.depth?.encoding === 'uint16' ? 'import.becomes.xyz-counts' : 'import.becomes.xyz';
    return text(key, { xyz: xyz?.told ?? '' });
  }
  if (files.depth === undefined) return text('import.becomes.no-depth');
  if (depth?.content === 'xyz') return text('import.becomes.xyz', { xyz: depth.told });
  const key = depth?.content === 'float' ? 'import.becomes.float' : 'import.becomes.counts';
  return text(key, { depth: depth?.told ?? '' });
}

function missingFields({ files, own, cell, calibration, whole }: PlannedSample): string[] {
  if (whole) return [...(whole.sample.provenance?.missing ?? [])];
  const points = files.xyz !== undefined || files.cloud !== undefined;
  return [
    ...(own === null && cell.lighting === null ? ['lighting'] : []),
    ...(own === null ? ['operator', 'takenAt'] : []),
    'camera',
    ...(own === null && calibration === null && !points ? ['intrinsics'] : []),
    ...(files.depth === undefined && !points ? ['depth'] : []),
  ];
}
