/** A lot's report: one self-contained HTML page with counts, pictures, the line and the model's card. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inspection, Review } from '../../core/contract/schema/inspect.js';
import { thresholdBy } from '../../core/anomaly/evaluation/threshold.js';
import { scoreMap } from '../../core/inspect/score-map.js';
import { summarise } from '../../core/inspect/review.js';
import { decodeRgb } from '../codecs/png.js';
import { writeAtomic } from '../files/atomic.js';
import { inside } from '../files/guard.js';
import type { FeedbackContext } from './feedback.js';
import { readModel, ruleOf, type ModelFiles } from './model-files.js';
import { heatOverlay } from './overlay.js';
import { reportPage, type ReportRow } from './report-page.js';

/** Width of a picture in the page. */
const PICTURE_WIDTH = 360;
/** More pictures make a page that nobody opens; the table names every sample. */
const MOST_PICTURES = 200;

export interface LotRequest {
  readonly model: string;
  readonly title: string;
  readonly samples: readonly string[];
}

/** @returns the page, and where it was written: runs/reports of the project */
export async function lotReport(
  { store, service, reviews, by }: FeedbackContext,
  { model: name, title, samples }: LotRequest,
  now = new Date(),
): Promise<{ path: string; bytes: Uint8Array }> {
  const model = await readModel(store.path, name);
  const known = new Map(store.samples().map((sample) => [sample.id, sample]));
  const held = await reviews.list(samples);
  const rows: ReportRow[] = [];
  const failed: { sample: string; reason: string }[] = [];
  for (const id of samples) {
    const sample = known.get(id);
    if (!sample) continue;
    try {
      const inspection = await service.sample(name, id, 'batch');
      const { path } = await store.read(id);
      rows.push({
        sample,
        score: inspection.score,
        areaMm2: inspection.areaMm2,
        verdict: inspection.verdict,
        review: held.findLast(({ sampleHash }) => sampleHash === sample.sampleHash) ?? null,
        picture:
          rows.length < MOST_PICTURES ? await overlay(inside(path, 'rgb.png'), inspection) : null,
      });
    } catch (error) {
      failed.push({ sample: id, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const page = reportPage({
    title,
    by,
    at: now.toISOString(),
    project: store.project().name,
    card: model.card,
    modelHash: model.hash,
    rule: ruleOf(model),
    thresholds: model.thresholds,
    figures: lineFigures(model),
    summary: summarise(heldOf(held, rows)),
    rows,
    failed,
  });
  const bytes = Buffer.from(page, 'utf8');
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '');
  const path = join(store.path, 'runs', 'reports', `lot-${stamp}.html`);
  await writeAtomic(path, bytes);
  return { path, bytes };
}

function lineFigures(model: ModelFiles): ReturnType<typeof thresholdBy> {
  const rule = ruleOf(model);
  return rule ? thresholdBy({ kind: 'fixed', value: rule.threshold }, model.card.scores) : null;
}

/** Verdicts on the pictures of this lot. */
function heldOf(held: readonly Review[], rows: readonly ReportRow[]): Review[] {
  const hashes = new Set(rows.map(({ sample }) => sample.sampleHash));
  return held.filter(({ sampleHash }) => hashes.has(sampleHash));
}

/** RGB with heat and the line's contour, as a data URI. */
async function overlay(path: string, inspection: Inspection): Promise<string> {
  const picture = await decodeRgb(path, await readFile(path));
  const scale = { range: inspection.mapRange, threshold: inspection.rule.threshold };
  const small = await heatOverlay(picture, scoreMap(inspection), scale, PICTURE_WIDTH)
    .jpeg({ quality: 82 })
    .toBuffer();
  return `data:image/jpeg;base64,${small.toString('base64')}`;
}
