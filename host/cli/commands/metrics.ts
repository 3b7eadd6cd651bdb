/** metrics: scores anybody's maps, so that other code can be compared in the same tables. */
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import {
  measureMaps,
  measureMapsByType,
  readMaps,
  type MapMeasures,
} from '../../detector/map-measures.js';
import { printJson, printLine, progress } from '../output.js';

interface MetricsOptions {
  readonly maps: string;
  readonly gt: string;
  readonly resizeMasks?: 'bilinear' | 'nearest';
  readonly imageScore: 'max' | 'mean';
  readonly json?: boolean;
}

export function addMetrics(program: Command): void {
  program
    .command('metrics')
    .description('AUPRO, AUROC and false positive rates of score maps')
    .requiredOption('--maps <dir>', 'float32 TIFF or NPY maps; folder names are anomaly types')
    .requiredOption('--gt <dir>', 'PNG masks under the same relative paths, or in folders gt there')
    .addOption(
      new Option(
        '--resize-masks <kind>',
        'bring masks to the size of the maps: bilinear and above 0 as AST, or nearest as 3D-ADS',
      ).choices(['bilinear', 'nearest']),
    )
    .addOption(
      new Option('--image-score <kind>', "of a map: its maximum, MVTec's rule, or its mean")
        .choices(['max', 'mean'])
        .default('max'),
    )
    .option('--json', 'one JSON line')
    .addHelpText(
      'after',
      '\nExample:\n  pd-studio metrics --maps maps/test --gt tree/crab/test --json',
    )
    .action(metrics);
}

async function metrics(options: MetricsOptions): Promise<void> {
  const maps = await readMaps(resolve(options.maps), resolve(options.gt), {
    resizeMasks: options.resizeMasks ?? null,
  });
  const all = measureMaps(maps, options.imageScore);
  const perType = measureMapsByType(maps, options.imageScore);
  if (all.lostRegions > 0)
    progress(
      `${String(all.lostRegions)} anomalous images have no marked pixel at the size of their map; they count as good pixels.`,
    );
  if (options.json === true) {
    printJson({ ...all, perType });
    return;
  }
  printLine('type            images  AUPRO(100)  AUPRO  image AUROC  pixel AUROC');
  for (const [type, values] of Object.entries({ all, ...perType })) printLine(lineOf(type, values));
}

function lineOf(type: string, values: MapMeasures): string {
  const shown = (value: number | null): string => (value === null ? '-' : value.toFixed(4));
  return [
    type.padEnd(14),
    String(values.images).padStart(7),
    shown(values.aupro100).padStart(11),
    shown(values.auproExact).padStart(6),
    shown(values.imageAuroc).padStart(12),
    shown(values.pixelAuroc).padStart(12),
  ].join(' ');
}
