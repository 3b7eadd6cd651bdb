/**
 * Starts a studio of its own for a test: the compiled host on a free loopback port, with its own
 * configuration folder and project folder, ended with the test by process id.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface StudioOptions {
  /** As `--source`; the simulated camera unless given. */
  readonly source?: string;
  /** Opens this project at the start; none unless given. */
  readonly project?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningStudio {
  readonly url: string;
  readonly host: ChildProcess;
  /** Holds the configuration folder and the project folders of this test. */
  readonly folder: string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** A new folder for one test's files. */
export async function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'pd-studio-e2e-'));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Starts the host and waits for its one line `PD Studio ready: URL`. */
export async function startStudio(
  folder: string,
  options: StudioOptions = {},
): Promise<RunningStudio> {
  const args = ['out/host/cli/main.js', 'serve', '--no-open', '--port', '0'];
  args.push('--config', join(folder, 'config'), '--source', options.source ?? 'simulated');
  if (options.project !== undefined) args.push('--project', options.project);
  const host = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const ended = new Promise<void>((resolve) =>
    host.once('exit', () => {
      resolve();
    }),
  );
  let complaints = '';
  host.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000);
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: host.stdout }).on('line', (line) => {
      const match = /^PD Studio ready: (\S+)$/.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
    host.once('error', reject);
    void ended.then(() => {
      reject(new Error(`The host ended before it was ready: ${complaints}`));
    });
  });
  return {
    url,
    host,
    folder,
    async kill(signal) {
      if (host.exitCode === null && host.signalCode === null) host.kill(signal);
      await ended;
    },
  };
}
