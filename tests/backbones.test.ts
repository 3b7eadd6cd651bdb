/** Weights files and backbones against PyTorch (tests/oracles/backbones.py). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { prepareImage } from '../core/anomaly/preprocess/sample.js';
import { decodeRgb } from '../host/codecs/png.js';
import { openSession, type OnnxSession } from '../host/detector/session.js';
import { buildBackbone } from '../models/backbones/build.js';
import {
  ARCHITECTURES,
  backboneMacs,
  backboneSpec,
  type Architecture,
} from '../models/backbones/efficientnet.js';
import { metadataOf } from '../models/onnx/wire.js';
import { parseWeights } from '../models/tensor-files/read.js';
import { encodeSafetensors, parseSafetensors } from '../models/tensor-files/safetensors.js';
import { randomBackboneWeights } from '../models/testing/random-weights.js';
import golden from './golden/backbones.json' with { type: 'json' };
import { NO_SHARED_DATA, root, sharedData } from './support/shared-data.js';

const weightsFile = (name: string): Promise<Buffer> =>
  readFile(join(root, 'tests/golden/weights', name));

describe('weights files of PyTorch', () => {
  it.each(['old.pth', 'new.pth', 'checkpoint.pth', 'weights.safetensors'])(
    'should be read as they were written: %s',
    async (name) => {
      const tensors = parseWeights(await weightsFile(name));
      expect(new Set(tensors.keys())).toEqual(new Set(Object.keys(golden.tensors)));
      for (const [key, { shape, values }] of Object.entries(golden.tensors)) {
        const tensor = tensors.get(key);
        expect(tensor?.shape).toEqual(shape);
        expect([...(tensor?.data ?? [])]).toEqual(values.map(Math.fround));
      }
    },
  );

  it.each(['old.pth', 'new.pth', 'weights.safetensors'])(
    'should say what is wrong when cut off or changed at any place: %s',
    async (name) => {
      const file = await weightsFile(name);
      for (let cut = 0; cut < file.length; cut += 7) {
        expect(() => parseWeights(file.subarray(0, cut))).toThrow(/./);
        const changed = Buffer.from(file);
        changed[cut] = (changed[cut] ?? 0) ^ 0x5a;
        try {
          parseWeights(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect((error as Error).name).toMatch(/^WeightsError$|^RangeError$/);
        }
      }
    },
  );

  it('should refuse a pickle that wants something called, and call nothing', () => {
    const pickle = '\x80\x02}X\x01\x00\x00\x00wcos\nsystem\nX\x02\x00\x00\x00id\x85Rs.';
    const numbers = '\x80\x02M\xe9\x03.';
    const file = Buffer.from(
      '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.' + numbers + '\x80\x02}.' + pickle,
      'latin1',
    );
    expect(() => parseWeights(Buffer.concat([file, Buffer.from('\x80\x02].', 'latin1')]))).toThrow(
      'os.system',
    );
  });

  it('should write safetensors that it reads back', () => {
    const tensors = [
      { name: 'a', shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 0) },
      { name: 'ß', shape: [], data: Float32Array.of(7) },
    ];
    const file = parseSafetensors(encodeSafetensors(tensors, { kind: 'test' }));
    expect(file).toEqual({ tensors, metadata: { kind: 'test' } });
  });
});

describe('architectures', () => {
  it('should have the published layout of B5', () => {
    const spec = backboneSpec('efficientnet-b5');
    expect([spec.stem, spec.channels, spec.blocks.length]).toEqual([48, 304, 36]);
    expect(spec.blocks.filter((b) => b.stride === 2).map((b) => b.padding)).toEqual([
      [0, 1],
      [1, 2],
      [1, 1],
      [2, 2],
    ]);
    expect([...new Set(spec.blocks.map((b) => b.squeeze))]).toEqual([12, 6, 10, 16, 32, 44, 76]);
    expect(backboneMacs(spec, 768) / 1e9).toBeCloseTo(22.49, 1);
    expect(backboneMacs(spec, 512) / 1e9).toBeCloseTo(10, 1);
  });

  it("should pad Lite2's strided blocks 4, 7 and 15 symmetrically", () => {
    const { blocks, channels } = backboneSpec('efficientnet-lite2');
    const strided = blocks.filter((b) => b.stride === 2);
    expect(strided.map((b) => [b.index, ...b.padding])).toEqual([
      [1, 0, 1],
      [4, 2, 2],
      [7, 1, 1],
      [15, 2, 2],
    ]);
    expect([channels, blocks.length]).toEqual([208, 20]);
    expect(backboneSpec('efficientnet-lite0').channels).toBe(192);
  });
});

const SHIPPED = join(root, 'models/backbones/efficientnet-lite2.onnx');
/** Published Lite0 weights for this test alone; Lite2's are shipped, B5's come by formula. */
const LITE0 = process.env['PD_STUDIO_LITE0'];

async function backboneOf(architecture: Architecture): Promise<Uint8Array> {
  if (architecture === 'efficientnet-lite2') return readFile(SHIPPED);
  const weights =
    architecture === 'efficientnet-lite0'
      ? parseWeights(await readFile(LITE0 ?? ''))
      : randomBackboneWeights(architecture);
  return buildBackbone(architecture, weights, '');
}

describe('features against PyTorch', () => {
  const sessions = new Map<string, Promise<OnnxSession>>();
  afterAll(async () => {
    for (const session of sessions.values()) await (await session).close();
  });

  for (const expected of golden.features) {
    const architecture = ARCHITECTURES.find((name) => name === expected.architecture)!;
    const photo = sharedData(expected.photo);
    const skipped =
      photo === null
        ? NO_SHARED_DATA
        : architecture === 'efficientnet-lite0' && LITE0 === undefined
          ? 'PD_STUDIO_LITE0 names no weights file'
          : null;
    const title = `should be equal within 1e-4: ${architecture} at ${String(expected.side)}`;
    it.skipIf(skipped !== null)(skipped === null ? title : `${title} (${skipped})`, async () => {
      const known =
        sessions.get(architecture) ?? backboneOf(architecture).then((model) => openSession(model));
      sessions.set(architecture, known);
      const rgb = await decodeRgb(photo ?? '', await readFile(photo ?? ''));
      const { side } = expected;
      const { normalisation } = backboneSpec(architecture);
      const image = prepareImage(rgb.data, rgb.width, rgb.height, side, normalisation);
      const session = await known;
      const { features } = await session.run({
        image: { type: 'float32', dims: [1, 3, side, side], data: image },
      });
      expect(features?.dims).toEqual([1, ...expected.shape]);
      const off = expected.values.map(([i = 0, value = 0]) =>
        Math.abs((features?.data[i] ?? Number.NaN) - value),
      );
      expect(Math.max(...off) / expected.max).toBeLessThan(1e-4);
      const data = Float32Array.from(features?.data ?? []);
      const top = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(Math.abs(top / expected.max - 1)).toBeLessThan(1e-4);
    });
  }

  it('should say what a weights file lacks', () => {
    const weights = randomBackboneWeights('efficientnet-lite0');
    weights.delete('_blocks.3._bn2.bias');
    expect(() => buildBackbone('efficientnet-lite0', weights, '')).toThrow('_blocks.3._bn2.bias');
    expect(() => buildBackbone('efficientnet-b5', weights, '')).toThrow('_conv_stem.weight');
  });

  it('should name the architecture in the file', async () => {
    const metadata = metadataOf(await readFile(SHIPPED));
    expect(metadata.get('pd-studio.architecture')).toBe('efficientnet-lite2');
    expect(metadata.get('pd-studio.channels')).toBe('208');
  });
});
