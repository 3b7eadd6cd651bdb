/** Scores trained models on a test split and writes tables.csv and report.html. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  measure,
  measureByType,
  type ScoredImage,
} from '../../../core/anomaly/evaluation/measures.js';
import { resizeBicubic } from '../../../core/anomaly/maps/bicubic.js';
import { mapSideOf } from '../../../core/anomaly/preprocess/sample.js';
import { StudioError } from '../../../core/contract/errors.js';
import type { ModelCard, RefusedSample } from '../../../core/contract/schema/detector.js';
import {
  foregroundSettingsSchema,
  type ForegroundSettings,
} from '../../../core/contract/schema/foreground.js';
import { GOOD } from '../../../core/dataset/vocabulary.js';
import { text } from '../../../core/text/index.js';
import { DetectorTrainer } from '../../../models/teacher-student/training/trainer.js';
import { writeAtomic } from '../../files/atomic.js';
import { version } from '../../services/version.js';
import { openDataSource } from '../data/open-source.js';
import type { DataSource, SourceSample } from '../data/source.js';
import { openEngine, type TrainingEngine } from '../engine/engine.js';
import { openFeatures } from '../features/cache.js';
import { toCsv } from '../report/csv.js';
import { galleryPicture } from '../report/gallery.js';
import { renderReport } from '../report/html.js';
import type { GalleryItem, ModelResult } from '../report/results.js';
import { RunClock } from './clock.js';
import type { EvaluateJob, JobVoice } from './job.js';
import { CARD_FILE, readCard, readThresholds, readWeights } from './model-files.js';
import { scoreSample } from './scores.js';
import { selectSamples } from './selection.js';

export const REPORT_FILE = 'report.html';
export const CSV_FILE = 'tables.csv';
export const RESULTS_FILE = 'results.json';
const COMMON_SIDE = 224;
const GALLERY = 4;

/** Folders below `path` that hold a model, sorted. @throws StudioError not-found where there is none */
export async function findModels(path: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.some((entry) => entry.name === CARD_FILE)) {
      found.push(folder);
      return;
    }
    if (depth === 0) return;
    for (const entry of entries)
      if (entry.isDirectory() && !entry.name.startsWith('.'))
        await look(join(folder, entry.name), depth - 1);
  };
  await look(path, 4);
  if (found.length === 0)
    throw new StudioError(
      'not-found',
      text('train.no-models', { path }),
      text('train.no-models.hint', { path }),
    );
  return found.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

export async function evaluateRun(job: EvaluateJob, voice: JobVoice): Promise<ModelResult[]> {
  await mkdir(job.runFolder, { recursive: true });
  const source = await openDataSource(job.source);
  const engine = await openEngine(job.engine);
  const clock = new RunClock({
    features: { total: 0, assumed: 0 },
    teacher: { total: 0, assumed: 0 },
    student: { total: 0, assumed: 0 },
    evaluate: { total: job.models.length, assumed: 10 },
    export: { total: 1, assumed: 1 },
  });
  clock.enter('evaluate', 0, job.models.length);
  const results: ModelResult[] = [];
  for (const folder of job.models) {
    results.push(await evaluateModel(folder, job, source, engine, voice));
    clock.advance();
    voice.tell({ t: 'progress', progress: clock.report(null, []) });
  }
  clock.enter('export', 0, 1);
  const head = {
    title: 'Evaluation of anomaly detectors',
    source: job.source,
    madeAt: new Date().toISOString().slice(0, 16).replace('T', ' '),
    version: version(),
  };
  await writeAtomic(join(job.runFolder, CSV_FILE), toCsv(results));
  await writeAtomic(join(job.runFolder, REPORT_FILE), renderReport(head, results));
  await writeAtomic(
    join(job.runFolder, RESULTS_FILE),
    JSON.stringify(results.map(withoutPictures)),
  );
  clock.advance();
  voice.tell({ t: 'progress', progress: clock.report(null, []) });
  return results;
}

function withoutPictures({ falseAlarms, misses, ...rest }: ModelResult): object {
  const bare = (items: readonly GalleryItem[]): object[] =>
    items.map(({ sample, anomaly, score, threshold }) => ({ sample, anomaly, score, threshold }));
  return { ...rest, falseAlarms: bare(falseAlarms), misses: bare(misses) };
}

/** As the model was trained, whatever the project or tree says today. */
function foregroundOf({ data, name }: ModelCard): ForegroundSettings {
  const parsed = foregroundSettingsSchema.safeParse(data.foreground);
  if (parsed.success) return parsed.data;
  throw new StudioError(
    'file-corrupt',
    text('evaluate.card-foreground.message', { model: name }),
    text('evaluate.card-foreground.hint'),
  );
}

async function evaluateModel(
  folder: string,
  job: EvaluateJob,
  source: DataSource,
  engine: TrainingEngine,
  voice: JobVoice,
): Promise<ModelResult> {
  const card = await readCard(folder);
  const { config, category } = card;
  const thresholds = await readThresholds(folder);
  const threshold = thresholds.at(-1) ?? null;
  const selection = await selectSamples(source, category, config, card.data.fromReview);
  const features = await openFeatures(
    join(job.cacheFolder, 'features'),
    config,
    foregroundOf(card),
  );
  if (features.backboneSha256 !== card.backboneSha256) {
    await features.close();
    throw new StudioError(
      'unsupported',
      text('evaluate.other-backbone.message', { model: folder }),
      text('evaluate.other-backbone.hint'),
    );
  }
  const trainer = new DetectorTrainer(config, engine.kernels);
  const scored: { sample: SourceSample; image: ScoredImage; at224: ScoredImage }[] = [];
  const refused: RefusedSample[] = [...selection.refused];
  try {
    trainer.load(await readWeights(folder, card));
    for (const sample of selection.test) {
      await voice.whileWanted();
      const { image, refusal } = await features.of(sample);
      if (!image) {
        refused.push({ sample: sample.name, ...refusal });
        continue;
      }
      const result = await scoreSample(trainer, config, sample, image);
      if (result.refusal) refused.push(result.refusal);
      const mask = sample.anomaly === GOOD ? null : await sample.mask();
      const map = mapSideOf(config.side);
      scored.push({
        sample,
        image: result.scored,
        at224: {
          ...result.scored,
          side: COMMON_SIDE,
          map: resizeBicubic(trainer.distance(image), map, map, COMMON_SIDE, COMMON_SIDE),
          groundTruth: mask ? nearest(mask, COMMON_SIDE) : null,
        },
      });
    }
  } finally {
    trainer.dispose();
    await features.close();
  }
  const images = scored.map(({ image }) => image);
  const top = images.reduce((most, { map }) => map.reduce((m, v) => Math.max(m, v), most), 0);
  const byScore = [...scored].sort((a, b) => b.image.score - a.image.score);
  const gallery = async (list: typeof scored): Promise<GalleryItem[]> =>
    Promise.all(
      list.slice(0, GALLERY).map(async ({ sample, image }) => ({
        sample: sample.name,
        anomaly: sample.anomaly,
        score: image.score,
        threshold: threshold?.value ?? null,
        picture: await galleryPicture(sample, image.map, image.side, top),
      })),
    );
  return {
    folder,
    category,
    config,
    metrics: measure(images),
    byType: measureByType(images),
    metrics224: measure(scored.map(({ at224 }) => at224)),
    scores: images.map(({ anomaly, score }) => ({ anomaly, score })),
    threshold,
    epochs: card.epochs,
    seconds: card.seconds,
    peakMemoryBytes: card.peakMemoryBytes,
    engine: `${card.engine.name} ${card.engine.version}`,
    refused,
    verdicts: card.data.verdicts,
    falseAlarms: await gallery(byScore.filter(({ sample }) => sample.anomaly === GOOD)),
    misses: await gallery(byScore.filter(({ sample }) => sample.anomaly !== GOOD).reverse()),
  };
}

/** 3D-ADS and M3DM: nearest neighbour, then above a half. */
function nearest(
  { width, height, data }: { width: number; height: number; data: Uint8Array },
  side: number,
): Uint8Array {
  const out = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    const row = Math.floor((y * height) / side) * width;
    for (let x = 0; x < side; x++)
      out[y * side + x] = data[row + Math.floor((x * width) / side)] === 0 ? 0 : 1;
  }
  return out;
}
