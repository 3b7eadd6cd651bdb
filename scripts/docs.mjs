#!/usr/bin/env node
/** npm run docs: writes docs/formats.md from the schemas in the code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, checkNode, install } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';

checkNode();
await install();
await build();
const { renderFormats } = await import(join(root, 'out/host/docs/formats.js'));
writeFileSync(join(root, 'docs/formats.md'), renderFormats());
console.log('docs/formats.md written');
