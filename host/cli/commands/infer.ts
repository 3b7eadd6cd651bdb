/** infer: score maps, verdicts, regions and overlays of a detector for any pictures. */
import { join, relative, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { StudioError } from '../../../core/contract/errors.js';
import type { ForegroundFinding } from '../../../core/contract/schema/foreground.js';
import type {
  Inference,
  InspectionRule,
  InspectionWarning,
} from '../../../core/contract/schema/inspect.js';
import { text } from '../../../core/text/index.js';
import { encodeNpy } from '../../codecs/npy.js';
import { encodeTiff } from '../../codecs/tiff-write.js';
import type { LoadedPicture } from '../../detector/data/source.js';
import { openDetector } from '../../detector/detector.js';
import { picturesOf, type NamedPicture } from '../../detector/pictures.js';
import { writeAtomic } from '../../files/atomic.js';
import { inside } from '../../files/guard.js';
import { judgeRaw, warningsOf } from '../../inspect/judged.js';
import { look } from '../../inspect/look.js';
import { readLine, type ModelLine } from '../../inspect/model-files.js';
import { heatOverlay } from '../../inspect/overlay.js';
import type { RawInspection } from '../../inspect/protocol.js';
import { positiveNumber } from '../detector-options.js';
import { CommandError, complaintOf, EXIT, printJson, printLine, progress } from '../output.js';

interface InferOptions {
  readonly model: string;
  readonly input: string;
  readonly out: string;
  readonly category?: string;
  readonly split?: 'train' | 'validation' | 'test';
  readonly unit?: number;
  readonly format: 'tiff' | 'npy';
  readonly provider: 'cpu' | 'auto';
  readonly threads?: number;
  readonly threshold?: number;
  readonly minArea?: number;
  readonly overlays: boolean;
  readonly json?: boolean;
}

export function addInfer(program: Command): void {
  program
    .command('infer')
    .description('write score maps and overlays; print scores, verdicts and regions')
    .requiredOption('--model <path>', "a model's folder or its ONNX file")
    .requiredOption(
      '--input <what>',
      'a project, a tree, a sample folder, a folder of pairs, IMAGE+DEPTH, IMAGE (rgb mode) or FILE.bag',
    )
    .requiredOption('--out <dir>', 'gets a float32 map and a PNG overlay per picture')
    .option('--category <name>', "of a project or tree; the model's own where it has samples")
    .addOption(
      new Option('--split <split>', 'of a project or tree; all').choices([
        'train',
        'validation',
        'test',
      ]),
    )
    .option('--unit <unit>', 'm, mm or metres per count of depth that does not say', parseUnit)
    .addOption(
      new Option('--format <kind>', 'of the maps').choices(['tiff', 'npy']).default('tiff'),
    )
    .addOption(
      new Option('--provider <kind>', 'cpu, or auto: DirectML or CoreML where there is one')
        .choices(['cpu', 'auto'])
        .default('cpu'),
    )
    .option('--threads <n>', 'all cores', positiveNumber)
    .option('--threshold <score>', "of the verdict; the model's newest", finiteNumber)
    .option('--min-area <mm2>', 'area rule: what the regions must cover', finiteNumber)
    .option('--no-overlays', 'maps only')
    .option('--json', 'one JSON line per picture')
    .addHelpText(
      'after',
      '\nExamples:\n  pd-studio infer --model models/crab --input clay --split test --out maps --json\n' +
        '  pd-studio infer --model crab.onnx --input frame.png+depth.png --unit mm --out maps',
    )
    .action(infer);
}

function finiteNumber(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  throw new InvalidArgumentError('a number is needed.');
}

function parseUnit(value: string): number {
  const scale = value === 'm' ? 1 : value === 'mm' ? 0.001 : Number(value);
  if (!(scale > 0))
    throw new InvalidArgumentError('Use m, mm or a positive number of metres per count.');
  return scale;
}

async function infer(options: InferOptions): Promise<void> {
  const { threads } = options;
  const detector = await openDetector(resolve(options.model), {
    provider: options.provider,
    ...(threads === undefined ? {} : { threads }),
  });
  const model = await readLine(detector.file);
  const rule = ruleOf(options, model);
  if (options.overlays && model.card === null)
    progress(`${options.model} has no card.json, which says its scale: no overlays are drawn.`);
  const out = resolve(options.out);
  let done = 0;
  let failed = 0;
  const told = new Set<InspectionWarning>();
  try {
    const pictures = picturesOf(options.input, {
      metresPerCount: options.unit ?? null,
      category: options.category ?? null,
      preferredCategory: detector.metadata.category,
      split: options.split ?? null,
    });
    for await (const named of pictures) {
      try {
        const picture = await named.load();
        const { raw, findings } = await look(detector, picture, named.name);
        const files = await write(options, out, named.name, picture, raw, model, rule);
        const line = lineOf(named, raw, findings, model, rule);
        for (const warning of line.warnings) {
          if (options.json !== true && !told.has(warning))
            progress(text(`inspect.warning.${warning}`));
          told.add(warning);
        }
        report(options, line, files);
        done += 1;
      } catch (error) {
        // A unit that is missing concerns every picture.
        if (error instanceof StudioError && error.code === 'unit-needed') throw error;
        failed += 1;
        const { message } = complaintOf(error);
        if (options.json === true) printJson({ name: named.name, error: message });
        progress(`${named.name}: ${message}`);
      }
    }
  } finally {
    await detector.close();
  }
  if (done + failed === 0)
    throw new CommandError(`${options.input} holds no picture for this model.`, EXIT.problems);
  if (failed > 0)
    throw new CommandError(
      `${String(failed)} of ${String(done + failed)} pictures have no map; the others are in ${out}.`,
      EXIT.problems,
    );
}

/** The line that was asked for, else the model's newest; null without either. */
function ruleOf({ threshold, minArea }: InferOptions, { rule }: ModelLine): InspectionRule | null {
  const value = threshold ?? rule?.threshold;
  if (value === undefined) return null;
  return { threshold: value, minAreaMm2: minArea ?? rule?.minAreaMm2 ?? null };
}

type Files = Pick<Inference, 'map' | 'overlay'>;

async function write(
  { format, overlays }: InferOptions,
  out: string,
  name: string,
  { width, height, rgb }: LoadedPicture,
  { map, mapWidth, mapHeight }: RawInspection,
  { card }: ModelLine,
  rule: InspectionRule | null,
): Promise<Files> {
  const file = inside(out, `${name}.${format}`);
  await writeAtomic(
    file,
    format === 'npy'
      ? encodeNpy([mapHeight, mapWidth], map)
      : encodeTiff({ width: mapWidth, height: mapHeight, channels: 1, data: map }),
  );
  if (!overlays || card === null) return { map: file, overlay: null };
  const overlay = inside(out, `${name}.overlay.png`);
  const scale = { range: card.mapRange, threshold: rule?.threshold ?? card.mapRange[1] };
  const grid = { width: mapWidth, height: mapHeight, data: map };
  const painted = heatOverlay({ width, height, data: rgb }, grid, scale, width);
  await writeAtomic(overlay, await painted.png().toBuffer());
  return { map: file, overlay };
}

function lineOf(
  { name, sample, category }: NamedPicture,
  raw: RawInspection,
  findings: readonly ForegroundFinding[],
  { card }: ModelLine,
  rule: InspectionRule | null,
): Omit<Inference, keyof Files> {
  const known = warningsOf(card, rule, category);
  const judged = rule && judgeRaw(raw, rule, known);
  const { foreground } = raw;
  return {
    name,
    sample,
    score: raw.score,
    verdict: judged?.verdict ?? null,
    decidedBy: judged?.decidedBy ?? null,
    threshold: rule?.threshold ?? null,
    minAreaMm2: rule?.minAreaMm2 ?? null,
    areaMm2: judged?.areaMm2 ?? null,
    regions: judged?.regions ?? [],
    width: raw.mapWidth,
    height: raw.mapHeight,
    pictureWidth: raw.width,
    pictureHeight: raw.height,
    foregroundShare: foreground.reduce((sum, value) => sum + value, 0) / foreground.length,
    findings: findings.map(({ code, severity, message }) => ({ code, severity, message })),
    warnings: judged?.warnings ?? known,
    milliseconds: Math.round(raw.milliseconds * 10) / 10,
  };
}

function report(options: InferOptions, line: Omit<Inference, keyof Files>, files: Files): void {
  const { name, score, verdict, areaMm2, regions } = line;
  if (options.json === true) {
    const shown = (file: string): string => join(options.out, relative(resolve(options.out), file));
    const inference: Inference = {
      ...line,
      map: shown(files.map),
      overlay: files.overlay === null ? null : shown(files.overlay),
    };
    printJson(inference);
    return;
  }
  const area = areaMm2 === null ? '' : `  ${areaMm2.toFixed(1)} mm2`;
  const found = regions.length === 0 ? '' : `${area} in ${String(regions.length)}`;
  printLine(`${score.toPrecision(6)}  ${verdict ?? '-'}${found}  ${name}`);
}
