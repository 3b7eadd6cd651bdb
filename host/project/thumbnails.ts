/** Small JPEGs of samples for trays and lists, kept outside the samples, under .cache; they may be deleted at any time. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rgbJpeg, thumbnailJpeg, type RgbPicture } from '../codecs/png.js';
import { writeAtomic } from '../files/atomic.js';

/** Width of a thumbnail at most; smaller pictures keep theirs. */
const THUMBNAIL_SIDE = 320;

export class Thumbnails {
  /** Of samples that were just shot: their pictures need not be read again. */
  private readonly fresh = new Map<string, Promise<Buffer>>();

  constructor(
    private readonly folder: string,
    private readonly writable: boolean,
  ) {}

  /** Makes the thumbnail of a sample that is being written. */
  prepare(id: string, small: RgbPicture): void {
    const made = rgbJpeg(small);
    this.fresh.set(id, made);
    void made
      .then((bytes) => this.keep(id, bytes))
      .catch(() => undefined)
      .finally(() => this.fresh.delete(id));
  }

  /** @param source the sample's colour picture */
  async of(id: string, source: string): Promise<Uint8Array> {
    const fresh = await this.fresh.get(id)?.catch(() => null);
    if (fresh) return fresh;
    const found = await readFile(this.pathOf(id)).catch(() => null);
    if (found) return found;
    const bytes = await thumbnailJpeg(source, await readFile(source), THUMBNAIL_SIDE);
    await this.keep(id, bytes);
    return bytes;
  }

  private async keep(id: string, bytes: Uint8Array): Promise<void> {
    if (this.writable) await writeAtomic(this.pathOf(id), bytes).catch(() => undefined);
  }

  private pathOf(id: string): string {
    return join(this.folder, `${id}.jpg`);
  }
}
