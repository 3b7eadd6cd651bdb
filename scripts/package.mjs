#!/usr/bin/env node
/** npm run package: installers of this platform through electron-builder, with TensorFlow where it can be had. */
import { build, checkNode, install } from './lib/prepare.mjs';
import { runTool } from './lib/run.mjs';
import { linkTensorflow } from './link-tensorflow.mjs';

checkNode();
await install();
await build();
const { linked, reason } = await linkTensorflow();
if (!linked) console.log(`The installers train on wasm: ${reason}.`);
const { code } = await runTool('electron-builder/cli.js', process.argv.slice(2));
process.exit(code);
