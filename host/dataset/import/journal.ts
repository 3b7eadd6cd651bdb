/**
 * Which samples of a source a project holds already, so that an import that was ended goes on where
 * it stopped. One line per sample, appended after the sample is on disk; a line that is lost only
 * means that the sample is compared by its pictures once more.
 */
import { createHash } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readBounded } from '../../files/atomic.js';
import type { ProjectStore } from '../../project/store.js';

const lineSchema = z.object({ key: z.string(), id: z.string() });
const MAX_BYTES = 256 * 1024 * 1024;

export interface ImportJournal {
  /** Id of the sample that a key became, while the project still holds it. */
  known(key: string): string | null;
  add(key: string, id: string): Promise<void>;
}

export async function openJournal(store: ProjectStore, source: string): Promise<ImportJournal> {
  const folder = join(store.path, 'imports');
  const name = createHash('sha256').update(source).digest('hex').slice(0, 16);
  const path = join(folder, `${name}.jsonl`);
  const present = new Set(store.samples().map((sample) => sample.id));
  const done = new Map<string, string>();
  const text = await readBounded(path, MAX_BYTES).then(
    (data) => data.toString('utf8'),
    () => '',
  );
  for (const line of text.split('\n')) {
    try {
      const parsed = lineSchema.safeParse(JSON.parse(line));
      if (parsed.success && present.has(parsed.data.id)) done.set(parsed.data.key, parsed.data.id);
    } catch {
      // The last line of an import that was killed may be cut off.
    }
  }
  return {
    known: (key) => done.get(key) ?? null,
    async add(key, id) {
      done.set(key, id);
      await mkdir(folder, { recursive: true });
      await appendFile(path, `${JSON.stringify({ key, id })}\n`);
    },
  };
}
