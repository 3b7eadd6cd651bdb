#!/usr/bin/env node
/** npm start: installs what is missing, builds what is stale, runs the studio in Electron or the browser. */
import { launch } from './lib/launch.mjs';
import { checkNode, build, install } from './lib/prepare.mjs';

checkNode();
const args = process.argv.slice(2);
const noOpen = args.includes('--no-open');
const retry = args.includes('--retry-electron');
const passed = args.filter((arg) => arg !== '--retry-electron');

await install();
await build();

const browser = [process.execPath, 'out/host/cli/main.js', 'serve', ...passed];
if (!noOpen && !hasDisplay()) browser.push('--no-open');
process.exit(
  noOpen ? await launch({ browser }) : await launch({ electron: await window(), browser }),
);

async function window() {
  if (!hasDisplay()) return { command: null, reason: 'there is no display' };
  const { ensureElectron } = await import('./lib/electron-binary.mjs');
  const { path, reason } = await ensureElectron({ retry });
  return path ? { command: [path, '.', ...passed] } : { command: null, reason };
}

function hasDisplay() {
  return (
    process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  );
}
