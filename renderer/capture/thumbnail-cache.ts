/** Pictures as object URLs: asked for once, the oldest unused revoked above a fixed number. */
import type { Link } from '../bridge/link.js';

const MAX_ENTRIES = 400;

interface Entry {
  url: string | null;
  users: number;
  readonly listeners: Set<() => void>;
}

export class UrlCache {
  /** In the order of last use, oldest first. */
  private readonly entries = new Map<string, Entry>();

  /** @param load makes the picture of a key; a failure leaves its place blank */
  constructor(private readonly load: (key: string) => Promise<Blob>) {}

  /** The URL of a picture, null until it has arrived. */
  url(key: string): string | null {
    return this.entries.get(key)?.url ?? null;
  }

  /** Keeps the picture of `key` while used; tells when it has arrived. */
  use(key: string, listener: () => void): () => void {
    const known = this.entries.get(key);
    const entry: Entry = known ?? { url: null, users: 0, listeners: new Set() };
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.users += 1;
    entry.listeners.add(listener);
    if (!known) this.ask(key, entry);
    return () => {
      entry.users -= 1;
      entry.listeners.delete(listener);
      this.trim();
    };
  }

  /** Drops the pictures of samples; keys are an id, or end with `/` and the id. */
  forget(ids: readonly string[]): void {
    const gone = new Set(ids);
    for (const key of [...this.entries.keys()])
      if (gone.has(key.slice(key.lastIndexOf('/') + 1))) this.drop(key);
  }

  clear(): void {
    for (const key of [...this.entries.keys()]) this.drop(key);
  }

  private ask(key: string, entry: Entry): void {
    this.load(key).then(
      (blob) => {
        if (this.entries.get(key) !== entry) return;
        entry.url = URL.createObjectURL(blob);
        for (const listener of entry.listeners) listener();
      },
      () => {
        // A missing picture leaves its place blank; it is asked for again when next shown.
        if (this.entries.get(key) === entry) this.entries.delete(key);
      },
    );
  }

  private drop(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    if (entry.url !== null) URL.revokeObjectURL(entry.url);
    entry.url = null;
    for (const listener of entry.listeners) listener();
  }

  private trim(): void {
    for (const [key, entry] of this.entries) {
      if (this.entries.size <= MAX_ENTRIES) return;
      if (entry.users === 0) this.drop(key);
    }
  }
}

/** Thumbnails of samples by their ids. */
export class ThumbnailCache extends UrlCache {
  constructor(link: Pick<Link, 'call'>) {
    super(async (id) => {
      const { mime, bytes } = await link.call('samples.picture', { id, kind: 'thumbnail' });
      // A view may sit on a larger buffer: the Blob takes a copy of its own part.
      return new Blob([bytes.slice()], { type: mime });
    });
  }
}
