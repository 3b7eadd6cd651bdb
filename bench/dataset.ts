/** npm run bench -- dataset: the numbers of the data set issue; each part is a file of bench/dataset. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportRows } from './dataset/export.js';
import type { Row } from './detector/row.js';

/** Each gets a folder of its own under the temporary one. */
const PARTS: readonly ((folder: string, tell: (line: string) => void) => Promise<Row[]>)[] = [
  exportRows,
];

export async function bench(tell: (line: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  for (const part of PARTS) {
    const folder = mkdtempSync(join(tmpdir(), 'pd-studio-bench-'));
    try {
      rows.push(...(await part(folder, tell)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}
