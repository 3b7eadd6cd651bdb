/** npm run bench -- dataset [PART ...]: the numbers of the data set issue; each part is a file of bench/dataset. */
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportRows } from './dataset/export.js';
import { importRows } from './dataset/import.js';
import { simulateRows } from './dataset/simulate.js';
import { storeRows } from './dataset/store.js';
import type { Row } from './detector/row.js';

/** Each gets a folder of its own, in memory where there is room. */
export const parts = Object.fromEntries(
  Object.entries({
    export: exportRows,
    import: importRows,
    store: storeRows,
    simulate: simulateRows,
  }).map(([name, part]) => [
    name,
    async (tell: (line: string) => void): Promise<Row[]> => {
      const folder = mkdtempSync(join(place(), 'pd-studio-bench-'));
      try {
        return await part(folder, tell);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  ]),
);

/** Memory where the system has such a place with 10 GB free: the disk would decide otherwise, for both. */
function place(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 10e9 ? memory : tmpdir();
}
