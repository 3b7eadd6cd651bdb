/**
 * Maps by model and sample hash: the newest in memory, more on disk under runs/inspections. A file is
 * [u32 LE JSON length][JSON][map][cell depths][foreground]; one that cannot be read is made again.
 */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomic } from '../files/atomic.js';
import type { RawInspection } from './protocol.js';

const IN_MEMORY = 48;
const ON_DISK = 2000;
const MAX_SIDE = 4096;

const headSchema = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  mapWidth: z.int().positive().max(MAX_SIDE),
  mapHeight: z.int().positive().max(MAX_SIDE),
  focal: z.tuple([z.number(), z.number()]).nullable(),
  score: z.number(),
  milliseconds: z.number(),
  provider: z.string(),
  hasDepth: z.boolean(),
});

export class MapCache {
  private readonly memory = new Map<string, RawInspection>();
  private readonly folder: string;
  private writes = 0;

  constructor(projectPath: string) {
    this.folder = join(projectPath, 'runs', 'inspections');
  }

  async get(modelHash: string, sampleHash: string): Promise<RawInspection | null> {
    const key = `${modelHash}/${sampleHash}`;
    const known = this.memory.get(key);
    if (known) {
      this.keep(key, known);
      return known;
    }
    const file = await readFile(this.path(modelHash, sampleHash)).catch(() => null);
    const found = file ? decode(file) : null;
    if (found) this.keep(key, found);
    return found;
  }

  /** In memory, at once. */
  put(modelHash: string, sampleHash: string, value: RawInspection): void {
    this.keep(`${modelHash}/${sampleHash}`, value);
  }

  /** On disk. A read-only or full folder only costs the next inspection its time. */
  async write(modelHash: string, sampleHash: string, value: RawInspection): Promise<void> {
    const path = this.path(modelHash, sampleHash);
    await writeAtomic(path, encode(value)).catch(() => undefined);
    this.writes += 1;
    if (this.writes % 100 === 1) await this.prune(modelHash);
  }

  private keep(key: string, value: RawInspection): void {
    this.memory.delete(key);
    this.memory.set(key, value);
    for (const old of this.memory.keys()) {
      if (this.memory.size <= IN_MEMORY) break;
      this.memory.delete(old);
    }
  }

  private path(modelHash: string, sampleHash: string): string {
    return join(this.folder, modelHash.slice(0, 16), `${sampleHash.slice(0, 32)}.map`);
  }

  private async prune(modelHash: string): Promise<void> {
    const folder = join(this.folder, modelHash.slice(0, 16));
    await mkdir(folder, { recursive: true }).catch(() => undefined);
    const names = await readdir(folder).catch(() => []);
    if (names.length <= ON_DISK) return;
    const dated = await Promise.all(
      names.map(async (name) => ({
        name,
        at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0,
      })),
    );
    dated.sort((a, b) => a.at - b.at);
    for (const { name } of dated.slice(0, names.length - ON_DISK))
      await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

function encode(value: RawInspection): Buffer {
  const { map, cellDepths, foreground, ...rest } = value;
  const head = Buffer.from(JSON.stringify({ ...rest, hasDepth: cellDepths !== null }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, mapBytes(map, cellDepths, foreground)]);
}

/** Map, cell depths where there are some, foreground: as they travel to the page and lie on disk. */
export function mapBytes(
  map: Float32Array,
  cellDepths: Float32Array | null,
  foreground: Uint8Array,
): Buffer {
  const view = (data: Float32Array | Uint8Array): Uint8Array =>
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([view(map), ...(cellDepths ? [view(cellDepths)] : []), view(foreground)]);
}

function decode(file: Buffer): RawInspection | null {
  if (file.length < 4) return null;
  const length = file.readUInt32LE(0);
  if (length > file.length - 4) return null;
  const head = headSchema.safeParse(parse(file.toString('utf8', 4, 4 + length)));
  if (!head.success) return null;
  const { hasDepth, ...rest } = head.data;
  const cells = rest.mapWidth * rest.mapHeight;
  if (file.length !== 4 + length + cells * (hasDepth ? 9 : 5)) return null;
  // Copied: float views need an aligned start.
  const body = new Uint8Array(file.subarray(4 + length));
  return {
    ...rest,
    map: new Float32Array(body.buffer, 0, cells),
    cellDepths: hasDepth ? new Float32Array(body.buffer, cells * 4, cells) : null,
    foreground: body.subarray(cells * (hasDepth ? 8 : 4)),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
