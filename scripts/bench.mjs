#!/usr/bin/env node
/**
 * npm run bench -- NAME [PART ...]: runs bench/NAME.ts, or only some of its parts where it has any, and
 * writes bench/results/NAME.json and .md. Rows of parts that did not run stay as they were.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
const { bench, parts } = await import(pathToFileURL(join(root, bundle)).href);
const wanted = process.argv.slice(3);
const known = Object.keys(parts ?? {});
if (wanted.some((part) => !known.includes(part))) {
  console.error(
    known.length === 0 ? `${name} has no parts.` : `The parts of ${name} are ${known.join(', ')}.`,
  );
  process.exit(2);
}
const tell = (line) => console.error(line);
const rows = parts ? await runParts() : await bench(tell);

async function runParts() {
  const file = join(root, `bench/results/${name}.json`);
  const old = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).rows : [];
  const all = [];
  for (const part of known) {
    if (wanted.length > 0 && !wanted.includes(part)) {
      all.push(...old.filter((row) => row.part === part));
      continue;
    }
    // A part that cannot run here leaves the others their rows.
    const measured = await parts[part](tell).catch((error) => [
      { what: `${part}: not measured`, value: String(error.message), target: '', met: null },
    ]);
    all.push(...measured.map((row) => ({ part, ...row })));
  }
  return all;
}
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
