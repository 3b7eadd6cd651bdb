/**
 * npm run bench -- annotate: masks against LabelMe's own Python in
 * the same run (PD_STUDIO_LABELME_PYTHON, or what scripts/labelme-oracle.mjs made), saving, opening,
 * a project of 3,500 samples, and the canvas (annotate-canvas, which runs alone too).
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_FILTER, selectQueue } from '../core/annotation/queue.js';
import type { ImagePoint } from '../core/annotation/document.js';
import { makeCanvas } from '../core/annotation/raster/canvas.js';
import { drawShape } from '../core/annotation/raster/shape.js';
import type { WireShape } from '../core/contract/schema/annotation.js';
import { AnnotationSessions } from '../host/annotate/sessions.js';
import { createProject, openProject } from '../host/project/open-project.js';
import type { ProjectStore } from '../host/project/store.js';
import { addSmallSample } from '../host/testing/small-sample.js';
import { askLabelme, labelmePython, noLabelme } from '../tests/support/labelme.js';
import { bench as canvas } from './annotate-canvas.js';
import type { Row } from './detector/row.js';

const WIDTH = 1280;
const HEIGHT = 720;
const POLYGONS = 1000;
const SAMPLES = 3500;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** In a folder of its own, removed at the end. */
async function inFolder(part: (folder: string) => Promise<Row[]>): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pd-studio-bench-'));
  try {
    return await part(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const parts: Readonly<Record<string, (tell: (line: string) => void) => Promise<Row[]>>> = {
  masks,
  save: () => inFolder(files),
  project: () => inFolder(largeProject),
  canvas,
};

interface OracleRun {
  readonly mapMs: number;
  readonly masksMs: number;
  readonly hash: string;
  readonly shapes: ImagePoint[][];
}

async function masks(): Promise<Row[]> {
  const what = `label map of ${String(POLYGONS)} polygons of 40 vertices, 1280x720`;
  const python = labelmePython('labelme-7.9.1');
  if (python === null)
    return [{ what, value: noLabelme('labelme-7.9.1'), target: '10 x LabelMe 7.9.1', met: null }];
  const [theirs] = askLabelme(python, ['bench', String(POLYGONS)]) as OracleRun[];
  if (!theirs) throw new Error('the oracle gave no answer');
  const draw = (): Uint8Array => {
    const canvas = makeCanvas(WIDTH, HEIGHT);
    theirs.shapes.forEach((points, i) => {
      drawShape(canvas, { type: 'polygon', points, bitmap: null }, 1 + (i % 250), 'labelme-7.9.1');
    });
    return canvas.data;
  };
  const separate = (): void => {
    for (const points of theirs.shapes)
      drawShape(
        makeCanvas(WIDTH, HEIGHT),
        { type: 'polygon', points, bitmap: null },
        1,
        'labelme-7.9.1',
      );
  };
  const runs: number[] = [];
  const alone: number[] = [];
  for (let i = 0; i < 7; i++) {
    runs.push(await timed(draw));
    alone.push(await timed(separate));
  }
  const equal = createHash('sha256').update(draw()).digest('hex') === theirs.hash;
  const map = theirs.mapMs / median(runs);
  const one = theirs.masksMs / median(alone);
  return [
    {
      what,
      value: `${ms(median(runs))}; LabelMe 7.9.1 ${ms(theirs.mapMs)}: ${map.toFixed(0)} x`,
      target: '10 x, bit-equal',
      met: map >= 10 && equal,
    },
    { what: 'the same pixels', value: equal ? 'yes' : 'no', target: 'bit-equal', met: equal },
    {
      what: `${String(POLYGONS)} separate masks (shape_to_mask)`,
      value: `${ms(median(alone))}; LabelMe 7.9.1 ${ms(theirs.masksMs)}: ${one.toFixed(0)} x`,
      target: '',
      met: null,
    },
  ];
}

function polygons(count: number, vertices: number): WireShape[] {
  return Array.from({ length: count }, (_, n) => ({
    ...{ id: `b${String(n)}`, type: 'polygon' as const, label: 'dent' },
    points: Array.from({ length: vertices }, (_v, i) => {
      const angle = (2 * Math.PI * i) / vertices;
      const radius = 30 + ((i * 7 + n * 3) % 20);
      return [
        100 + ((n * 97) % 1080) + radius * Math.cos(angle),
        80 + ((n * 53) % 560) + radius * Math.sin(angle),
      ];
    }).flat(),
    ...{ groupId: null, description: '', flags: {}, bitmap: null, source: null },
  }));
}

const sessionsOf = (store: ProjectStore): AnnotationSessions =>
  new AnnotationSessions(store, () => 'bench', {
    locked: () => undefined,
    changed: () => undefined,
  });

async function files(folder: string): Promise<Row[]> {
  const path = join(folder, 'saving');
  await createProject(path, 'bench');
  const store = await openProject(path);
  const sessions = sessionsOf(store);
  const { summary } = await addSmallSample(store, { width: WIDTH, height: HEIGHT });
  const { id } = summary;
  const rows: Row[] = [];
  for (const [count, vertices] of [
    [20, 40],
    [250, 40],
  ] as const) {
    const opened = await sessions.openSample({ id, client: 'b', takeOver: false, readOnly: false });
    let { token } = opened;
    const times: number[] = [];
    for (let i = 0; i < 31; i++) {
      const shapes = polygons(count, vertices).map((shape, n) =>
        n === 0 ? { ...shape, points: shape.points.map((value) => value + i / 8) } : shape,
      );
      const document = { ...opened.document, shapes };
      await sessions.journal(id, opened.session, [{ put: [shapes[0]!], order: null, flags: null }]);
      times.push(
        await timed(async () => {
          ({ token } = await sessions.save(id, opened.session, document, token));
        }),
      );
    }
    const value = median(times);
    rows.push({
      what: `save ${String(count)} polygons of ${String(vertices)} vertices with mask, label map, version, work state; flushed`,
      value: ms(value),
      target: '30 ms',
      met: value < 30,
    });
    await sessions.close(id, opened.session, false);
  }
  await sessions.dispose();
  await store.close();
  return rows;
}

async function largeProject(folder: string): Promise<Row[]> {
  const path = join(folder, 'large');
  await createProject(path, 'bench');
  let store = await openProject(path);
  const first = await addSmallSample(store, { width: WIDTH, height: HEIGHT });
  const record = JSON.parse(await readFile(join(first.path, 'sample.json'), 'utf8')) as object;
  const rgb = await readFile(join(first.path, 'rgb.png'));
  await store.close();
  for (let i = 0; i < SAMPLES - 1; i++) {
    const id = `${(10_000 + i).toString(36)}${randomBytes(4).toString('hex')}`;
    const at = join(path, 'samples', id);
    await mkdir(at);
    await writeFile(join(at, 'rgb.png'), rgb);
    await writeFile(join(at, 'sample.json'), JSON.stringify({ ...record, id, index: i + 2 }));
    const state = (['new', 'in-progress', 'done', 'checked'] as const)[i % 4];
    await writeFile(join(at, 'work.json'), JSON.stringify({ state, secondsSpent: i }));
  }
  const openMs = await timed(async () => {
    store = await openProject(path);
  });
  const listMs = await timed(() => selectQueue(store.samples(), NO_FILTER, null));
  const rereadMs = await timed(() => store.rereadWork());
  const sessions = sessionsOf(store);
  const ids = store.samples().map(({ id }) => id);
  const times: number[] = [];
  const memory: number[] = [];
  for (const id of ids.slice(0, 550)) {
    let session = '';
    times.push(
      await timed(async () => {
        const input = { id, client: 'b', takeOver: false, readOnly: false };
        ({ session } = await sessions.openSample(input));
      }),
    );
    await sessions.close(id, session, false);
    memory.push(process.memoryUsage().rss / 2 ** 20);
  }
  await sessions.dispose();
  await store.close();
  const grown = memory.at(-1)! - memory[50]!;
  return [
    {
      what: `open a project of ${String(SAMPLES)} samples with their work states`,
      value: ms(openMs),
      target: '2 s',
      met: openMs < 2000,
    },
    { what: 'the queue of it, counted and sorted', value: ms(listMs), target: '', met: null },
    { what: 'read all work states again', value: ms(rereadMs), target: '', met: null },
    {
      what: 'open a sample: lock, annotation, journal, watch',
      value: ms(median(times)),
      target: '120 ms',
      met: median(times) < 120,
    },
    {
      what: "the host's memory after 500 more samples opened",
      value: `${grown >= 0 ? '+' : ''}${grown.toFixed(0)} MB`,
      target: 'flat (under 30 MB)',
      met: grown < 30,
    },
  ];
}
