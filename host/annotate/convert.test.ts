import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../tests/support/cli.js';
import { decodeGray16, encodeGray8Png } from '../codecs/png.js';
import { createProject, openProject } from '../project/open-project.js';
import { addSmallSample } from '../testing/small-sample.js';
import { checkFiles, checkProject, type Finding } from './check.js';
import { convert, type Converted, type ConvertOptions } from './convert.js';

let folder = '';
const from = (): string => join(folder, 'from');
const out = (): string => join(folder, 'out');
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pd-studio-convert-'));
  await mkdir(from());
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SQUARE = [
  [2, 2],
  [9, 2],
  [9, 9],
  [2, 9],
];
const HOLE = [
  [4, 4],
  [6, 4],
  [6, 6],
  [4, 6],
];
const shape = (label: string, points: readonly (readonly number[])[]): object => ({
  ...{ label, points, shape_type: 'polygon', group_id: null, flags: {} },
});
const labelme = (patch: object): string =>
  JSON.stringify({
    ...{ version: '5.1.1', flags: {}, shapes: [], imagePath: 'p.png', imageData: null },
    ...patch,
  });

async function run(patch: Partial<ConvertOptions>): Promise<Converted[]> {
  const done: Converted[] = [];
  const options: ConvertOptions = {
    ...{ from: from(), out: out(), to: 'masks', rasteriser: 'labelme-7.9.1' },
    ...{ readers: '5.1', label: 'anomaly', images: null },
    ...patch,
  };
  for await (const one of convert(options)) done.push(one);
  return done;
}

async function pixels(name: string): Promise<{ width: number; height: number; data: number[] }> {
  const picture = await decodeGray16(name, await readFile(join(out(), name)));
  return { ...picture, data: [...picture.data] };
}

describe('converting to masks', () => {
  it('should take the size from the file, the embedded picture, then the one beside, turned by EXIF', async () => {
    const photo = sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } });
    const jpeg = await photo.jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const square = { shapes: [shape('dent', SQUARE)] };
    await mkdir(join(from(), 'sub'));
    await writeFile(
      join(from(), 'stated.json'),
      labelme({ ...square, imageWidth: 12, imageHeight: 11 }),
    );
    await writeFile(
      join(from(), 'sub', 'embedded.json'),
      labelme({ ...square, imageData: jpeg.toString('base64') }),
    );
    await writeFile(
      join(from(), 'beside.json'),
      labelme({ ...square, imagePath: 'C:\\photos\\beside.jpg' }),
    );
    await writeFile(join(from(), 'beside.jpg'), jpeg);
    await writeFile(join(from(), 'nothing.json'), labelme(square));
    await writeFile(join(from(), 'package.json'), '{"name": "other"}');
    await writeFile(join(from(), 'broken.json'), '{"shapes": [');
    const done = await run({});
    expect(done.map(({ file, outcome }) => `${file} ${outcome}`)).toEqual([
      'beside.json written',
      'broken.json failed',
      'nothing.json failed',
      'package.json skipped',
      'stated.json written',
      'sub/embedded.json written',
    ]);
    expect(done[2]?.message).toContain(join(from(), 'nothing.json'));
    const sizes = await Promise.all(
      ['stated.png', 'sub/embedded.png', 'beside.png'].map(async (name) => {
        const { width, height } = await pixels(name);
        return `${String(width)}x${String(height)}`;
      }),
    );
    expect(sizes).toEqual(['12x11', '20x30', '20x30']);
  });

  it('should give 255 where a shape that is not background has the last word', async () => {
    const shapes = [
      shape('dent', SQUARE),
      shape('_background_', HOLE),
      shape('crack', [
        [5, 5],
        [5, 5],
        [5, 5],
      ]),
    ];
    await writeFile(join(from(), 'a.json'), labelme({ shapes, imageWidth: 12, imageHeight: 11 }));
    await run({});
    const { data } = await pixels('a.png');
    expect(data.filter((value) => value === 255)).toHaveLength(64 - 9 + 1);
    expect(data[5 * 12 + 5]).toBe(255);
    expect(data[4 * 12 + 4]).toBe(0);
  });

  it('should number labels once for the whole folder', async () => {
    const size = { imageWidth: 12, imageHeight: 11 };
    await writeFile(join(from(), 'a.json'), labelme({ shapes: [shape('dent', SQUARE)], ...size }));
    await writeFile(join(from(), 'b.json'), labelme({ shapes: [shape('crack', SQUARE)], ...size }));
    await run({ to: 'label-maps' });
    expect(Math.max(...(await pixels('a.png')).data)).toBe(2);
    expect(Math.max(...(await pixels('b.png')).data)).toBe(1);
    const map: unknown = JSON.parse(await readFile(join(out(), 'label-map.json'), 'utf8'));
    expect(map).toEqual({ _background_: 0, crack: 1, dent: 2 });
  });

  it('should trace masks back into polygons of the same pixels, classes inside holes too', async () => {
    const mask = new Uint8Array(20 * 16);
    for (let y = 2; y < 14; y++) for (let x = 3; x < 17; x++) mask[y * 20 + x] = 1;
    for (let y = 5; y < 11; y++) for (let x = 6; x < 12; x++) mask[y * 20 + x] = 0;
    for (let y = 7; y < 9; y++) for (let x = 8; x < 10; x++) mask[y * 20 + x] = 2;
    await writeFile(join(from(), 'm.png'), await encodeGray8Png(mask, 20, 16));
    await writeFile(join(from(), 'label-map.json'), '{"_background_": 0, "crack": 1, "dent": 2}');
    const labels = join(folder, 'labels');
    const [done] = await run({ to: 'labelme', out: labels });
    expect(done?.outcome).toBe('written');
    await writeFile(join(labels, 'label-map.json'), '{"crack": 1, "dent": 2}');
    await run({ from: labels, to: 'label-maps' });
    expect((await pixels('m.png')).data).toEqual([...mask]);
  });
});

it('should refuse a picture of another size than its mask, in one sentence', async () => {
  const photos = join(folder, 'photos');
  await mkdir(photos);
  const photo = sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } });
  await writeFile(join(photos, 'a.png'), await photo.png().toBuffer());
  const mask = new Uint8Array(12 * 11).fill(255, 0, 60);
  await writeFile(join(from(), 'a.png'), await encodeGray8Png(mask, 12, 11));
  const [one] = await run({ to: 'labelme', images: photos });
  expect(one).toMatchObject({ outcome: 'failed' });
  expect(one?.message).toContain('30 x 20');
  expect(one?.message).toContain('12 x 11');
  await rm(join(photos, 'a.png'));
  expect(await run({ to: 'labelme', images: photos })).toMatchObject([{ outcome: 'written' }]);
});

describe('checking', () => {
  const all = async (findings: AsyncGenerator<Finding>): Promise<string[]> => {
    const lines: string[] = [];
    for await (const { level, code, key } of findings) lines.push(`${level} ${code} ${key}`);
    return lines;
  };

  it('should name what is wrong with files', async () => {
    await writeFile(join(from(), 'a.json'), labelme({ shapes: [shape('dent', [[1, 1]])] }));
    await writeFile(join(from(), 'b.json'), '{"shapes": [{"label": "x", "points": [[1]]}]}');
    expect(await all(checkFiles(from()))).toEqual([
      'error image imagePath',
      'warning shape shapes[0].points',
      'error unreadable shapes[0].points[0]',
    ]);
  });

  it('should name labels outside the list, of an option or of a label map beside', async () => {
    const shapes = [shape('dent', SQUARE), shape('stain', SQUARE), shape('_background_', HOLE)];
    const photo = sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } });
    await writeFile(join(from(), 'p.png'), await photo.png().toBuffer());
    await writeFile(join(from(), 'a.json'), labelme({ shapes }));
    const told = async (labels: string[] | null = null): Promise<string[]> => {
      const messages: string[] = [];
      for await (const { code, message } of checkFiles(from(), labels))
        if (code === 'label') messages.push(message);
      return messages;
    };
    expect(await told()).toEqual([]);
    expect(await told(['dent', 'stain'])).toEqual([]);
    expect(await told(['dent'])).toEqual([expect.stringContaining('stain')]);
    const list = join(folder, 'labels.txt');
    await writeFile(list, '__ignore__\n_background_\nstain\n');
    const { code, lines } = await runCli([
      ...['annotate', 'check', from(), '--json', '--labels', list],
    ]);
    expect(code).toBe(1);
    expect(lines.map((line) => (JSON.parse(line) as Finding).message)).toEqual([
      expect.stringContaining('dent'),
    ]);
    await writeFile(join(from(), 'label-map.json'), '{"_background_": 0, "scratch": 1}');
    expect(await told()).toHaveLength(2);
    expect(await told(['dent', 'stain'])).toEqual([]);
  });

  it('should notice a picture of another size than the sample says', async () => {
    await createProject(folder, 'Test');
    const store = await openProject(folder);
    const { path } = await addSmallSample(store, { anomaly: 'good' });
    const photo = sharp({ create: { width: 30, height: 20, channels: 3, background: 'red' } });
    await writeFile(join(path, 'rgb.png'), await photo.png().toBuffer());
    expect(await all(checkProject(store))).toEqual(['error image rgb']);
    await store.close();
  });

  it('should name what is wrong with a project, and masks mend stale ones', async () => {
    await createProject(folder, 'Test');
    const store = await openProject(folder);
    const empty = await addSmallSample(store);
    const good = await addSmallSample(store, { anomaly: 'good' });
    const broken = await addSmallSample(store);
    const size = { imageWidth: 64, imageHeight: 48 };
    await writeFile(
      join(good.path, 'annotation.json'),
      labelme({ shapes: [shape('stain', SQUARE)], ...size }),
    );
    await writeFile(join(broken.path, 'annotation.json'), '{"shapes"');
    await store.setWork(empty.summary.id, () => ({ state: 'done' }));
    expect(await all(checkProject(store))).toEqual([
      'error empty ',
      'error label shapes',
      'error not-good ',
      'error stale-mask ',
      'error unreadable ',
    ]);
    await store.close();
    const masks = await runCli(['annotate', 'masks', '--project', folder, '--json']);
    expect(masks.code).toBe(1);
    expect(masks.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { id: good.summary.id, maskPixels: 64, unknown: ['stain'] },
    ]);
    const check = await runCli(['annotate', 'check', folder, '--json']);
    expect(check.code).toBe(1);
    const codes = check.lines.map((line) => (JSON.parse(line) as Finding).code);
    expect(codes).toEqual(['empty', 'label', 'not-good', 'unreadable']);
    const list = await runCli([
      ...['annotate', 'list', '--project', folder, '--state', 'done', '--json'],
    ]);
    expect(list.code).toBe(0);
    expect(list.lines).toHaveLength(2);
    expect(JSON.parse(list.lines[0] ?? '')).toMatchObject({ id: empty.summary.id, state: 'done' });
  });

  it.each([
    [['annotate', 'list', '--project', '.', '--state', 'nearly']],
    [['annotate', 'check', '/nowhere/at/all']],
    [['annotate', 'convert', '--from', '.', '--out', 'x', '--to', 'dreams']],
    [['annotate', 'convert', '--from', '/nowhere/at/all', '--out', 'x', '--to', 'masks']],
  ])('should end with 2 for wrong use: %j', async (args) => {
    const { code, lines, stderr } = await runCli(args);
    expect(code).toBe(2);
    expect(lines).toEqual([]);
    expect(stderr).not.toBe('');
  });
});
