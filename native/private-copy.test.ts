import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { weakTemplates, withoutClashes } from './private-copy.js';

const folder = mkdtempSync(join(tmpdir(), 'pd-private-'));
let files = 0;
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A minimal shared object: header, .dynsym, .dynstr and three section headers. */
function elf(names: readonly string[], bind = 2): string {
  const strings = Buffer.from(`\0${names.join('\0')}\0`, 'latin1');
  const symbols = Buffer.alloc(24 * (names.length + 1));
  let nameAt = 1;
  names.forEach((name, index) => {
    const at = 24 * (index + 1);
    symbols.writeUInt32LE(nameAt, at);
    symbols.writeUInt8((bind << 4) | 2, at + 4);
    symbols.writeUInt16LE(1, at + 6);
    nameAt += name.length + 1;
  });
  const symbolsAt = 64;
  const stringsAt = symbolsAt + symbols.length;
  const sectionsAt = stringsAt + strings.length;
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeBigUInt64LE(BigInt(sectionsAt), 0x28);
  header.writeUInt16LE(64, 0x3a);
  header.writeUInt16LE(3, 0x3c);
  const sections = Buffer.alloc(64 * 3);
  const put = (index: number, type: number, at: number, bytes: number, link: number): void => {
    sections.writeUInt32LE(type, index * 64 + 4);
    sections.writeBigUInt64LE(BigInt(at), index * 64 + 0x18);
    sections.writeBigUInt64LE(BigInt(bytes), index * 64 + 0x20);
    sections.writeUInt32LE(link, index * 64 + 0x28);
  };
  put(1, 11, symbolsAt, symbols.length, 2);
  put(2, 3, stringsAt, strings.length, 0);
  const path = join(folder, `${(files += 1)}.so`);
  writeFileSync(path, Buffer.concat([header, symbols, strings, sections]));
  return path;
}

const VECTOR = '_ZNSt6vectorIiE4pushEv';
const SCANNER = '_ZNSt8__detail8_ScannerIcE10_M_advanceEv';

describe.runIf(process.platform === 'linux')('A private copy of the SDK', () => {
  it('is not made where the executable exports nothing of it', () => {
    const library = elf([SCANNER, 'rs2_create_context']);
    expect(withoutClashes(library, elf(['_ZNSt6vectorIcE4pushEv']), folder)).toBe(library);
    expect(withoutClashes(elf([VECTOR]), elf([VECTOR]), folder)).toMatch(/\d\.so$/);
    expect(withoutClashes(library, elf(['rs2_create_context']), folder)).toBe(library);
  });

  it('hides exactly the weak standard-library symbols that clash', () => {
    const library = elf([SCANNER, '_ZNKSt3ownE', 'rs2_create_context']);
    const copy = withoutClashes(library, elf([SCANNER, 'rs2_create_context', 'x']), folder);
    expect(copy).not.toBe(library);
    expect(withoutClashes(library, elf([SCANNER, 'rs2_create_context', 'x']), folder)).toBe(copy);
    const before = readFileSync(library);
    const after = readFileSync(copy);
    const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
    expect(changed).toEqual([weakTemplates(library)[0]?.visibilityAt]);
    expect(weakTemplates(copy).map(({ name }) => name)).toEqual(['_ZNKSt3ownE']);
  });

  it('leaves strong symbols alone', () => {
    expect(weakTemplates(elf([SCANNER], 1))).toEqual([]);
  });

  it('loads what it cannot read as it is', () => {
    const text = join(folder, 'text.so');
    writeFileSync(text, 'INPUT(librealsense2.so.2)');
    expect(withoutClashes(text, process.execPath, folder)).toBe(text);
    const cut = join(folder, 'cut.so');
    writeFileSync(cut, readFileSync(elf([SCANNER])).subarray(0, 100));
    expect(withoutClashes(cut, process.execPath, folder)).toBe(cut);
    expect(withoutClashes(join(folder, 'none.so'), process.execPath, folder)).toContain('none.so');
  });
});
