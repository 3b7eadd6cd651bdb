#!/usr/bin/env node
/** npm run build: compiles everything that is stale. */
import { build, checkNode, install } from './lib/prepare.mjs';

checkNode();
await install();
await build();
