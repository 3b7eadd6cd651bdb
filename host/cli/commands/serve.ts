/** serve: the studio for a browser on this machine. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError, type Command } from 'commander';
import { configFolder } from '../../preferences/config-folder.js';
import { startWebServer } from '../../server/web-server.js';
import { createStudio } from '../../services/studio.js';
import { openLog } from '../log.js';
import { printLine, progress } from '../output.js';

interface ServeOptions {
  readonly port: number;
  readonly open: boolean;
  readonly project?: string;
  readonly source?: string;
  readonly config?: string;
}

const PAGE_FOLDER = fileURLToPath(new URL('../../../renderer/', import.meta.url));

export function addServe(program: Command): void {
  program
    .command('serve')
    .alias('start')
    .description('run the studio for a browser on this machine')
    .option('--port <port>', 'port on 127.0.0.1; 0 for any free one', parsePort, 4405)
    .option('--no-open', 'do not open the browser')
    .option('--project <dir>', 'open this project')
    .option('--source <source>', 'open this camera, recording, folder or simulated[:key=value,...]')
    .option('--config <dir>', 'folder of settings and log')
    .addHelpText(
      'after',
      '\nExamples:\n  pd-studio serve --port 0\n  pd-studio serve --no-open --source simulated:tilt=2,object=crab',
    )
    .action(serve);
}

function parsePort(value: string): number {
  const port = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65535)) throw new InvalidArgumentError('Use a number from 0 to 65535.');
  return port;
}

async function serve(options: ServeOptions): Promise<void> {
  const folder = options.config ?? configFolder();
  const log = await openLog(folder);
  const studio = await createStudio({
    shell: 'browser',
    configFolder: folder,
    project: options.project ?? null,
    source: options.source ?? null,
    log: (message) => {
      log.warn({}, message);
    },
  });
  const started = studio.start();
  const server = await startWebServer({
    port: options.port,
    pageFolder: PAGE_FOLDER,
    handlers: studio.handlers,
    hub: studio.hub,
    log,
  }).catch(async (error: unknown) => {
    await studio.dispose();
    throw error;
  });
  printLine(`PD Studio ready: ${server.url}`);
  if (options.open) openBrowser(server.url);
  const ending = { begun: false };
  const end = (): void => {
    if (ending.begun) return;
    ending.begun = true;
    void server
      .close()
      .then(() => studio.dispose())
      .then(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  await started;
}

function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'win32'
      ? ['cmd', '/c', 'start', '""', url]
      : process.platform === 'darwin'
        ? ['open', url]
        : ['xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {
    progress('No browser could be opened; open the address above by hand.');
  });
  child.unref();
}
