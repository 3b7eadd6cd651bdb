/** npm run bench -- dataset: the numbers of the data set issue; each part is a file of bench/dataset. */
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportRows } from './dataset/export.js';
import { importRows } from './dataset/import.js';
import { simulateRows } from './dataset/simulate.js';
import { storeRows } from './dataset/store.js';
import type { Row } from './detector/row.js';

/** Each gets a folder of its own under the temporary one. */
const PARTS: readonly ((folder: string, tell: (line: string) => void) => Promise<Row[]>)[] = [
  exportRows,
  importRows,
  storeRows,
  simulateRows,
];

export async function bench(tell: (line: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  for (const part of PARTS) {
    const folder = mkdtempSync(join(place(), 'pd-studio-bench-'));
    try {
      rows.push(...(await part(folder, tell)));
    } catch (error) {
      // A part that cannot run here (no librealsense, no shared data) leaves the others their rows.
      const reason = error instanceof Error ? error.message : String(error);
      rows.push({ what: `${part.name}: not measured`, value: reason, target: '', met: null });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}

/** Memory where the system has such a place with 10 GB free: the disk would decide otherwise, for both. */
function place(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 10e9 ? memory : tmpdir();
}
