/** The good sample that looks most like another: what it would look like without the fault. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Review } from '../../core/contract/schema/inspect.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import type { AbortSignalLike } from '../../core/contract/server.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { inside } from '../files/guard.js';
import type { ProjectStore } from '../project/store.js';

/** Small pictures keep place and colours of a part, not its texture. */
const LOOK = { width: 48, height: 32 } as const;
/** As many candidates are looked at, those shot nearest in time. */
const CANDIDATES = 400;
const READERS = 4;
const MAX_PIXELS = 64 * 1024 * 1024;

export interface Nearest {
  readonly sample: string;
  /** Mean difference of the small pictures, 0 to 1. */
  readonly difference: number;
}

export class NearestGood {
  private readonly looks = new Map<string, Promise<Uint8Array | null>>();

  constructor(private readonly store: ProjectStore) {}

  /** @param reviews a good sample that somebody rejected is no example @returns null without a candidate */
  async of(
    id: string,
    reviews: readonly Review[],
    signal?: AbortSignalLike,
  ): Promise<Nearest | null> {
    const samples = this.store.samples();
    const self = samples.find((sample) => sample.id === id);
    if (!self) return null;
    const rejected = new Set(
      reviews.filter(({ decision }) => decision === 'reject').map(({ sampleHash }) => sampleHash),
    );
    const taken = Date.parse(self.takenAt);
    const away = ({ takenAt }: SampleSummary): number => Math.abs(Date.parse(takenAt) - taken);
    const candidates = samples
      .filter(
        (sample) =>
          sample.id !== id &&
          sample.category === self.category &&
          sample.anomaly === GOOD &&
          !rejected.has(sample.sampleHash),
      )
      .sort((a, b) => away(a) - away(b))
      .slice(0, CANDIDATES);
    const own = await this.look(self);
    if (!own) return null;
    let best: Nearest | null = null;
    let next = 0;
    const work = async (): Promise<void> => {
      for (let other = candidates[next++]; other; other = candidates[next++]) {
        if (signal?.aborted === true) return;
        const look = await this.look(other);
        if (!look) continue;
        const difference = meanDifference(own, look);
        if (best === null || difference < best.difference) best = { sample: other.id, difference };
      }
    };
    await Promise.all(Array.from({ length: READERS }, work));
    return best;
  }

  private look({ id, sampleHash }: SampleSummary): Promise<Uint8Array | null> {
    const known = this.looks.get(sampleHash);
    if (known) return known;
    const made = this.read(id).catch(() => null);
    this.looks.set(sampleHash, made);
    return made;
  }

  private async read(id: string): Promise<Uint8Array> {
    const { sample, path } = await this.store.read(id);
    const file = await readFile(inside(path, sample.rgb.file));
    return sharp(file, { limitInputPixels: MAX_PIXELS })
      .resize(LOOK.width, LOOK.height, { fit: 'fill' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer();
  }
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return 1;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / (a.length * 255);
}
