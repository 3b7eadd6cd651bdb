/** backbone build, verify, features: feature extractors from weights files. */
import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ARCHITECTURES, type Architecture } from '../../../models/backbones/efficientnet.js';
import { encodeNpy } from '../../codecs/npy.js';
import { readColourPicture } from '../../codecs/picture.js';
import {
  buildBackboneFile,
  needBackbone,
  openExtractor,
  ownBackboneFolder,
  verifyBackbone,
} from '../../detector/backbones.js';
import { writeAtomic } from '../../files/atomic.js';
import { CommandError, EXIT, printJson, printLine } from '../output.js';

export function addBackbone(program: Command): void {
  const group = program
    .command('backbone')
    .description('build, check and run the feature extractors of detectors');
  group
    .command('build')
    .description('build an ONNX backbone from a .pth or .safetensors file, which is never executed')
    .requiredOption('--weights <file>', "PyTorch's old or new .pth, or .safetensors")
    .addOption(architectureOption())
    .option('--out <file>', 'ONNX file; by default where detectors look for it')
    .option('--json', 'the card as one JSON line')
    .addHelpText(
      'after',
      '\nExample:\n  pd-studio backbone build --weights efficientnet-b5-b6417697.pth --arch efficientnet-b5',
    )
    .action(build);
  group
    .command('verify')
    .description('check a backbone: digests, shapes at 512 and 768, finite features')
    .addOption(architectureOption())
    .option('--json', 'one JSON line per check')
    .action(verify);
  group
    .command('features')
    .description('features of one picture as .npy, [channels, side/32, side/32]')
    .addOption(architectureOption())
    .requiredOption('--size <n>', 'side the picture is resized to, a multiple of 32', parseSide)
    .addOption(
      new Option('--norm <kind>', "the card's normalisation or ImageNet's")
        .choices(['card', 'imagenet'])
        .default('card'),
    )
    .requiredOption('--input <image>', 'PNG or JPEG')
    .requiredOption('--out <file>', '.npy file, float32')
    .option('--json', 'shape and file as one JSON line')
    .action(features);
}

function architectureOption(): Option {
  return new Option('--arch <name>', 'the architecture')
    .choices([...ARCHITECTURES])
    .makeOptionMandatory();
}

function parseSide(value: string): number {
  const side = Number(value);
  if (!Number.isInteger(side) || side < 64 || side > 2048 || side % 32 !== 0)
    throw new InvalidArgumentError('Use a multiple of 32 from 64 to 2048.');
  return side;
}

interface BuildOptions {
  readonly weights: string;
  readonly arch: Architecture;
  readonly out?: string;
  readonly json?: boolean;
}

async function build(options: BuildOptions): Promise<void> {
  const out = options.out ?? join(ownBackboneFolder(), `${options.arch}.onnx`);
  if (!out.endsWith('.onnx'))
    throw new CommandError(`--out ${out}: the name must end with .onnx.`, EXIT.wrongUse);
  const { file, card } = await buildBackboneFile(
    resolve(options.weights),
    options.arch,
    resolve(out),
  );
  if (options.json === true) printJson({ file, card });
  else {
    printLine(`${file}  ${card.architecture}, ${String(card.channels)} channels`);
    printLine(
      card.weights.published
        ? `The weights are the published ones (${card.weights.source}).`
        : 'The weights are not the published file; results cannot be compared with the paper.',
    );
  }
}

async function verify(options: { arch: Architecture; json?: boolean }): Promise<void> {
  const backbone = await needBackbone(options.arch);
  const checks = await verifyBackbone(backbone);
  for (const check of checks) {
    if (options.json === true) printJson({ file: backbone.file, ...check });
    else printLine(`${check.passed ? 'pass' : 'FAIL'}  ${check.what}  ${check.detail}`);
  }
  const failed = checks.filter((check) => !check.passed);
  if (failed.length > 0)
    throw new CommandError(
      `${backbone.file}: ${failed.map((check) => check.what).join(', ')} failed. Build it again from its weights.`,
      EXIT.problems,
    );
}

interface FeaturesOptions {
  readonly arch: Architecture;
  readonly size: number;
  readonly norm: 'card' | 'imagenet';
  readonly input: string;
  readonly out: string;
  readonly json?: boolean;
}

async function features(options: FeaturesOptions): Promise<void> {
  const picture = await readColourPicture(resolve(options.input));
  const extractor = await openExtractor(await needBackbone(options.arch), options.norm);
  try {
    const values = await extractor.extract(picture, options.size);
    const side = options.size / extractor.card.stride;
    const shape = [extractor.card.channels, side, side];
    await writeAtomic(resolve(options.out), encodeNpy(shape, values));
    if (options.json === true) printJson({ out: options.out, shape });
    else printLine(`${options.out}  ${shape.join(' x ')}`);
  } finally {
    await extractor.close();
  }
}
