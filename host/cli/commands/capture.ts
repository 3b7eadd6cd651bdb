/** capture: shoots samples into a project without a window. One JSON line per sample with --json. */
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Cell, ShotResult } from '../../../core/contract/schema/capture.js';
import type { Project } from '../../../core/contract/schema/project.js';
import { StudioError } from '../../../core/contract/errors.js';
import { GOOD } from '../../../core/dataset/vocabulary.js';
import { createCaptureService } from '../../capture/capture-service.js';
import { createCameraService } from '../../camera/supervisor.js';
import { openUntilStreaming } from '../../camera/until-streaming.js';
import { findPairs } from '../../camera/sources/folder-pairs.js';
import { configFolder } from '../../preferences/config-folder.js';
import { openPreferences } from '../../preferences/preferences.js';
import { createProject, openProject } from '../../project/open-project.js';
import type { ProjectStore } from '../../project/store.js';
import { named, splitOf } from '../cell-options.js';
import { CommandError, EXIT, printJson, printLine, progress } from '../output.js';
import {
  addSourceOptions,
  openRequest,
  parseCount,
  type SourceOptions,
} from '../source-options.js';

interface CaptureOptions extends SourceOptions {
  readonly project: string;
  readonly category: string;
  readonly split: string;
  readonly anomaly: string;
  readonly lighting: string;
  readonly count: number;
  readonly burst: number;
  readonly newSession?: boolean;
  readonly override?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

export function addCapture(program: Command): void {
  addSourceOptions(program.command('capture').description('shoot samples into a project'))
    .requiredOption('--project <dir>', 'project folder; made with its defaults when missing')
    .requiredOption('--category <name>', 'category, for example strawberry')
    .requiredOption('--split <split>', 'train, validation or test')
    .requiredOption('--anomaly <type>', 'good or an anomaly type')
    .requiredOption('--lighting <kind>', 'C, U, M or unknown')
    .option('--count <n>', 'how many samples', parseCount, 1)
    .option(
      '--burst <n>',
      'frames per shot; their median is stored beside the raw frame',
      parseCount,
      1,
    )
    .option('--new-session', 'the first shot sets distance, sharpness and rig position anew')
    .option('--override <reason>', 'shoot in spite of failed gates; the reason is stored')
    .option('--strict', 'exit 1 when files of a folder were skipped')
    .option('--json', 'one JSON line per sample on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  pd-studio capture --project P --source simulated:object=crab,tilt=0.2 --category crab --split train --anomaly good --lighting C --count 3\n' +
        '  pd-studio capture --project P --source rec.bag --category cookie --split test --anomaly dent --lighting U --override "recorded earlier" --json',
    )
    .action(capture);
}

async function capture(options: CaptureOptions): Promise<void> {
  const cell = {
    category: named('--category', options.category),
    split: splitOf(options.split),
    anomaly: named('--anomaly', options.anomaly),
    lighting: named('--lighting', options.lighting),
  };
  const path = resolve(options.project);
  const preferences = await openPreferences(configFolder());
  const camera = createCameraService();
  let store: ProjectStore | null = null;
  const service = createCaptureService({
    camera,
    store: () => store,
    operator: () => preferences.get().operator,
    changed: () => undefined,
    notice: (_level, message, remedy) => {
      progress(`${message} ${remedy}`);
    },
  });
  try {
    // The source first: what cannot be opened leaves no new project behind.
    const state = await openUntilStreaming(camera, openRequest(options));
    await createProject(path, basename(path)).catch((error: unknown) => {
      if (!(error instanceof StudioError && error.code === 'project-exists')) throw error;
    });
    store = await openProject(path);
    for (const line of unlisted(store.project(), cell)) progress(line);
    const { simulator } = state;
    const skipped = state.source?.kind === 'folder' ? await tellSkipped(options.source) : 0;
    await service.projectChanged();
    if (options.newSession === true) await service.newSession();
    for (let i = 0; i < options.count; i++) {
      // Another part under the camera, as hands would put one there.
      if (i > 0 && simulator) await camera.simulate({ seed: simulator.seed + i });
      const result = await service.shoot({
        cell,
        override: options.override ?? null,
        burst: Math.min(30, options.burst),
        note: '',
        replaces: null,
      });
      report(result, options.json === true);
    }
    if (skipped > 0 && options.strict === true)
      throw new CommandError(`${String(skipped)} files were skipped.`, EXIT.problems);
  } finally {
    service.dispose();
    await Promise.all([camera.dispose(), store?.close()]);
  }
}

function report(result: ShotResult, json: boolean): void {
  if (result.outcome === 'refused') {
    if (json) printJson({ outcome: 'refused', gates: result.gates, measures: result.measures });
    else {
      for (const gate of result.gates) {
        printLine(
          `${gate.passed ? 'pass' : 'FAIL'}  ${gate.name}  ${String(gate.value)}  limit ${String(gate.limit)}`,
        );
      }
    }
    const failed = result.gates.filter((gate) => !gate.passed).map((gate) => gate.name);
    throw new CommandError(
      `Nothing was written: ${failed.join(', ')} failed. Use --override REASON to shoot all the same.`,
      EXIT.problems,
    );
  }
  const { sample, path, problem } = result;
  if (problem) progress(`${problem.message} ${problem.remedy}`);
  if (json) printJson({ id: sample.id, path, measures: sample.measures, gates: sample.gates });
  else
    printLine(
      `${sample.id}  ${sample.category} ${sample.split} ${sample.anomaly} ${String(sample.index)}  ${path}`,
    );
}

/** Names that the project does not list: allowed, but likely a slip of the keyboard. */
function unlisted(project: Project, cell: Cell): string[] {
  const lists: [string, string, readonly string[]][] = [
    ['category', cell.category, project.categories.map((category) => category.name)],
    ['anomaly type', cell.anomaly, [GOOD, ...project.anomalyTypes]],
    ['lighting kind', cell.lighting, ['unknown', ...project.lighting]],
  ];
  return lists
    .filter(([, name, known]) => !known.includes(name))
    .map(
      ([what, name, known]) =>
        `The project lists no ${what} ${name}; it has ${known.join(', ')}. Add it in Settings if it is meant.`,
    );
}

async function tellSkipped(folder: string): Promise<number> {
  const { skipped } = await findPairs(folder);
  for (const { file, reason } of skipped) progress(`skipped ${file}: ${reason}`);
  return skipped.length;
}
