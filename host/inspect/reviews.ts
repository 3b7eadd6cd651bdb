/**
 * Operators' verdicts: samples/ID/reviews.jsonl, appended only. A verdict is taken back by a line that
 * undoes it; what holds is what no later line undoes.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  REVIEW_SCHEMA,
  reviewSchema,
  type Inspection,
  type Review,
} from '../../core/contract/schema/inspect.js';
import { holding } from '../../core/inspect/review.js';
import { appendJsonLine, readJsonLines, repairEnd } from '../files/json-lines.js';
import { inside } from '../files/guard.js';
import type { ProjectStore } from '../project/store.js';

export const REVIEWS_FILE = 'reviews.jsonl';
const READERS = 24;
const BLOCK = 500;

export interface ReviewInput {
  readonly decision: Review['decision'];
  readonly reasons: readonly string[];
  readonly comment: string;
  readonly blind: boolean;
}

export class Reviews {
  private readonly bySample = new Map<string, Review[]>();
  private readonly store: ProjectStore;
  private readonly ready: Promise<void>;

  constructor(store: ProjectStore) {
    this.store = store;
    this.ready = this.load();
  }

  /** Every file is looked at once per opened project; a cut-off last line is repaired. */
  private async load(): Promise<void> {
    const ids = await this.reviewed();
    let next = 0;
    const work = async (): Promise<void> => {
      for (let id = ids[next++]; id !== undefined; id = ids[next++]) {
        const path = this.path(id);
        await repairEnd(path).catch(() => false);
        const { values } = await readJsonLines(path, reviewSchema).catch(() => ({ values: [] }));
        if (values.length > 0) this.bySample.set(id, [...values]);
      }
    };
    await Promise.all(Array.from({ length: READERS }, work));
  }

  /** Samples with a file. Asked for in blocks without waiting: ten thousand answers one by one take a second. */
  private async reviewed(): Promise<string[]> {
    const ids = this.store.samples().map(({ id }) => id);
    const found: string[] = [];
    for (let from = 0; from < ids.length; from += BLOCK) {
      found.push(...ids.slice(from, from + BLOCK).filter((id) => existsSync(this.path(id))));
      // Calls of the page come in between.
      await new Promise(setImmediate);
    }
    return found;
  }

  private path(id: string): string {
    return join(inside(join(this.store.path, 'samples'), id), REVIEWS_FILE);
  }

  /** Verdicts that hold, oldest first. */
  async list(samples: readonly string[] | null): Promise<Review[]> {
    await this.ready;
    const ids = samples ?? [...this.bySample.keys()];
    return ids
      .flatMap((id) => holding(this.bySample.get(id) ?? []))
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  }

  async sampleOf(reviewId: string): Promise<string | null> {
    await this.ready;
    for (const [sample, lines] of this.bySample)
      if (lines.some(({ id }) => id === reviewId)) return sample;
    return null;
  }

  async add(
    sample: string,
    input: ReviewInput,
    inspection: Pick<
      Inspection,
      'model' | 'modelHash' | 'rule' | 'score' | 'verdict' | 'sampleHash'
    >,
    by: string,
    now = new Date(),
  ): Promise<Review> {
    await this.ready;
    const earlier = holding(this.bySample.get(sample) ?? []);
    const review: Review = {
      schema: REVIEW_SCHEMA,
      id: `${now.getTime().toString(36)}-${randomBytes(4).toString('hex')}`,
      at: now.toISOString(),
      by,
      decision: input.decision,
      reasons: [...input.reasons],
      comment: input.comment,
      blind: input.blind,
      second: earlier.some((other) => other.by !== by),
      model: inspection.model,
      modelHash: inspection.modelHash,
      threshold: inspection.rule.threshold,
      score: inspection.score,
      verdict: inspection.verdict,
      sampleHash: inspection.sampleHash,
      undoes: null,
    };
    await this.append(sample, review);
    return review;
  }

  /** Takes back the operator's newest verdict that holds; null where there is none. */
  async undo(by: string, now = new Date()): Promise<{ sample: string; review: Review } | null> {
    await this.ready;
    let newest: { sample: string; review: Review } | null = null;
    for (const [sample, lines] of this.bySample)
      for (const review of holding(lines))
        if (review.by === by && (newest === null || review.at >= newest.review.at))
          newest = { sample, review };
    if (!newest) return null;
    await this.append(newest.sample, {
      ...newest.review,
      id: `${now.getTime().toString(36)}-${randomBytes(4).toString('hex')}`,
      at: now.toISOString(),
      undoes: newest.review.id,
    });
    return newest;
  }

  private async append(sample: string, review: Review): Promise<void> {
    await appendJsonLine(this.path(sample), review);
    this.bySample.set(sample, [...(this.bySample.get(sample) ?? []), review]);
  }
}
