import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderFormats } from './formats.js';

it('docs/formats.md is what the schemas say (npm run docs writes it)', () => {
  expect(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'formats.md'), 'utf8')).toBe(
    renderFormats(),
  );
});
