/** What commands print: results on stdout, progress and complaints on stderr, exit codes 0, 1, 2. */
import { StudioError } from '../../core/contract/errors.js';

export const EXIT = { done: 0, problems: 1, wrongUse: 2 } as const;

/** Ends a command with a sentence and an exit code. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

// `pd-studio ... | head`: the reader has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
});

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value));
}

export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

const WRONG_USE: ReadonlySet<string> = new Set([
  'bad-source',
  'unit-needed',
  'bad-input',
  'bad-path',
  'not-a-project',
]);

/** Exit code and sentence of whatever ended a command. */
export function complaintOf(error: unknown): { message: string; exitCode: number } {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof StudioError) {
    const message = error.hint === '' ? error.message : `${error.message} ${error.hint}`;
    return { message, exitCode: WRONG_USE.has(error.code) ? EXIT.wrongUse : EXIT.problems };
  }
  return {
    message: error instanceof Error ? error.message : String(error),
    exitCode: EXIT.problems,
  };
}
