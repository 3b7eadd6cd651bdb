#!/usr/bin/env node
/** npm run bench -- NAME: runs bench/NAME.ts and writes bench/results/NAME.json and .md. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, checkNode, install } from './lib/prepare.mjs';
import { root } from './lib/root.mjs';
import { runTool } from './lib/run.mjs';

checkNode();
const name = process.argv[2] ?? '';
if (!/^[a-z-]+$/.test(name) || !existsSync(join(root, `bench/${name}.ts`))) {
  const known = readdirSync(join(root, 'bench'))
    .filter((f) => f.endsWith('.ts'))
    .map((f) => f.slice(0, -3));
  console.error(`Use npm run bench -- NAME, with NAME one of ${known.join(', ')}.`);
  process.exit(2);
}
await install();
await build();
const bundle = `out/bench/${name}.mjs`;
const { code, output } = await runTool(
  'esbuild/bin/esbuild',
  [
    `bench/${name}.ts`,
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--packages=external',
    `--outfile=${bundle}`,
    '--log-level=warning',
  ],
  { capture: true },
);
if (code !== 0) {
  console.error(output);
  process.exit(1);
}
const { bench } = await import(pathToFileURL(join(root, bundle)).href);
const rows = await bench((line) => console.error(line));
const result = {
  name,
  command: `npm run bench -- ${name}`,
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
  rows,
};
mkdirSync(join(root, 'bench/results'), { recursive: true });
writeFileSync(join(root, `bench/results/${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
const table = rows.map(
  (r) => `| ${r.what} | ${r.value} | ${r.target} | ${r.met === null ? '' : r.met ? 'yes' : 'no'} |`,
);
const page = [
  `# Benchmark: ${name}`,
  '',
  `\`${result.command}\`, ${result.date}, Node ${result.node}, ${result.cpu}.`,
  '',
  '| what | measured (median unless said) | target | met |',
  '| --- | --- | --- | --- |',
  ...table,
  '',
].join('\n');
writeFileSync(join(root, `bench/results/${name}.md`), page);
console.log(page);
process.exit(0);
