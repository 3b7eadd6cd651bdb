/** pd-studio: the studio's command line. */
import { Command, CommanderError } from 'commander';
import { version } from '../services/version.js';
import { addBackbone } from './commands/backbone.js';
import { addAnnotate } from './commands/annotate.js';
import { addBenchmark } from './commands/benchmark.js';
import { addCameraCommands } from './commands/camera.js';
import { addCapture } from './commands/capture.js';
import { addDoctor } from './commands/doctor.js';
import { addExport } from './commands/export.js';
import { addImport } from './commands/import.js';
import { addInfer } from './commands/infer.js';
import { addMetrics } from './commands/metrics.js';
import { addServe } from './commands/serve.js';
import { addSimulate } from './commands/simulate.js';
import { addEvaluate } from './commands/evaluate.js';
import { addTrain } from './commands/train.js';
import { complaintOf, EXIT, progress } from './output.js';
import { addSplit } from './commands/split.js';
import { addValidate } from './commands/validate.js';

const program = new Command('pd-studio')
  .description('Level, shoot and keep RGB-D samples with an Intel RealSense D405')
  .version(version())
  .showHelpAfterError('(pd-studio COMMAND --help tells more)')
  .exitOverride();

addServe(program);
addAnnotate(program);
addBenchmark(program);
addCapture(program);
addCameraCommands(program);
addDoctor(program);
addExport(program);
addBackbone(program);
addInfer(program);
addMetrics(program);
addValidate(program);
addImport(program);
addTrain(program);
addEvaluate(program);
addSplit(program);
addSimulate(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  } else {
    const { message, exitCode } = complaintOf(error);
    progress(message);
    process.exitCode = exitCode;
  }
}
