#!/usr/bin/env node
/** pd-studio: the command line; builds first where the sources changed. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build, checkNode, install } from './lib/prepare.mjs';

checkNode();
await install();
await build();
const entry = fileURLToPath(new URL('../out/host/cli/main.js', import.meta.url));
const child = spawn(process.execPath, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
