#!/usr/bin/env node
/** npm start: installs what is missing, builds what is stale, runs the studio in Electron or the browser. */
import { spawn } from 'node:child_process';
import { checkNode, build, install } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';

checkNode();
const args = process.argv.slice(2);
const noOpen = args.includes('--no-open');
const retry = args.includes('--retry-electron');
const passed = args.filter((arg) => arg !== '--retry-electron');

await install();
await build();

let command = [process.execPath, 'out/host/cli/main.js', 'serve', ...passed];
if (!noOpen) {
  const { ensureElectron } = await import('./lib/electron-binary.mjs');
  const electron = hasDisplay()
    ? await ensureElectron({ retry })
    : { path: null, reason: 'there is no display' };
  if (electron.path) command = [electron.path, '.', ...passed];
  else console.error(`Running in the browser: ${electron.reason}.`);
  if (!electron.path && !hasDisplay()) command.push('--no-open');
}

const child = spawn(command[0], command.slice(1), { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

function hasDisplay() {
  return (
    process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  );
}
