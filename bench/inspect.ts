/**
 * npm run bench -- inspect [PART ...]: the numbers of inspection. The page runs in a real Chromium, the model is
 * the lite preset in its real size with random weights: what it costs is real, what its maps show is not.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './detector/row.js';
import { listRows } from './inspect/list.js';
import { liveRows } from './inspect/live.js';
import { pageRows } from './inspect/overlay.js';

export const parts = Object.fromEntries(
  Object.entries({ overlay: pageRows, live: liveRows, list: listRows }).map(([name, part]) => [
    name,
    async (tell: (line: string) => void): Promise<Row[]> => {
      const folder = mkdtempSync(join(tmpdir(), 'pd-bench-inspect-'));
      try {
        return await part(folder, tell);
      } catch (error) {
        // A part that cannot run here leaves the others their rows.
        const reason = error instanceof Error ? error.message : String(error);
        return [{ what: `${name}: not measured`, value: reason, target: '', met: null }];
      } finally {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  ]),
);
