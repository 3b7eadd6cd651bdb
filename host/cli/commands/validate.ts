/** validate: what known readers would say of a tree in the MVTec 3D-AD form. */
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import {
  READERS,
  readerSchema,
  type ReaderName,
} from '../../../core/contract/schema/dataset-export.js';
import { validateTree } from '../../export/validate-tree.js';
import { CommandError, EXIT, printJson, printLine, progress } from '../output.js';
import { parseCount } from '../source-options.js';
import { findingLine } from './export.js';

interface ValidateOptions {
  readonly reader: readonly ReaderName[];
  readonly threads?: number;
  readonly json?: boolean;
}

export function addValidate(program: Command): void {
  program
    .command('validate')
    .description('check a tree in the MVTec 3D-AD form by the rules of its readers')
    .argument('<dir>', 'folder of the category folders, or one of them')
    .option(
      '--reader <names>',
      `${READERS.join(', ')} or all, joined by commas`,
      parseReaders,
      READERS,
    )
    .option('--threads <n>', 'working threads; one per core by default', parseCount)
    .option('--dry-run', 'the same: a check writes nothing')
    .option('--json', 'one JSON line per finding and a last one with the sums on stdout')
    .addHelpText(
      'after',
      '\nExit status 1 when a reader would fail or be misled; warnings alone give 0.\n\nExamples:\n' +
        '  pd-studio validate tree --reader ast\n  pd-studio validate tree --reader 3d-ads,anomalib --json',
    )
    .action(run);
}

async function run(dir: string, options: ValidateOptions): Promise<void> {
  const stop = new AbortController();
  const interrupted = (): void => {
    stop.abort();
  };
  process.once('SIGINT', interrupted);
  let toldAt = performance.now();
  try {
    const report = await validateTree(resolve(dir), options.reader, {
      signal: stop.signal,
      ...(options.threads === undefined ? {} : { threads: options.threads }),
      looked: (done, total) => {
        if (performance.now() - toldAt < 1000) return;
        toldAt = performance.now();
        progress(`looked at ${String(done)} of ${String(total)} files`);
      },
    });
    const errors =
      report.findings.filter(({ severity }) => severity === 'error').length +
      report.unreadable.length;
    if (options.json === true) {
      for (const finding of report.findings) printJson(finding);
      for (const file of report.unreadable)
        printJson({ ...file, severity: 'error', rule: 'unreadable' });
      const { path, readers, samples } = report;
      printJson({
        path,
        readers,
        samples,
        errors,
        warnings: report.findings.length + report.unreadable.length - errors,
        passed: errors === 0,
      });
    } else {
      for (const finding of report.findings) printLine(findingLine(finding));
      for (const { path, reason } of report.unreadable) printLine(`error   ${path}: ${reason}`);
      printLine(
        `${String(report.samples)} samples, readers ${report.readers.join(', ')}: ${errors === 0 ? 'all can be read' : errors === 1 ? '1 kind of problem' : `${String(errors)} kinds of problems`}`,
      );
    }
    if (errors > 0) throw new CommandError('The tree has problems.', EXIT.problems);
  } finally {
    process.off('SIGINT', interrupted);
  }
}

function parseReaders(value: string): readonly ReaderName[] {
  if (value === 'all') return READERS;
  return value.split(',').map((name) => {
    const parsed = readerSchema.safeParse(name === 'uninet' ? 'unet' : name);
    if (!parsed.success) throw new InvalidArgumentError(`Use ${READERS.join(', ')} or all.`);
    return parsed.data;
  });
}
