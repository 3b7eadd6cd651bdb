/** Thumbnails as object URLs: asked for once, the oldest unused revoked above a fixed number. */
import type { Link } from '../bridge/link.js';

const MAX_ENTRIES = 400;

interface Entry {
  url: string | null;
  users: number;
  readonly listeners: Set<() => void>;
}

export class ThumbnailCache {
  /** In the order of last use, oldest first. */
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly link: Pick<Link, 'call'>) {}

  /** The URL of a sample's thumbnail, null until it has arrived. */
  url(id: string): string | null {
    return this.entries.get(id)?.url ?? null;
  }

  /** Keeps the thumbnail of `id` while used; tells when it has arrived. */
  use(id: string, listener: () => void): () => void {
    const known = this.entries.get(id);
    const entry: Entry = known ?? { url: null, users: 0, listeners: new Set() };
    this.entries.delete(id);
    this.entries.set(id, entry);
    entry.users += 1;
    entry.listeners.add(listener);
    if (!known) this.load(id, entry);
    return () => {
      entry.users -= 1;
      entry.listeners.delete(listener);
      this.trim();
    };
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) this.drop(id);
  }

  clear(): void {
    for (const id of [...this.entries.keys()]) this.drop(id);
  }

  private load(id: string, entry: Entry): void {
    this.link.call('samples.picture', { id, kind: 'thumbnail' }).then(
      ({ mime, bytes }) => {
        if (this.entries.get(id) !== entry) return;
        // A view may sit on a larger buffer: the Blob takes a copy of its own part.
        entry.url = URL.createObjectURL(new Blob([bytes.slice()], { type: mime }));
        for (const listener of entry.listeners) listener();
      },
      () => {
        // A missing thumbnail leaves its tile blank; it is asked for again when next shown.
        if (this.entries.get(id) === entry) this.entries.delete(id);
      },
    );
  }

  private drop(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    if (entry.url !== null) URL.revokeObjectURL(entry.url);
    entry.url = null;
    for (const listener of entry.listeners) listener();
  }

  private trim(): void {
    for (const [id, entry] of this.entries) {
      if (this.entries.size <= MAX_ENTRIES) return;
      if (entry.users === 0) this.drop(id);
    }
  }
}
