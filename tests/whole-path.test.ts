/**
 * The whole path through the command line, with the same samples from the shot to the next model: level,
 * shoot, annotate, export, train, evaluate, infer; verdict and feedback over the host's contract; retrain.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectChannel, type Channel } from '../core/contract/channel.js';
import { modelCardSchema, type ModelCard } from '../core/contract/schema/detector.js';
import { exportManifestSchema } from '../core/contract/schema/export-manifest.js';
import { inferenceSchema, type Inference } from '../core/contract/schema/inspect.js';
import { measuresSchema } from '../core/contract/schema/sample.js';
import { scoreMap } from '../core/inspect/score-map.js';
import { outlinesOf } from '../core/mask/outlines.js';
import { SimulatedD405 } from '../core/simulator/simulated-d405.js';
import { decodeTiff } from '../host/codecs/tiff.js';
import { openProjectSource } from '../host/detector/data/project-source.js';
import { openEngine } from '../host/detector/engine/engine.js';
import { openFeatures } from '../host/detector/features/cache.js';
import { readWeights } from '../host/detector/run/model-files.js';
import { scoreImage } from '../host/detector/run/scores.js';
import { DetectorTrainer } from '../models/teacher-student/training/trainer.js';
import { CLI, runCli, type CliResult } from './support/cli.js';
import { connectSocket } from './support/socket-wire.js';

const SIZE = { width: 480, height: 270 };
const TILT_DEG = 0.2;
/** Scores and maps may differ by this share of the model's range. */
const SHARE = 1e-3;
const TRAINING = [
  ...['--preset', 'quick', '--size', '128', '--hidden', '32', '--epochs', '2'],
  ...['--threads', '1'],
];

interface Shot {
  readonly id: string;
  readonly path: string;
  readonly split: string;
  readonly anomaly: 'good' | 'dent' | 'perforation';
  readonly seed: number;
}

let folder = '';
let project = '';
const shots: Shot[] = [];
let inferred: Inference[] = [];
let host: ChildProcess | null = null;
let page: Channel;

const run = async (...args: string[]): Promise<CliResult> => {
  const result = await runCli(args, { PD_STUDIO_CONFIG: join(folder, 'config') });
  if (result.code !== 0) throw new Error(`${args.join(' ')}\n${result.stderr}`);
  return result;
};
const json = (line: string | undefined): unknown => JSON.parse(line ?? 'null');
const ids = (wanted: (shot: Shot) => boolean): string[] => shots.filter(wanted).map(({ id }) => id);
const cardOf = async (model: string): Promise<ModelCard> =>
  modelCardSchema.parse(json(await readFile(join(project, 'models', model, 'card.json'), 'utf8')));

function source(tilt: number, defect: string, seed: number): string {
  return `simulated:object=cookie,tilt=${String(tilt)},defect=${defect},seed=${String(seed)},profile=480x270@15`;
}

async function shoot(
  count: number,
  split: string,
  anomaly: Shot['anomaly'],
  seed: number,
): Promise<void> {
  const { lines } = await run(
    ...['capture', '--project', project, '--count', String(count), '--json'],
    ...['--source', source(TILT_DEG, anomaly === 'good' ? 'none' : anomaly, seed)],
    ...['--category', 'cookie', '--split', split, '--anomaly', anomaly, '--lighting', 'C'],
  );
  lines.forEach((line, i) => {
    const { id, path } = json(line) as { id: string; path: string };
    shots.push({ id, path, split, anomaly, seed: seed + i });
  });
}

/** What an annotator draws who sees the defect as it is: LabelMe's file, written by hand. */
async function annotate({ path, anomaly, seed }: Shot): Promise<void> {
  const { mask } = new SimulatedD405({
    ...{ ...SIZE, object: 'cookie', tiltDeg: TILT_DEG, seed },
    defect: anomaly === 'good' ? 'none' : anomaly,
  }).truth();
  const shapes = outlinesOf(mask, SIZE.width, SIZE.height).map(({ pixels: points, hole }) => ({
    label: hole ? '_background_' : anomaly,
    points,
    group_id: null,
    shape_type: 'polygon',
    flags: {},
  }));
  expect(shapes.length).toBeGreaterThan(0);
  const file = { version: '5.1.1', flags: {}, shapes, imagePath: 'rgb.png', imageData: null };
  const size = { imageHeight: SIZE.height, imageWidth: SIZE.width };
  await writeFile(join(path, 'annotation.json'), JSON.stringify({ ...file, ...size }));
}

async function serve(): Promise<Channel> {
  const started = spawn(
    process.execPath,
    [
      ...[CLI, 'serve', '--no-open', '--port', '0', '--config', join(folder, 'config')],
      ...['--source', 'simulated:profile=480x270@5', '--project', project],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  host = started;
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: started.stdout }).once('line', resolve);
    started.once('exit', () => {
      reject(new Error('The host ended before it was ready'));
    });
  });
  return connectChannel(await connectSocket(line.replace(/^PD Studio ready: /, '')));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-whole-path-'));
  project = join(folder, 'clay');
});
afterAll(async () => {
  page.close();
  if (host?.exitCode === null) {
    const gone = new Promise((resolve) => host?.once('exit', resolve));
    host.kill('SIGTERM');
    await gone;
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('the whole path, by command line', { timeout: 180_000 }, () => {
  it('should level the camera, and refuse a shot before', async () => {
    const tilted = source(1.5, 'none', 1);
    const { lines } = await run('level', '--source', tilted, '--json');
    expect(measuresSchema.parse(json(lines[0])).tiltDeg).toBeCloseTo(1.5, 1);
    const refused = await runCli([
      ...['capture', '--project', project, '--source', tilted, '--category', 'cookie'],
      ...['--split', 'train', '--anomaly', 'good', '--lighting', 'C'],
    ]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('tilt failed');
    const levelled = await run('level', '--source', source(TILT_DEG, 'none', 1), '--json');
    expect(measuresSchema.parse(json(levelled.lines[0])).tiltDeg).toBeLessThan(0.5);
  });

  it('should shoot 12 good and 6 anomalous parts', async () => {
    await shoot(8, 'train', 'good', 1);
    await shoot(2, 'validation', 'good', 21);
    await shoot(2, 'test', 'good', 31);
    await shoot(3, 'test', 'dent', 41);
    await shoot(3, 'test', 'perforation', 51);
    expect(new Set(ids(() => true)).size).toBe(18);
  });

  it('should take the annotations, make their masks and find nothing wrong', async () => {
    await Promise.all(shots.filter(({ anomaly }) => anomaly !== 'good').map(annotate));
    await run('annotate', 'masks', '--project', project);
    const { lines } = await runCli(['annotate', 'check', project, '--json']);
    const findings = lines.map((line) => json(line) as { code: string; file: string });
    // A camera sees no depth through a hole: that is told, and nothing else.
    const holes = ids(({ anomaly }) => anomaly === 'perforation');
    expect(findings.map(({ code }) => code)).toEqual(holes.map(() => 'no-depth'));
    for (const { file } of findings) expect(holes.some((id) => file.includes(id))).toBe(true);
  });

  it('should export every sample under its id', async () => {
    const tree = join(folder, 'tree');
    await run(
      'export',
      '--project',
      project,
      '--out',
      tree,
      '--format',
      'mvtec3d',
      '--stems',
      'id',
    );
    const manifest = exportManifestSchema.parse(
      json(await readFile(join(tree, 'manifest.json'), 'utf8')),
    );
    expect(manifest.samples.map(({ id }) => id).sort()).toEqual(ids(() => true).sort());
  });

  it('should train on the good parts and score the others', async () => {
    await run('train', '--data', project, '--category', 'cookie', ...TRAINING);
    const { data, scores, parity } = await cardOf('cookie-01');
    expect(data.train.map(({ sample }) => sample)).toEqual(ids(({ split }) => split === 'train'));
    expect(data.verdicts).toEqual([]);
    expect(scores.map(({ sample }) => sample).sort()).toEqual(
      ids(({ split }) => split !== 'train').sort(),
    );
    expect(parity?.passed).toBe(true);
    // The same again is known to be there.
    const again = await run('train', '--data', project, '--category', 'cookie', ...TRAINING);
    expect(again.stderr).toContain('there already');
  });

  it('should evaluate it on the 6 anomalous and 2 good test parts', async () => {
    const { lines } = await run(
      ...['evaluate', '--models', join(project, 'models'), '--data', project],
      ...['--out', join(folder, 'report'), '--json'],
    );
    expect(lines).toHaveLength(1);
    expect(json(lines[0])).toMatchObject({ metrics: { images: 8, anomalousImages: 6 } });
  });

  it('should infer every sample, with a verdict by the line of its card', async () => {
    const { lines } = await run(
      ...['infer', '--model', join(project, 'models', 'cookie-01'), '--input', project],
      ...['--out', join(folder, 'maps'), '--json'],
    );
    inferred = lines.map((line) => inferenceSchema.parse(json(line)));
    expect(inferred.map(({ sample }) => sample).sort()).toEqual(ids(() => true).sort());
    for (const { score, threshold, verdict } of inferred)
      expect(verdict).toBe(score > (threshold ?? NaN) ? 'anomalous' : 'sound');
  });

  it('numbers of the page, of the command line and of the training graph are equal', async () => {
    page = await serve();
    const card = await cardOf('cookie-01');
    const range = card.mapRange[1] - card.mapRange[0];
    const equal = (a: number, b: number): void => {
      expect(Math.abs(a - b)).toBeLessThan(SHARE * range);
    };
    const graph = await trainingGraph(card);
    for (const { id } of shots.filter(({ split }) => split === 'test').slice(1, 4)) {
      const seen = await page.call('inspect.sample', { model: 'cookie-01', sample: id });
      const line = inferred.find(({ sample }) => sample === id);
      const trained = card.scores.find(({ sample }) => sample === id);
      equal(seen.score, line?.score ?? NaN);
      equal(seen.score, trained?.score ?? NaN);
      expect(seen.regions).toHaveLength(line?.regions.length ?? -1);
      expect(seen.verdict).toBe(line?.verdict);
      const shown = scoreMap(seen).data;
      const written = decodeTiff('map', await readFile(line?.map ?? ''));
      const learnt = await graph(id);
      expect([shown.length, learnt.length]).toEqual([written.data.length, written.data.length]);
      for (let i = 0; i < shown.length; i++) {
        equal(shown[i]!, written.data[i]!);
        equal(shown[i]!, learnt[i]!);
      }
    }
  });

  it('should give verdicts, send parts back, and name both in the next model', async () => {
    const [good = ''] = ids(({ split, anomaly }) => split === 'test' && anomaly === 'good');
    const [dent = ''] = ids(({ anomaly }) => anomaly === 'dent');
    const said = { model: 'cookie-01', comment: '', blind: false } as const;
    const accepted = await page.call('review.add', {
      ...{ ...said, sample: good, decision: 'accept', reasons: ['shadow'] },
    });
    const rejected = await page.call('review.add', {
      ...{ ...said, sample: dent, decision: 'reject', reasons: ['dent'] },
    });
    const back = { sample: good, kind: 'to-training', review: accepted.review.id } as const;
    expect(await page.call('review.feedback', back)).toMatchObject({ id: good, split: 'train' });
    const confirmed = { sample: dent, kind: 'to-test', review: rejected.review.id } as const;
    expect(await page.call('review.feedback', confirmed)).toMatchObject({
      id: dent,
      split: 'test',
    });

    await run('train', '--data', project, '--category', 'cookie', ...TRAINING);
    const { data, runId } = await cardOf('cookie-02');
    expect(data.train.map(({ sample }) => sample).sort()).toEqual(
      [...ids(({ split }) => split === 'train'), good].sort(),
    );
    expect(data.fromReview).toEqual([good]);
    expect(data.verdicts).toMatchObject([
      { sample: good, use: 'train', review: accepted.review.id, model: 'cookie-01' },
      { sample: dent, use: 'test', review: rejected.review.id, score: rejected.review.score },
    ]);
    const log = await readFile(join(project, 'runs', runId, 'log.jsonl'), 'utf8');
    expect(log).toContain(accepted.review.id);

    const report = join(folder, 'second-report');
    const second = join(project, 'models', 'cookie-02');
    await run('evaluate', '--models', second, '--data', project, '--out', report);
    const html = await readFile(join(report, 'report.html'), 'utf8');
    expect(html).toContain(`${good} (train, by `);
    expect(html).toContain(`${dent} (test, by `);
  });
});

/** Maps of samples by the graph that was trained, from its weights: no ONNX file takes part. */
async function trainingGraph(card: ModelCard): Promise<(sample: string) => Promise<Float32Array>> {
  const samples = await openProjectSource(project);
  const trainer = new DetectorTrainer(card.config, (await openEngine(null)).kernels);
  trainer.load(await readWeights(join(project, 'models', card.name), card));
  return async (id) => {
    const sample = samples.samples('cookie').find(({ name }) => name === id);
    if (!sample) throw new Error(`no sample ${id}`);
    const features = await openFeatures(
      join(folder, 'features'),
      card.config,
      samples.foreground('cookie'),
    );
    const { image } = await features.of(sample);
    await features.close();
    if (!image) throw new Error(`no features of ${id}`);
    return scoreImage(trainer, card.config, image).map;
  };
}
