/** One training from pictures to a model folder; resumes from the checkpoint where there is one. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  measure,
  measureByType,
  type ScoredImage,
} from '../../../core/anomaly/evaluation/measures.js';
import { thresholdBy } from '../../../core/anomaly/evaluation/threshold.js';
import { mapSideOf } from '../../../core/anomaly/preprocess/sample.js';
import { StudioError } from '../../../core/contract/errors.js';
import {
  MODEL_CARD_SCHEMA,
  type DetectorMetrics,
  type EpochRecord,
  type LogLine,
  type RefusedSample,
  type SampleScore,
} from '../../../core/contract/schema/detector.js';
import type { ForegroundSettings } from '../../../core/contract/schema/foreground.js';
import { GOOD } from '../../../core/dataset/vocabulary.js';
import { text } from '../../../core/text/index.js';
import {
  costOf,
  MIN_TRAINING_IMAGES,
  stepsPerEpoch,
} from '../../../models/teacher-student/config.js';
import { DetectorTrainer } from '../../../models/teacher-student/training/trainer.js';
import type { TrainingImage } from '../../../models/teacher-student/training/trainer.js';
import { openDataSource } from '../data/open-source.js';
import type { SourceSample } from '../data/source.js';
import { openEngine, type TrainingEngine } from '../engine/engine.js';
import { openFeatures } from '../features/cache.js';
import { ownerOf, readCheckpoint, removeCheckpoint, writeCheckpoint } from './checkpoint.js';
import { RunClock } from './clock.js';
import { keepRate, readRate, stageCosts } from './estimate.js';
import type { JobVoice, TrainJob } from './job.js';
import { PARITY_SAMPLES, type ParitySample } from '../export-detector.js';
import { writeModel, type CardBeforeFiles } from './model-files.js';
import { openTeacherCache } from './teacher-cache.js';
import { scoreImage, scoreSample } from './scores.js';
import { judgeSelection, selectSamples, type Selection } from './selection.js';

interface Ready {
  readonly sample: SourceSample;
  readonly hash: string;
  readonly image: TrainingImage;
}

interface ReadySet {
  readonly train: readonly Ready[];
  readonly validation: readonly Ready[];
  readonly test: readonly Ready[];
  readonly refused: readonly RefusedSample[];
  readonly backboneSha256: string | null;
}

const TELL_MS = 200;
/** A wait longer than this was a pause. */
const PAUSE_MS = 100;
/** Samples whose maps are told while the student learns: one good, and one of each of three types. */
const WATCHED = 4;
/** Default threshold: this quantile of the good validation scores. */
const DEFAULT_QUANTILE = 0.95;

export async function trainRun(
  job: TrainJob,
  voice: JobVoice,
): Promise<{ metrics: DetectorMetrics | null; refused: readonly RefusedSample[] }> {
  const run = new TrainRun(job, voice);
  return run.go();
}

class TrainRun {
  private readonly job: TrainJob;
  private readonly voice: JobVoice;
  private clock!: RunClock;
  private toldAt = 0;
  /** Time at rest; it counts neither for the card nor for the rate. */
  private pausedMs = 0;
  private readonly begun = performance.now();

  constructor(job: TrainJob, voice: JobVoice) {
    this.job = job;
    this.voice = voice;
  }

  async go(): Promise<{ metrics: DetectorMetrics | null; refused: readonly RefusedSample[] }> {
    const { job } = this;
    await mkdir(job.runFolder, { recursive: true });
    const source = await openDataSource(job.source);
    const selection = await selectSamples(source, job.category, job.config, job.fromReview);
    mustStart(selection);
    const engine = await openEngine(job.engine);
    const scored = selection.validation.length + selection.test.length;
    await this.startClock(engine, selection.train.length, scored);
    await this.log('host', `${engine.name} ${engine.version}`, `seed ${String(job.config.seed)}`);
    for (const { sample, use, by, at, review } of selection.verdicts)
      await this.log(
        'host',
        text(`train.verdict.${use}`, { sample }),
        text('train.verdict.of', { by, at: at.slice(0, 16).replace('T', ' '), review }),
      );

    const foreground = source.foreground(job.category);
    const set = await this.features(selection, foreground);
    const trainer = new DetectorTrainer(job.config, engine.kernels);
    try {
      const history = await this.train(trainer, engine, set, foreground);
      const result = await this.evaluate(trainer, set);
      const card = this.cardOf(engine, selection, set, foreground, history, result);
      await this.finish(trainer, card, foreground, set);
      return { metrics: card.metrics, refused: card.data.refused };
    } finally {
      trainer.dispose();
    }
  }

  private async startClock(engine: TrainingEngine, train: number, scored: number): Promise<void> {
    const { config, cacheFolder } = this.job;
    const { gflops } = await readRate(cacheFolder, engine.name);
    const costs = stageCosts(config, train, gflops);
    const perEpoch = stepsPerEpoch(config, train);
    this.clock = new RunClock({
      features: { total: train + scored, assumed: costs.featureSeconds },
      teacher: { total: perEpoch * config.teacherEpochs, assumed: costs.teacherStepSeconds },
      student: { total: perEpoch * config.studentEpochs, assumed: costs.studentStepSeconds },
      evaluate: { total: scored, assumed: costs.scoreSeconds },
      export: { total: 1, assumed: 2 },
    });
  }

  private async features(selection: Selection, foreground: ForegroundSettings): Promise<ReadySet> {
    const { config, cacheFolder, category } = this.job;
    const features = await openFeatures(join(cacheFolder, 'features'), config, foreground);
    const refused = [...selection.refused];
    const { train, validation, test } = selection;
    this.clock.enter('features', 0, train.length + validation.length + test.length);
    let cached = 0;
    const prepare = async (samples: readonly SourceSample[]): Promise<Ready[]> => {
      const ready: Ready[] = [];
      for (const sample of samples) {
        const { image, refusal, hash, cached: known } = await features.of(sample);
        if (image) ready.push({ sample, hash, image });
        else refused.push({ sample: sample.name, ...refusal });
        if (known) cached += 1;
        this.clock.advance(known);
        await this.breathe(null, []);
      }
      return ready;
    };
    try {
      const set = {
        train: await prepare(train),
        validation: await prepare(validation),
        test: await prepare(test),
      };
      const total = train.length + validation.length + test.length;
      await this.log('features', `${String(total)} pictures`, `${String(cached)} from the cache`);
      for (const { sample, reason } of refused) await this.log('features', sample, reason);
      if (set.train.length < MIN_TRAINING_IMAGES)
        throw new StudioError(
          'bad-input',
          text('train.too-few', {
            category,
            count: set.train.length,
            least: MIN_TRAINING_IMAGES,
            refused: refused.length,
          }),
          refused[0] ? `${refused[0].sample}: ${refused[0].reason}` : '',
        );
      return { ...set, refused, backboneSha256: features.backboneSha256 };
    } finally {
      await features.close();
    }
  }

  private async train(
    trainer: DetectorTrainer,
    engine: TrainingEngine,
    set: ReadySet,
    foreground: ForegroundSettings,
  ): Promise<{ epochs: EpochRecord[]; seconds: number; interruptions: number }> {
    const { job, clock } = this;
    const { config, runFolder } = job;
    const hashes = set.train.map((ready) => ready.hash);
    const owner = ownerOf(config, foreground, set.backboneSha256, hashes);
    const { checkpoint: own, foreign } = await readCheckpoint(runFolder, owner);
    if (foreign) await this.log('host', text('train.other-data'), '');
    const maker = `${engine.name} ${engine.version} ${String(threadsOf(job))}`;
    const { backboneSha256 } = set;
    const teachers = openTeacherCache(job.cacheFolder, config, hashes, {
      maker,
      backboneSha256,
      foreground,
    });
    const kept = own ? null : await teachers.read();
    if (kept) await this.takeOver(kept.epochs);
    const checkpoint = own ?? kept;
    const epochs: EpochRecord[] = [...(checkpoint?.epochs ?? [])];
    const interruptions = own ? own.interruptions + 1 : 0;
    const earlier = checkpoint?.seconds ?? 0;
    const perEpoch = stepsPerEpoch(config, set.train.length);
    const state = checkpoint?.state ?? null;
    if (own && state)
      await this.log('host', `resumed in the ${state.stage}`, `epoch ${String(state.epochsDone)}`);
    const inStudent = state?.stage === 'student';
    clock.enter('teacher', 0, perEpoch * config.teacherEpochs);
    clock.enter('student', 0, perEpoch * config.studentEpochs);
    if (inStudent)
      clock.enter('teacher', perEpoch * config.teacherEpochs, perEpoch * config.teacherEpochs);
    const total = perEpoch * (inStudent ? config.studentEpochs : config.teacherEpochs);
    clock.enter(inStudent ? 'student' : 'teacher', (state?.epochsDone ?? 0) * perEpoch, total);
    let stage = inStudent ? 'student' : 'teacher';
    let epochBegun = performance.now();
    let pausedBefore = this.pausedMs;
    let keptAt = performance.now();
    const watched = inStudent || set.test.length > 0 ? watch(set) : [];
    await trainer.train(
      set.train.map((ready) => ready.image),
      state,
      {
        step: async (report) => {
          if (report.stage !== stage) {
            stage = report.stage;
            clock.enter('student', report.step - 1, report.steps);
          }
          clock.advance();
          await this.breathe(report.loss, report.scaleLosses);
        },
        epoch: async (report, read) => {
          const now = performance.now();
          const record: EpochRecord = {
            ...report,
            scaleLosses: [...report.scaleLosses],
            seconds: (now - epochBegun - (this.pausedMs - pausedBefore)) / 1000,
            memoryBytes: process.memoryUsage().rss,
          };
          epochs.push(record);
          this.voice.tell({ t: 'epoch', record });
          await appendFile(join(runFolder, 'epochs.jsonl'), `${JSON.stringify(record)}\n`);
          await this.log(
            report.stage,
            `epoch ${String(report.epoch)}`,
            `loss ${report.loss.toPrecision(4)}`,
          );
          if (report.stage === 'student') this.tellMaps(trainer, watched, report.epoch);
          const last =
            report.epoch ===
            (report.stage === 'teacher' ? config.teacherEpochs : config.studentEpochs);
          if (last || now - keptAt >= job.checkpointSeconds * 1000) {
            const seconds = earlier + this.workedSeconds();
            const reached = { state: await read(), epochs, seconds, interruptions };
            await writeCheckpoint(runFolder, owner, reached);
            if (last && report.stage === 'teacher') await teachers.keep(reached.state, epochs);
            keptAt = performance.now();
            this.voice.tell({ t: 'checkpoint', stage: report.stage, epoch: report.epoch });
          }
          epochBegun = performance.now();
          pausedBefore = this.pausedMs;
          clock.resumed();
        },
      },
    );
    const perStep = clock.secondsPerUnit();
    if (perStep !== null && perStep > 0) {
      const { studentStep } = costOf(config, set.train.length);
      await keepRate(job.cacheFolder, engine.name, studentStep, perStep);
    }
    return { epochs, seconds: earlier, interruptions };
  }

  /** The teacher of an equal run: its curve belongs to this run too. */
  private async takeOver(epochs: readonly EpochRecord[]): Promise<void> {
    for (const record of epochs) {
      this.voice.tell({ t: 'epoch', record });
      await appendFile(join(this.job.runFolder, 'epochs.jsonl'), `${JSON.stringify(record)}\n`);
    }
    await this.log('teacher', text('train.teacher-kept'), '');
  }

  private async evaluate(
    trainer: DetectorTrainer,
    set: ReadySet,
  ): Promise<{
    scores: SampleScore[];
    test: ScoredImage[];
    refused: RefusedSample[];
    top: number;
  }> {
    const scores: SampleScore[] = [];
    const test: ScoredImage[] = [];
    const refused: RefusedSample[] = [];
    let top = 0;
    const all = [...set.validation, ...set.test];
    this.clock.enter('evaluate', 0, all.length);
    for (const ready of all) {
      const { sample, image } = ready;
      const { scored, refusal } = await scoreSample(trainer, this.job.config, sample, image);
      if (refusal) refused.push(refusal);
      const split = sample.split === 'test' ? 'test' : 'validation';
      scores.push({ sample: sample.name, anomaly: sample.anomaly, split, score: scored.score });
      for (const value of scored.map) if (value > top) top = value;
      if (split === 'test') test.push(scored);
      this.clock.advance();
      await this.breathe(null, []);
    }
    return { scores, test, refused, top };
  }

  private cardOf(
    engine: TrainingEngine,
    selection: Selection,
    set: ReadySet,
    foreground: object,
    history: { epochs: EpochRecord[]; seconds: number; interruptions: number },
    result: { scores: SampleScore[]; test: ScoredImage[]; refused: RefusedSample[]; top: number },
  ): CardBeforeFiles {
    const { job } = this;
    const named = (ready: Ready): { sample: string; hash: string } => ({
      sample: ready.sample.name,
      hash: ready.hash,
    });
    const hash = createHash('sha256')
      .update(set.train.map((ready) => ready.hash).join(''))
      .digest('hex');
    return {
      schema: MODEL_CARD_SCHEMA,
      name: job.modelName,
      category: job.category,
      config: job.config,
      createdAt: new Date().toISOString(),
      createdBy: job.operator,
      engine: { name: engine.name, version: engine.version, threads: threadsOf(job) },
      runId: job.runId,
      backboneSha256: set.backboneSha256,
      data: {
        source: job.source,
        hash,
        foreground: { ...foreground },
        train: set.train.map(named),
        validation: set.validation.map(named),
        fromReview: [...selection.fromReview],
        verdicts: [...selection.verdicts],
        refused: [...set.refused, ...result.refused],
      },
      epochs: history.epochs,
      seconds: history.seconds + this.workedSeconds(),
      peakMemoryBytes: this.clock.peakMemoryBytes(),
      interruptions: history.interruptions,
      scores: result.scores,
      mapRange: [0, result.top],
      metrics: result.test.length === 0 ? null : measure(result.test),
      metricsByType: result.test.length === 0 ? {} : measureByType(result.test),
    };
  }

  private async finish(
    trainer: DetectorTrainer,
    card: CardBeforeFiles,
    foreground: ForegroundSettings,
    set: ReadySet,
  ): Promise<void> {
    this.clock.enter('export', 0, 1);
    const threshold =
      thresholdBy({ kind: 'quantile', quantile: DEFAULT_QUANTILE }, card.scores) ??
      thresholdBy({ kind: 'f1' }, card.scores);
    const parity: ParitySample[] = [];
    for (const { sample, image } of [...set.test, ...set.validation, ...set.train].slice(
      0,
      PARITY_SAMPLES,
    )) {
      const { map, score } = scoreImage(trainer, this.job.config, image);
      parity.push({ picture: await sample.load(), map, score });
    }
    const { parity: check } = await writeModel(
      this.job.modelFolder,
      await trainer.weights(),
      card,
      threshold,
      foreground,
      parity,
    );
    if (check)
      await this.log(
        'export',
        check.passed ? 'ONNX equals the training graph' : 'ONNX differs from the training graph',
        `largest difference ${check.maxMapDifference.toExponential(1)} on ${String(check.samples)} pictures`,
      );
    await removeCheckpoint(this.job.runFolder);
    this.clock.advance();
    await this.breathe(null, [], true);
  }

  private tellMaps(trainer: DetectorTrainer, watched: readonly Ready[], epoch: number): void {
    const { studentEpochs } = this.job.config;
    const every = Math.max(1, Math.floor(studentEpochs / 9));
    if (epoch % every !== 0 && epoch !== studentEpochs) return;
    const side = mapSideOf(this.job.config.side);
    for (const { sample, image } of watched) {
      const distance = trainer.distance(image);
      const top = distance.reduce((most, value) => Math.max(most, value), 0);
      this.voice.tell({
        t: 'map',
        map: {
          epoch,
          sample: sample.name,
          anomaly: sample.anomaly,
          width: side,
          height: side,
          range: [0, top],
          bytes: new Uint8Array(distance.buffer),
        },
      });
    }
  }

  /** After each piece of work: progress is told, a pause is kept, other messages are heard. */
  private async breathe(
    loss: number | null,
    scaleLosses: readonly number[],
    now = false,
  ): Promise<void> {
    const time = performance.now();
    if (now || time - this.toldAt >= TELL_MS) {
      this.toldAt = time;
      this.voice.tell({ t: 'progress', progress: this.clock.report(loss, scaleLosses) });
    }
    const before = performance.now();
    await this.voice.whileWanted();
    const waited = performance.now() - before;
    if (waited < PAUSE_MS) return;
    this.pausedMs += waited;
    this.clock.resumed();
  }

  private workedSeconds(): number {
    return (performance.now() - this.begun - this.pausedMs) / 1000;
  }

  private async log(stage: LogLine['stage'], line: string, detail: string): Promise<void> {
    const entry: LogLine = { at: new Date().toISOString(), stage, text: line, detail };
    this.voice.tell({ t: 'log', line: entry });
    await appendFile(join(this.job.runFolder, 'log.jsonl'), `${JSON.stringify(entry)}\n`);
  }
}

function threadsOf(job: TrainJob): number {
  return job.threads ?? availableParallelism();
}

function mustStart(selection: Selection): void {
  const { blockers, refused } = judgeSelection(selection);
  const first = blockers[0];
  if (first === undefined) return;
  const reasons = refused.slice(0, 5).map(({ sample, reason }) => `${sample}: ${reason}`);
  throw new StudioError('bad-input', first, reasons.join(' '));
}

/** One good test sample and the first of each anomaly type, as many as are watched. */
function watch({ test, validation }: ReadySet): Ready[] {
  const good = [...test, ...validation].find((ready) => ready.sample.anomaly === GOOD);
  const types = new Map<string, Ready>();
  for (const ready of test)
    if (ready.sample.anomaly !== GOOD && !types.has(ready.sample.anomaly))
      types.set(ready.sample.anomaly, ready);
  return [...(good ? [good] : []), ...types.values()].slice(0, WATCHED);
}
