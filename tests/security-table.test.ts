import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './support/shared-data.js';

const page = readFileSync(join(root, 'docs/security.md'), 'utf8');

/** Rows whose last two cells are a file and a line of it, both as code. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  )
  .map((cells) => ({ what: cells[0] ?? '', file: cells.at(-2) ?? '', line: cells.at(-1) ?? '' }))
  .filter(({ file }) => file.startsWith('`'))
  .map(({ what, file, line }) => ({ what, file: file.slice(1, -1), line: line.slice(1, -1) }));

describe('docs/security.md', () => {
  it.each(rows)('should quote a line of $file for: $what', ({ file, line }) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(line);
  });

  it("should have all items of Electron's checklist", () => {
    const items = rows.map(({ what }) => /^(\d+) /.exec(what)?.[1]).filter((n) => n !== undefined);
    expect([...new Set(items.map(Number))]).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('should be right that nothing opens addresses outside or runs text as code', () => {
    for (const folder of ['electron', 'renderer', 'host', 'core']) {
      const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
      for (const name of files.filter((file) => /(?<!\.test)\.tsx?$/.test(file))) {
        const text = readFileSync(join(root, folder, name), 'utf8');
        for (const pattern of [
          /openExternal/,
          /dangerouslySetInnerHTML/,
          /\beval\(/,
          /new Function\(/,
        ])
          expect(text, `${folder}/${name}`).not.toMatch(pattern);
      }
    }
  });
});
