/** What does not fit is one sentence that says what to do: never a verdict, never a crash. */
import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DEFAULT_FOREGROUND } from '../../core/contract/schema/foreground.js';
import type { Sample } from '../../core/contract/schema/sample.js';
import { contrastDetector } from '../../models/testing/contrast-detector.js';
import { root } from '../../tests/support/shared-data.js';
import { encodeGray16Png } from '../codecs/png.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { Compute } from './compute.js';
import { InspectService } from './service.js';
import { addPart, addToyModel, TOY_MODEL } from './testing/toy-project.js';

const ENTRY = join(root, 'out', 'host', 'inspect', 'process', 'main.js');

let folder: string;
let store: ProjectStore;
let compute: Compute;
let service: InspectService;
const parts: Record<'whole' | 'noDepth' | 'otherUnit' | 'noObject' | 'noCorner' | 'crab', string> =
  {
    whole: '',
    noDepth: '',
    otherUnit: '',
    noObject: '',
    noCorner: '',
    crab: '',
  };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-inspect-bad-'));
  await createProject(folder, 'Inspect');
  store = await openProject(folder);
  let seed = 2;
  for (const name of ['whole', 'noDepth', 'otherUnit', 'noObject', 'noCorner'] as const)
    parts[name] = await addPart(store, { seed: (seed += 1), defect: 'none' });
  parts.crab = await addPart(store, { seed: 3, defect: 'none', object: 'crab' });
  await change(parts.noDepth, () => ({ depth: null, depthToColour: null }));
  // Millimetres that were taken for counts of ten centimetres.
  await change(parts.otherUnit, ({ depth }) => ({
    depth: depth && { ...depth, metresPerCount: 0.1 },
  }));
  const { sample, path } = await store.read(parts.noObject);
  const { width, height } = sample.rgb;
  await writeFile(
    join(path, 'depth.png'),
    await encodeGray16Png(new Uint16Array(width * height).fill(2000), width, height),
  );
  const cut = await store.read(parts.noCorner);
  const depth = new Uint16Array(width * height).fill(2000);
  for (let y = 0; y < 12; y++) depth.fill(0, y * width, y * width + 12);
  for (let y = 100; y < 160; y++) depth.fill(1500, y * width + 200, y * width + 260);
  await writeFile(join(cut.path, 'depth.png'), await encodeGray16Png(depth, width, height));
  await store.close();
  store = await openProject(folder);
  compute = new Compute({
    log: () => undefined,
    spawn: () =>
      fork(ENTRY, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  });
  service = new InspectService(store, compute, {
    progress: () => undefined,
    result: () => undefined,
  });
});
afterAll(async () => {
  await service.dispose();
  compute.dispose();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await addToyModel(folder, 1.5, []);
});

async function change(id: string, patch: (sample: Sample) => Partial<Sample>): Promise<void> {
  const { path, sample } = await store.read(id);
  await writeFile(join(path, 'sample.json'), JSON.stringify({ ...sample, ...patch(sample) }));
}
const useModel = (bytes: Uint8Array | string): Promise<void> =>
  writeFile(join(folder, 'models', TOY_MODEL, 'detector.onnx'), bytes);
const inspect = (id: string): Promise<unknown> =>
  service.sample(TOY_MODEL, id, 'now').catch((error: unknown) => error);

it('inspects what fits', async () => {
  expect(await inspect(parts.whole)).toMatchObject({ verdict: 'sound', warnings: [] });
});

it.each([
  ['a sample without depth', 'noDepth', 'unsupported', /needs depth, and .* has none/],
  ['depth in another unit', 'otherUnit', 'bad-input', /lies at \d+ m: its unit/],
  ['a table without a part', 'noObject', 'bad-input', /No object stands out from the table/],
] as const)('says of %s what to do', async (_, part, code, words) => {
  const answer = await inspect(parts[part]);
  expect(answer).toMatchObject({ code, message: expect.stringMatching(words) as string });
  expect((answer as { hint: string }).hint).not.toBe('');
});

it('names the corner that has no depth where nothing may take its place', async () => {
  await useModel(contrastDetector({ foreground: { ...DEFAULT_FOREGROUND, fallback: false } }));
  expect(await inspect(parts.noCorner)).toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/top left/) as string,
    hint: expect.stringMatching(/plane/) as string,
  });
});

it.each([
  ['a file that is no model', (): string => 'not a model', 'file-corrupt', /detector\.onnx/],
  [
    "somebody else's model",
    () => contrastDetector(null),
    'file-corrupt',
    /no detector of PD Studio/,
  ],
  ['a model that was cut off', () => contrastDetector().slice(0, 900), 'file-corrupt', /onnx/],
  [
    'a model whose channels are not those of its mode',
    () => contrastDetector({ mode: 'rgb' }),
    'bad-input',
    /depthMetres/,
  ],
  [
    'a model whose map has another size than it says',
    () => contrastDetector({ side: 512 }),
    'file-corrupt',
    /map/,
  ],
] as const)('says of %s what is wrong', async (_, bytes, code, words) => {
  await useModel(bytes());
  const answer = await inspect(parts.whole);
  expect(answer).toMatchObject({ code, message: expect.stringMatching(words) as string });
  expect((answer as { hint: string }).hint).not.toBe('');
});

it('names the model that is not there', async () => {
  expect(await service.sample('absent', parts.whole, 'now').catch((e: unknown) => e)).toMatchObject(
    {
      code: 'not-found',
      message: 'The model absent has no detector.onnx.',
      hint: 'Train it to the end, or choose another model.',
    },
  );
});

it('judges by a model without a line only with a warning', async () => {
  await addToyModel(folder, null, []);
  expect(await inspect(parts.whole)).toMatchObject({ warnings: ['no-line'] });
});

it('judges a sample of another category only with a warning', async () => {
  expect(await inspect(parts.crab)).toMatchObject({ warnings: ['other-category'] });
});

it('judges by a model whose parity check failed only with a warning', async () => {
  const parity = { samples: 16, maxMapDifference: 0.2, maxScoreDifference: 0.2, passed: false };
  await addToyModel(folder, 1.5, [], { parity });
  expect(await inspect(parts.whole)).toMatchObject({ warnings: ['parity-failed'] });
  await addToyModel(folder, 1.5, [], { parity: null });
  expect(await inspect(parts.whole)).toMatchObject({ warnings: ['parity-unknown'] });
});
