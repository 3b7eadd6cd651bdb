#!/usr/bin/env node
/**
 * node scripts/labelme-oracle.mjs [--golden]: LabelMe 7.9.1 with Pillow 13.0.0 and LabelMe 5.1.1 with
 * Pillow 9.4.0, each in a virtual environment under .cache, for the tests that compare with the real
 * one. `--golden` writes tests/golden/labelme-masks.golden.json from both.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/root.mjs';
import { run } from './lib/run.mjs';

const ORACLE = join(root, 'tests/oracles/labelme_masks.py');
const GOLDEN = join(root, 'tests/golden/labelme-masks.golden.json');
const EXPLICIT = 400;
const STREAM = { seed: 20231104, blocks: 60, size: 200 };

const SETS = [
  {
    name: 'labelme-7.9.1',
    variable: 'PD_STUDIO_LABELME_PYTHON',
    pythons: ['python3.12', 'python3.13', 'python3.14'],
    packages: ['labelme==7.9.1', 'pillow==13.0.0'],
  },
  {
    name: 'labelme-5.1.1',
    variable: 'PD_STUDIO_LABELME_OLD_PYTHON',
    pythons: ['python3.11', 'python3.10', 'python3.9'],
    packages: ['labelme==5.1.1', 'pillow==9.4.0', 'numpy<2', 'PyQt5'],
  },
];

/** The Python that has this LabelMe; null where none can be made. */
async function ready({ name, variable, pythons, packages }) {
  if (process.env[variable]) return process.env[variable];
  const folder = join(root, '.cache', name);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(join(folder, 'complete'))) return python;
  for (const candidate of pythons) {
    const made = await run(candidate, ['-m', 'venv', folder], { capture: true });
    if (made.code !== 0) continue;
    console.error(`Installing ${packages.join(', ')} ...`);
    const { code, output } = await run(python, ['-m', 'pip', 'install', '-q', ...packages], {
      capture: true,
    });
    if (code === 0) {
      writeFileSync(join(folder, 'complete'), '');
      return python;
    }
    console.error(output.split('\n').slice(-5).join('\n'));
  }
  console.error(`${name}: none of ${pythons.join(', ')} could be used; its tests are skipped.`);
  return null;
}

async function oracle(python, ...args) {
  const { code, output } = await run(python, [ORACLE, ...args.map(String)], {
    capture: true,
    env: { ...process.env, QT_QPA_PLATFORM: 'offscreen' },
  });
  if (code !== 0) throw new Error(output);
  const [versions, ...lines] = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { versions, lines };
}

const found = {};
for (const set of SETS) {
  const python = await ready(set);
  if (python === null) continue;
  found[set.name] = python;
  console.log(`${set.variable}=${python}`);
}

if (process.argv.includes('--golden')) {
  const golden = { stream: STREAM, versions: {}, shapes: [], blocks: {} };
  for (const { name } of SETS) {
    const python = found[name];
    if (!python) throw new Error(`${name} is needed for the golden file`);
    const explicit = await oracle(python, 'golden', STREAM.seed, EXPLICIT);
    const blocks = await oracle(python, 'stream', STREAM.seed, STREAM.blocks, STREAM.size);
    golden.versions[name] = explicit.versions;
    golden.blocks[name] = blocks.lines;
    explicit.lines.forEach(({ hash, ...shape }, i) => {
      golden.shapes[i] ??= { ...shape, hashes: {} };
      golden.shapes[i].hashes[name] = hash.slice(0, 16);
    });
  }
  const shapes = golden.shapes.map((shape) => `    ${JSON.stringify(shape)}`).join(',\n');
  const head = JSON.stringify({ ...golden, shapes: [] }, null, 1).replace(
    '"shapes": []',
    `"shapes": [\n${shapes}\n  ]`,
  );
  writeFileSync(GOLDEN, `${head}\n`);
  console.log(
    `${GOLDEN} written: ${golden.shapes.length} shapes, ${STREAM.blocks * STREAM.size} in blocks`,
  );
}
