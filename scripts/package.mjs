#!/usr/bin/env node
/** npm run package: installers of this platform through electron-builder. */
import { build, checkNode, install } from './lib/prepare.mjs';
import { runTool } from './lib/run.mjs';

checkNode();
await install();
await build();
const { code } = await runTool('electron-builder/cli.js', process.argv.slice(2));
process.exit(code);
