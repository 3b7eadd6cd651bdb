/** Installs what is missing and builds what is stale; on a warm start both are one look at the files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run, runTool } from './run.mjs';
import { contentOf, isFresh, stamp, stateOf } from './stamp.mjs';

const CODE = [
  'core',
  'native',
  'models',
  'host',
  'electron',
  'tsconfig.json',
  'tsconfig.base.json',
  'package-lock.json',
];
const PAGE = ['core', 'renderer', 'assets', 'package-lock.json'];

/** Ends the program with one sentence when Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `PD Studio needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one and try again.`,
  );
  process.exit(2);
}

/** Installs the packages of package-lock.json where they are missing or others. */
export async function install() {
  const wanted = contentOf('package-lock.json') + contentOf('package.json');
  if (existsSync(join(root, 'node_modules')) && isFresh('install', wanted)) return;
  console.error('Installing packages (first start, or they changed) ...');
  const { code, output } = await run(
    'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      capture: true,
    },
  );
  if (code !== 0) {
    console.error(output.split('\n').slice(-15).join('\n'));
    console.error('The packages could not be installed. Check the network and try again.');
    process.exit(1);
  }
  stamp('install', wanted);
}

/** Compiles TypeScript and the page where their sources changed. */
export async function build() {
  const code = stateOf(CODE);
  if (!existsSync(join(root, 'out/host')) || !isFresh('build-code', code)) {
    console.error('Building ...');
    await must('typescript/bin/tsc', ['--build', 'core', 'native', 'models', 'host', 'electron']);
    await must('esbuild/bin/esbuild', [
      'electron/preload.ts',
      '--bundle',
      '--platform=node',
      '--format=cjs',
      '--external:electron',
      '--outfile=out/electron/preload.cjs',
      '--log-level=warning',
    ]);
    stamp('build-code', code);
  }
  const page = stateOf(PAGE);
  if (!existsSync(join(root, 'out/renderer/index.html')) || !isFresh('build-page', page)) {
    console.error('Building the page ...');
    await must('vite/bin/vite.js', [
      'build',
      '--config',
      'renderer/vite.config.ts',
      '--logLevel',
      'warn',
    ]);
    stamp('build-page', page);
  }
}

async function must(script, args) {
  const { code, output } = await runTool(script, args, { capture: true });
  if (code === 0) return;
  console.error(output);
  console.error(`The build failed in ${script.split('/')[0]}.`);
  process.exit(1);
}
