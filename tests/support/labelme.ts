/** The real LabelMe, where a Python with it is found; `node scripts/labelme-oracle.mjs` makes one under .cache. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Rasteriser } from '../../core/annotation/raster/shape.js';
import { root } from './shared-data.js';

const ORACLE = join(root, 'tests/oracles/labelme_masks.py');
const VARIABLES: Readonly<Record<Rasteriser, string>> = {
  'labelme-7.9.1': 'PD_STUDIO_LABELME_PYTHON',
  'labelme-5.1.1': 'PD_STUDIO_LABELME_OLD_PYTHON',
};

/** Path of the Python with this LabelMe; null where there is none. */
export function labelmePython(which: Rasteriser): string | null {
  const given = process.env[VARIABLES[which]];
  const made = join(root, '.cache', which, 'bin/python');
  return [given, made].find((path) => path !== undefined && existsSync(path)) ?? null;
}

export const noLabelme = (which: Rasteriser): string =>
  `no Python with ${which}: node scripts/labelme-oracle.mjs makes one, or set ${VARIABLES[which]}`;

/** Runs tests/oracles/labelme_masks.py and gives its lines without the first, which names the versions. */
export function askLabelme(python: string, args: readonly string[], input = ''): unknown[] {
  const { status, stdout, stderr } = spawnSync(python, [ORACLE, ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, QT_QPA_PLATFORM: 'offscreen' },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as unknown);
}
