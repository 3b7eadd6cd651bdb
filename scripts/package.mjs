#!/usr/bin/env node
/** npm run package: installers of this platform through electron-builder, with TensorFlow and librealsense where they can be had. */
import { build, checkNode, install } from './lib/prepare.mjs';
import { runTool } from './lib/run.mjs';
import { placeSdk } from './place-sdk.mjs';
import { linkTensorflow } from './link-tensorflow.mjs';

checkNode();
await install();
await build();
const { linked, reason } = await linkTensorflow();
if (!linked) console.log(`The installers train on wasm: ${reason}.`);
const sdk = await placeSdk();
console.log(
  sdk.placed
    ? `The installers bring librealsense from ${sdk.folder}.`
    : `The installers bring no librealsense: ${sdk.reason}. Put its library and licence into ${sdk.folder} to bring them.`,
);
const { code } = await runTool('electron-builder/cli.js', process.argv.slice(2));
process.exit(code);
