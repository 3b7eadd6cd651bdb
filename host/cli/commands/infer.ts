/** infer: score maps and scores of a detector for any pictures. */
import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { StudioError } from '../../../core/contract/errors.js';
import { encodeNpy } from '../../codecs/npy.js';
import { encodeTiff } from '../../codecs/tiff-write.js';
import { openDetector, type Detection } from '../../detector/detector.js';
import { picturesOf } from '../../detector/pictures.js';
import { readThresholds } from '../../detector/run/model-files.js';
import { writeAtomic } from '../../files/atomic.js';
import { inside } from '../../files/guard.js';
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
  readonly json?: boolean;
}

export function addInfer(program: Command): void {
  program
    .command('infer')
    .description('write score maps and print scores')
    .requiredOption('--model <path>', "a model's folder or its ONNX file")
    .requiredOption(
      '--input <what>',
      'a project, a tree, a sample folder, a folder of pairs, IMAGE+DEPTH, IMAGE (rgb mode) or FILE.bag',
    )
    .requiredOption('--out <dir>', 'gets one float32 map per picture')
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
    .option('--json', 'one JSON line per picture')
    .addHelpText(
      'after',
      '\nExamples:\n  pd-studio infer --model models/crab --input clay --split test --out maps --json\n' +
        '  pd-studio infer --model crab.onnx --input frame.png+depth.png --unit mm --out maps',
    )
    .action(infer);
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
  const threshold = (await readThresholds(resolve(options.model))).at(-1)?.value ?? null;
  const out = resolve(options.out);
  let done = 0;
  let failed = 0;
  try {
    const pictures = picturesOf(options.input, {
      metresPerCount: options.unit ?? null,
      category: options.category ?? null,
      preferredCategory: detector.metadata.category,
      split: options.split ?? null,
    });
    for await (const picture of pictures) {
      try {
        const detection = await detector.infer(await picture.load());
        const file = inside(out, `${picture.name}.${options.format === 'npy' ? 'npy' : 'tiff'}`);
        await writeAtomic(file, encodeMap(detection, options.format));
        report(options, picture.name, file, detection, threshold);
        done += 1;
      } catch (error) {
        // A unit that is missing concerns every picture.
        if (error instanceof StudioError && error.code === 'unit-needed') throw error;
        failed += 1;
        const { message } = complaintOf(error);
        if (options.json === true) printJson({ name: picture.name, error: message });
        progress(`${picture.name}: ${message}`);
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

function encodeMap({ map, side }: Detection, format: 'tiff' | 'npy'): Buffer {
  return format === 'npy'
    ? encodeNpy([side, side], map)
    : encodeTiff({ width: side, height: side, channels: 1, data: map });
}

function report(
  options: InferOptions,
  name: string,
  file: string,
  detection: Detection,
  threshold: number | null,
): void {
  const { score, side, foreground, findings, milliseconds } = detection;
  const anomalous = threshold === null ? null : score >= threshold;
  if (options.json !== true) {
    const verdict = anomalous === null ? '' : anomalous ? '  anomalous' : '  good';
    printLine(`${score.toPrecision(6)}${verdict}  ${name}`);
    return;
  }
  printJson({
    name,
    score,
    anomalous,
    threshold,
    map: join(options.out, file.slice(resolve(options.out).length + 1)),
    width: side,
    height: side,
    foregroundShare: foreground.reduce((sum, value) => sum + value, 0) / foreground.length,
    findings: findings.map(({ code, severity, message }) => ({ code, severity, message })),
    milliseconds: Math.round(milliseconds * 10) / 10,
  });
}
