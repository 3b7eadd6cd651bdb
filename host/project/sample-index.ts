/**
 * The index over the samples of an open project, in memory and cached in index.jsonl. It is rebuilt
 * from the files wherever they are not what the cache says, and follows what others change.
 */
import { existsSync, watch, type FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrokenSample, SampleSummary } from '../../core/contract/schema/sample.js';
import { asStudioError, errnoOf } from '../files/errors.js';
import { IndexCache, sameStamp, stampOf, type CachedSample, type Stamp } from './index-cache.js';
import { readSample, sampleHash, summarise, type LoadedSample } from './sample-files.js';
import type { StoreChange } from './store.js';

/** How many sample folders are read at once. */
const READERS = 24;
/** Looking at many files in one go must not hold up the frames: a pause after so long. */
const SLICE_MS = 8;
/** Own changes go to the cache together. */
const SETTLE_MS = 250;
const WATCH_MS = 150;
const MIN_RESCAN_MS = 2000;
/** A look at all files may take this share of the time. */
const RESCAN_SHARE = 0.04;

interface Entry {
  loaded: LoadedSample;
  summary: SampleSummary | null;
  /** Null while what is in memory is newer than what was last looked at. */
  stamp: Stamp | null;
}

export class SampleIndex {
  private readonly folder: string;
  private readonly cache: IndexCache;
  private readonly entries = new Map<string, Entry>();
  private readonly broken = new Map<string, { reason: string; stamp: Stamp | null }>();
  private readonly dirty = new Set<string>();
  private order: readonly SampleSummary[] | null = null;
  private settleTimer: NodeJS.Timeout | null = null;
  private rescanTimer: NodeJS.Timeout | null = null;
  private watcher: FSWatcher | null = null;
  private scanning: Promise<StoreChange> | null = null;
  private closed = false;
  private changed: (change: StoreChange) => void = () => undefined;

  constructor(project: string, writable: boolean) {
    this.folder = join(project, 'samples');
    this.cache = new IndexCache(join(project, 'index.jsonl'), writable);
  }

  get size(): number {
    return this.entries.size;
  }

  has(id: string): boolean {
    return this.entries.has(id);
  }

  get(id: string): LoadedSample | undefined {
    return this.entries.get(id)?.loaded;
  }

  keys(): IterableIterator<string> {
    return this.entries.keys();
  }

  *values(): Generator<LoadedSample> {
    for (const { loaded } of this.entries.values()) yield loaded;
  }

  summary(id: string): SampleSummary | undefined {
    const entry = this.entries.get(id);
    return entry && (entry.summary ??= summarise(entry.loaded));
  }

  /** Newest first; the same array until something changes. */
  summaries(): readonly SampleSummary[] {
    this.order ??= [...this.entries.values()]
      .map((entry) => (entry.summary ??= summarise(entry.loaded)))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    return this.order;
  }

  brokenSamples(): BrokenSample[] {
    return [...this.broken].map(([name, { reason }]) => ({
      path: join(this.folder, name),
      reason,
    }));
  }

  /** What this studio has just written; it is looked at again before it goes to the cache. */
  set(id: string, loaded: LoadedSample): void {
    this.entries.set(id, { loaded, summary: null, stamp: null });
    this.broken.delete(id);
    this.order = null;
    this.dirty.add(id);
    this.settleTimer ??= setTimeout(() => {
      this.settleTimer = null;
      void this.rescan([...this.dirty]).then(this.changed);
    }, SETTLE_MS).unref();
  }

  delete(id: string): void {
    this.entries.delete(id);
    this.dirty.delete(id);
    this.order = null;
  }

  /** Reads the cache, looks at every sample, reads those that differ. @throws StudioError where samples/ cannot be listed */
  async load(): Promise<void> {
    const cached = await this.cache.read();
    const stale: string[] = [];
    let sliceFrom = performance.now();
    for (const name of await this.names()) {
      if (performance.now() - sliceFrom > SLICE_MS) {
        await pause();
        sliceFrom = performance.now();
      }
      const found = cached.get(name);
      const stamp = found ? stampOf(join(this.folder, name)) : null;
      if (found && stamp && sameStamp(stamp, found.stamp))
        this.entries.set(name, { loaded: found, summary: null, stamp });
      else stale.push(name);
    }
    await this.readAll(stale);
    this.remember(stale);
  }

  /**
   * Looks at the files again and takes over what others have changed.
   * @param only these samples; all by default
   */
  async rescan(only?: readonly string[]): Promise<StoreChange> {
    if (only) return this.look(only);
    // A second look while one goes on would see the same.
    this.scanning ??= this.names()
      .then((names) => this.look(names, new Set(names)))
      .catch(() => ({ upserted: [], removed: [] }))
      .finally(() => {
        this.scanning = null;
      });
    return this.scanning;
  }

  private async look(names: readonly string[], all?: ReadonlySet<string>): Promise<StoreChange> {
    const before = new Map<string, string>();
    const stale: string[] = [];
    let sliceFrom = performance.now();
    for (const name of names) {
      if (performance.now() - sliceFrom > SLICE_MS) {
        await pause();
        sliceFrom = performance.now();
      }
      const stamp = stampOf(join(this.folder, name));
      const known = this.entries.get(name)?.stamp ?? this.broken.get(name)?.stamp ?? null;
      if (stamp && known && sameStamp(stamp, known)) continue;
      if (!stamp && this.broken.has(name)) continue;
      stale.push(name);
      before.set(name, JSON.stringify(this.summary(name) ?? null));
    }
    await this.readAll(stale);
    this.remember(stale);
    const removed: string[] = [];
    for (const id of [...this.entries.keys()]) {
      if (all?.has(id) === false && !this.dirty.has(id) && !stampOf(join(this.folder, id))) {
        this.delete(id);
        removed.push(id);
      }
    }
    if (all)
      for (const name of [...this.broken.keys()]) if (!all.has(name)) this.broken.delete(name);
    const upserted: SampleSummary[] = [];
    for (const name of stale) {
      const summary = this.summary(name);
      if (summary && JSON.stringify(summary) !== before.get(name)) upserted.push(summary);
      if (!summary && before.get(name) !== 'null') removed.push(name);
    }
    return { upserted, removed };
  }

  /** Follows the folder until `close`; what this studio writes itself is not told. */
  follow(changed: (change: StoreChange) => void): void {
    this.changed = (change) => {
      if (!this.closed && change.upserted.length + change.removed.length > 0) changed(change);
    };
    let soon: NodeJS.Timeout | null = null;
    try {
      this.watcher = watch(this.folder, { persistent: false }, () => {
        soon ??= setTimeout(() => {
          soon = null;
          if (!this.closed) void this.rescan().then(this.changed);
        }, WATCH_MS).unref();
      });
      // The folder may vanish or its share be lost; the regular look goes on.
      this.watcher.on('error', () => this.watcher?.close());
    } catch {
      this.watcher = null;
    }
    const next = (waitMs: number): void => {
      this.rescanTimer = setTimeout(() => {
        const from = performance.now();
        void this.rescan().then((change) => {
          if (this.closed) return;
          this.changed(change);
          next(Math.max(MIN_RESCAN_MS, (performance.now() - from) / RESCAN_SHARE));
        });
      }, waitMs).unref();
    };
    next(MIN_RESCAN_MS);
  }

  async close(): Promise<void> {
    this.watcher?.close();
    if (this.rescanTimer) clearTimeout(this.rescanTimer);
    if (this.settleTimer) clearTimeout(this.settleTimer);
    if (this.dirty.size > 0) await this.rescan([...this.dirty]);
    this.closed = true;
    await this.cache.settled();
  }

  private async names(): Promise<string[]> {
    const names = await readdir(this.folder).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return [];
      throw asStudioError(error, this.folder);
    });
    return names.filter((name) => !name.startsWith('.')).sort();
  }

  private async readAll(names: readonly string[]): Promise<void> {
    const work = names[Symbol.iterator]();
    const reader = async (): Promise<void> => {
      for (const name of work) await this.readOne(name);
    };
    await Promise.all(Array.from({ length: READERS }, reader));
  }

  private async readOne(name: string): Promise<void> {
    const folder = join(this.folder, name);
    this.dirty.delete(name);
    const stamp = stampOf(folder);
    try {
      const loaded = await readSample(folder);
      // Set again while it was read: what is in memory is newer.
      if (this.dirty.has(name)) return;
      const after = stampOf(folder);
      const steady = stamp && after && sameStamp(stamp, after) ? stamp : null;
      this.entries.set(name, { loaded, summary: null, stamp: steady });
      this.broken.delete(name);
    } catch (error) {
      if (this.dirty.has(name)) return;
      this.entries.delete(name);
      this.order = null;
      // A folder that went away meanwhile is not broken.
      if (!existsSync(folder)) return;
      this.broken.set(name, {
        reason: error instanceof Error ? error.message : String(error),
        stamp,
      });
    }
    this.order = null;
  }

  private remember(names: readonly string[]): void {
    const entries = names.flatMap((name) => this.cachedOf(name));
    this.cache.append(entries, () => this.everyCached(), this.entries.size);
  }

  private *everyCached(): Generator<CachedSample> {
    for (const name of this.entries.keys()) yield* this.cachedOf(name);
  }

  private cachedOf(name: string): CachedSample[] {
    const entry = this.entries.get(name);
    if (!entry?.stamp) return [];
    const { sample, work } = entry.loaded;
    return [{ sample, work, stamp: entry.stamp, hash: sampleHash(sample) }];
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
