/** doctor: what this machine has for the studio, what is missing, and what to do. */
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { configFolder } from '../../preferences/config-folder.js';
import { examine, lookForSdk } from '../../services/doctor.js';
import { CommandError, EXIT, printJson, printLine } from '../output.js';

const MARKS = { pass: 'ok  ', warn: 'warn', fail: 'FAIL', info: '    ' } as const;

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check Node, librealsense, USB permissions, cameras, disk and settings')
    .option('--json', 'JSON lines on stdout')
    .addHelpText('after', '\nExample:\n  pd-studio doctor')
    .action(doctor);
}

async function doctor(options: { json?: boolean }): Promise<void> {
  const script = fileURLToPath(new URL('../../services/sdk-report.js', import.meta.url));
  const checks = await examine(configFolder(), await lookForSdk(script));
  for (const check of checks) {
    if (options.json === true) printJson(check);
    else {
      printLine(`${MARKS[check.state]}  ${check.name}: ${check.message}`);
      if (check.remedy !== '' && check.state !== 'pass') printLine(`      ${check.remedy}`);
    }
  }
  if (checks.some((check) => check.state === 'fail'))
    throw new CommandError('Something needs mending.', EXIT.problems);
}
