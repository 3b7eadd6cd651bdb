#!/usr/bin/env node
/** npm run fuzz [-- COUNT]: damaged files for every parser of imports, 10000 each unless COUNT says otherwise. */
import { runTool } from './lib/run.mjs';

const count = process.argv[2] ?? '10000';
if (!/^[1-9]\d*$/.test(count)) {
  console.error('Use npm run fuzz -- COUNT with a whole number.');
  process.exit(2);
}
const { code } = await runTool('vitest/vitest.mjs', ['run', 'tests/fuzz'], {
  env: { ...process.env, PD_STUDIO_FUZZ: count },
});
process.exit(code);
