/** infer: verdict, regions and overlay of simulated parts, by a model without training. */
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inferenceSchema, type Inference } from '../../core/contract/schema/inspect.js';
import { runCli, type CliResult } from '../../tests/support/cli.js';
import { addPart, addToyModel, TOY_MODEL } from '../inspect/testing/toy-project.js';
import { createProject, openProject } from '../project/open-project.js';

const THRESHOLD = 1.5;

let folder = '';
let model = '';
let good = '';
let dent = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-infer-'));
  await createProject(folder, 'Infer');
  const store = await openProject(folder);
  good = await addPart(store, { seed: 3, defect: 'none' });
  dent = await addPart(store, { seed: 3, defect: 'dent' });
  await store.close();
  await addToyModel(folder, THRESHOLD, [
    { sample: 'a', anomaly: 'good', split: 'validation', score: 0.8 },
  ]);
  model = join(folder, 'models', TOY_MODEL);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const infer = (...args: string[]): Promise<CliResult> =>
  runCli(['infer', '--model', model, '--out', join(folder, 'out'), ...args]);
const lineOf = ({ lines }: CliResult, sample: string): Inference => {
  const found = lines
    .map((line) => inferenceSchema.parse(JSON.parse(line)))
    .find((line) => line.sample === sample);
  if (!found) throw new Error(`no line of ${sample}`);
  return found;
};

describe('pd-studio infer', () => {
  it('should judge by the newest line of the model and measure each region in mm', async () => {
    const result = await infer('--input', folder, '--json');
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    expect(result.lines).toHaveLength(2);
    const bad = lineOf(result, dent);
    expect(bad).toMatchObject({ verdict: 'anomalous', decidedBy: 'score', threshold: THRESHOLD });
    const [region] = bad.regions;
    expect(region?.depthMm).toBeLessThan(-1);
    expect(region?.areaMm2).toBeGreaterThan(2);
    const sum = bad.regions.reduce((total, { areaMm2 }) => total + (areaMm2 ?? 0), 0);
    expect(bad.areaMm2).toBeCloseTo(sum, 9);
    expect(lineOf(result, good)).toMatchObject({ verdict: 'sound', regions: [], areaMm2: 0 });
  });

  it('should paint the overlay where the map is high, and leave the rest of the picture', async () => {
    const { overlay, regions } = lineOf(await infer('--input', folder, '--json'), dent);
    const painted = await sharp(overlay ?? '')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const photo = await sharp(join(folder, 'samples', dent, 'rgb.png'))
      .removeAlpha()
      .raw()
      .toBuffer();
    expect(painted.info).toMatchObject({ width: 424, height: 240 });
    const changed = ([x, y]: readonly [number, number]): number => {
      const at = 3 * (Math.round(y) * 424 + Math.round(x));
      return [0, 1, 2].reduce((d, c) => d + Math.abs(painted.data[at + c]! - photo[at + c]!), 0);
    };
    expect(changed(regions[0]?.peakAt ?? [0, 0])).toBeGreaterThan(60);
    expect(changed([4, 4])).toBe(0);
  });

  it('should take another line and an area rule, and write maps alone', async () => {
    const result = await infer(
      ...['--input', join(folder, 'samples', dent), '--threshold', '0.9', '--min-area', '10000'],
      ...['--no-overlays', '--json'],
    );
    expect(lineOf(result, dent)).toMatchObject({
      ...{ verdict: 'sound', decidedBy: 'area', threshold: 0.9, minAreaMm2: 10_000 },
      overlay: null,
    });
  });

  it('should say the verdict in words', async () => {
    const { lines } = await infer('--input', join(folder, 'samples', dent), '--no-overlays');
    expect(lines[0]).toMatch(/ {2}anomalous {2}[\d.]+ mm2 in \d+ {2}/);
  });

  it('should infer with a bare ONNX file, without verdict and overlay', async () => {
    const bare = join(folder, 'bare.onnx');
    await copyFile(join(model, 'detector.onnx'), bare);
    const result = await runCli([
      ...['infer', '--model', bare, '--input', join(folder, 'samples', dent)],
      ...['--out', join(folder, 'bare'), '--json'],
    ]);
    expect(result.code).toBe(0);
    expect(result.stderr).toContain('no card.json');
    const line = lineOf(result, dent);
    expect(line).toMatchObject({ verdict: null, threshold: null, overlay: null, regions: [] });
    expect((await readFile(line.map)).length).toBeGreaterThan(96 * 96 * 4);
  });

  it.each([[['--threshold', 'high']], [['--min-area', '']]])(
    'should end with 2 for %j',
    async (args) => {
      const { code, stderr } = await infer('--input', folder, ...args);
      expect(code).toBe(2);
      expect(stderr).toContain('a number is needed');
    },
  );
});
