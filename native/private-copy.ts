/**
 * A copy of the SDK whose C++ template code stays its own.
 *
 * Some builds of Node (the official Linux ones from 22 on) export hundreds of libstdc++ template
 * instances. The dynamic linker prefers those of the executable, and where they were compiled by
 * another GCC the SDK crashes inside them: std::regex while a recording is opened. RTLD_DEEPBIND
 * would also cut off a preloaded libusb, so the clashing weak symbols are hidden in a copy instead
 * (ELF-64 gABI: st_other, STV_HIDDEN binds references locally).
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const SHT_DYNSYM = 11;
const STB_WEAK = 2;
const STV_HIDDEN = 2;
const SYMBOL_BYTES = 24;
/** Internals of std::regex, whose layout changed in GCC 12; containers are the same in all. */
const REGEX = 'St8__detail8_Scanner';
const MAX_SECTIONS = 4096;
const MAX_TABLE_BYTES = 256 * 1024 * 1024;

interface Symbol {
  readonly name: string;
  /** Offset of st_other in the file, in bytes. */
  readonly visibilityAt: number;
}

/**
 * The path to load: the library itself, or a private copy of it where `executable` would replace
 * parts of its C++ code. Never throws: what cannot be read is loaded as it is.
 */
export function withoutClashes(
  path: string,
  executable = process.execPath,
  folder = cacheFolder(),
): string {
  if (process.platform !== 'linux') return path;
  try {
    const ours = weakTemplates(path);
    if (ours.length === 0) return path;
    const exported = new Set(weakTemplates(executable).map(({ name }) => name));
    const clashing = ours.filter(({ name }) => exported.has(name));
    return clashing.some(({ name }) => name.includes(REGEX))
      ? privateCopy(path, clashing, folder)
      : path;
  } catch {
    return path;
  }
}

function privateCopy(path: string, clashing: readonly Symbol[], folder: string): string {
  const bytes = readFileSync(path);
  for (const { visibilityAt } of clashing) bytes[visibilityAt] = STV_HIDDEN;
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const target = join(folder, `librealsense2-${digest}.so`);
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const partial = `${target}.${process.pid}`;
  try {
    writeFileSync(partial, bytes, { mode: 0o700 });
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
  return target;
}

function cacheFolder(): string {
  const root = process.env['XDG_CACHE_HOME'];
  return join(root !== undefined && root !== '' ? root : join(homedir(), '.cache'), 'pd-studio');
}

/** Weak, defined symbols of namespace std in the dynamic table of a 64-bit little-endian ELF file. */
export function weakTemplates(path: string): Symbol[] {
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    const read = (at: number, bytes: number): Buffer => {
      if (at < 0 || bytes < 0 || bytes > MAX_TABLE_BYTES || at + bytes > size)
        throw new RangeError('the ELF file is cut short');
      const buffer = Buffer.alloc(bytes);
      readSync(file, buffer, 0, bytes, at);
      return buffer;
    };
    const header = read(0, 64);
    // \x7fELF, class 2 (64 bit), data 1 (little-endian)
    if (header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2 || header[5] !== 1) return [];
    const entry = header.readUInt16LE(0x3a);
    const count = header.readUInt16LE(0x3c);
    if (entry < 64 || count > MAX_SECTIONS) return [];
    const sections = read(Number(header.readBigUInt64LE(0x28)), entry * count);
    const section = (index: number): { type: number; at: number; bytes: number; link: number } => ({
      type: sections.readUInt32LE(index * entry + 4),
      at: Number(sections.readBigUInt64LE(index * entry + 0x18)),
      bytes: Number(sections.readBigUInt64LE(index * entry + 0x20)),
      link: sections.readUInt32LE(index * entry + 0x28),
    });
    for (let index = 0; index < count; index += 1) {
      const table = section(index);
      if (table.type !== SHT_DYNSYM || table.link >= count) continue;
      const strings = section(table.link);
      return symbolsOf(read(table.at, table.bytes), read(strings.at, strings.bytes), table.at);
    }
    return [];
  } finally {
    closeSync(file);
  }
}

function symbolsOf(table: Buffer, names: Buffer, tableAt: number): Symbol[] {
  const found: Symbol[] = [];
  for (let at = 0; at + SYMBOL_BYTES <= table.length; at += SYMBOL_BYTES) {
    const bind = table.readUInt8(at + 4) >> 4;
    const visibility = table.readUInt8(at + 5) & 3;
    const section = table.readUInt16LE(at + 6);
    if (bind !== STB_WEAK || section === 0 || visibility !== 0) continue;
    const start = table.readUInt32LE(at);
    const end = names.indexOf(0, start);
    if (end < 0) continue;
    const name = names.toString('latin1', start, end);
    if (/^_ZN?K?St/.test(name)) found.push({ name, visibilityAt: tableAt + at + 5 });
  }
  return found;
}
