import { expect, it } from 'vitest';
import { csvLine } from './csv.js';

it.each([
  [['a', 1.5, -2], 'a,1.5,-2\r\n'],
  [['say "no"', 'a,b', 'two\nlines'], '"say ""no""","a,b","two\nlines"\r\n'],
  [[['dent', 'crack'], ''], 'dent; crack,\r\n'],
  [['=1+1', '@x', '-5 mm'], "'=1+1,'@x,'-5 mm\r\n"],
])('writes %j as spreadsheets read it, and no formula', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});
