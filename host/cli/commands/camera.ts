/** devices, level, record: the camera without a window. */
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { Measures } from '../../../core/contract/schema/sample.js';
import { DEFAULT_GATES } from '../../../core/capture/gates.js';
import { createCameraService } from '../../camera/supervisor.js';
import { openUntilStreaming } from '../../camera/until-streaming.js';
import { CommandError, EXIT, printJson, printLine, progress } from '../output.js';
import {
  addSourceOptions,
  openRequest,
  parseCount,
  type SourceOptions,
} from '../source-options.js';

export function addCameraCommands(program: Command): void {
  program
    .command('devices')
    .description('list cameras and the simulated one')
    .option('--json', 'JSON lines on stdout')
    .addHelpText('after', '\nExample:\n  pd-studio devices --json')
    .action(devices);
  addSourceOptions(program.command('level').description('print the levelling measures of frames'))
    .option('--count <n>', 'how many frames', parseCount, 1)
    .option('--json', 'JSON lines on stdout')
    .addHelpText(
      'after',
      '\nExample:\n  pd-studio level --source simulated:tilt=1.5,azimuth=90 --count 10 --json',
    )
    .action(level);
  addSourceOptions(program.command('record').description('record a source through librealsense'))
    .requiredOption('--out <file>', 'file name; the SDK decides between .bag and .db3')
    .requiredOption('--seconds <n>', 'how long', positive)
    .option('--json', 'JSON on stdout')
    .addHelpText(
      'after',
      '\nExample:\n  pd-studio record --source simulated --out session.bag --seconds 5',
    )
    .action(record);
}

function positive(value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new InvalidArgumentError('Use a positive number.');
  return number;
}

async function devices(options: { json?: boolean }): Promise<void> {
  const camera = createCameraService();
  try {
    for (const source of await camera.sources()) {
      if (options.json === true) printJson(source);
      else
        printLine(
          `${source.spec}  ${source.label}${source.detail === '' ? '' : `  ${source.detail}`}`,
        );
    }
  } finally {
    await camera.dispose();
  }
}

async function level(options: SourceOptions & { count: number; json?: boolean }): Promise<void> {
  const camera = createCameraService();
  let worstDeg = 0;
  try {
    await openUntilStreaming(camera, openRequest(options));
    for (let i = 0; i < options.count; i++) {
      const { shotId, measures } = await camera.hold(1);
      await camera.release(shotId);
      worstDeg = Math.max(worstDeg, measures.tiltDeg ?? Number.POSITIVE_INFINITY);
      if (options.json === true) printJson(measures);
      else printLine(lineOf(measures));
    }
  } finally {
    await camera.dispose();
  }
  if (worstDeg === Number.POSITIVE_INFINITY)
    throw new CommandError(
      'No plane was found: show the camera the bare border of the table.',
      EXIT.problems,
    );
  if (worstDeg > (DEFAULT_GATES.tiltDeg ?? 90))
    progress(
      `Tilt ${worstDeg.toFixed(2)} degrees is above ${String(DEFAULT_GATES.tiltDeg)} degrees.`,
    );
}

function lineOf(m: Measures): string {
  const show = (value: number | null, digits: number): string =>
    value === null ? '-' : value.toFixed(digits);
  return `tilt ${show(m.tiltDeg, 2)} deg  pitch ${show(m.pitchDeg, 2)}  roll ${show(m.rollDeg, 2)}  distance ${show(m.distanceMm, 1)} mm  fill ${(m.fillRate * 100).toFixed(1)} %`;
}

async function record(
  options: SourceOptions & { out: string; seconds: number; json?: boolean },
): Promise<void> {
  const camera = createCameraService();
  try {
    await openUntilStreaming(camera, { ...openRequest(options), stepped: false });
    const { path } = await camera.startRecording(resolve(options.out), options.seconds + 60);
    for (let second = 0; second < options.seconds; second++) {
      progress(`recording ${path}: ${String(second)} of ${String(options.seconds)} s`);
      await new Promise((done) => setTimeout(done, Math.min(1, options.seconds - second) * 1000));
    }
    await camera.stopRecording();
    if (options.json === true) printJson({ path });
    else printLine(path);
  } finally {
    await camera.dispose();
  }
}
