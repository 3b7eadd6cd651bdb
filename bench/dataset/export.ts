/**
 * Export of 200 samples at 1280x720 to the MVTec tree (depth aligned to the distorted colour camera of
 * a D405, xyz as float32 TIFF, masks), against numpy, Pillow and tifffile in one process.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SAMPLE_SCHEMA, type Sample } from '../../core/contract/schema/sample.js';
import { makeIdSource } from '../../core/capture/ids.js';
import { defaultExportProfile } from '../../core/dataset/export-profiles.js';
import { SimulatedD405 } from '../../core/simulator/simulated-d405.js';
import { encodeGray16Png, encodeGray8Png, encodeRgbPng } from '../../host/codecs/png.js';
import { decodeTiff } from '../../host/codecs/tiff.js';
import type { runExport as runExportOf } from '../../host/export/run.js';
import {
  createProject,
  type openProject as openProjectOf,
} from '../../host/project/open-project.js';
import { measure, pythonWith } from './process.js';
import type { Row } from '../detector/row.js';

const SAMPLES = 200;
/** Small ones, whose number alone could need memory. */
const MANY = 2000;
const SCENES = 8;
/** Frames of each scene, each with its own noise; the rest are copies of their files. */
const FRAMES = 5;

export async function exportRows(folder: string, tell: (line: string) => void): Promise<Row[]> {
  tell(`export: ${String(SCENES * FRAMES)} frames rendered, ${String(SAMPLES)} samples ...`);
  const project = join(folder, 'project');
  await makeProject(project);
  const ours = join(folder, 'ours');
  const cli = join('out', 'host', 'cli', 'main.js');
  const studio = await measure(process.execPath, [
    ...[cli, 'export', '--project', project, '--out', ours, '--format', 'mvtec3d', '--json'],
  ]);
  const again = await measure(process.execPath, [
    ...[cli, 'export', '--project', project, '--out', ours, '--format', 'mvtec3d', '--json'],
  ]);
  const rows: Row[] = [
    {
      what: `export of ${String(SAMPLES)} samples at 1280x720, MVTec tree (${folder.startsWith('/dev/shm') ? 'files in memory' : 'on disk'})`,
      value: `${studio.seconds.toFixed(1)} s`,
      target: '',
      met: null,
    },
    {
      what: 'the same again, nothing changed',
      value: `${again.seconds.toFixed(1)} s`,
      target: '',
      met: null,
    },
    {
      what: 'most memory of it',
      value: studio.peakMb === null ? '-' : `${studio.peakMb.toFixed(0)} MB`,
      target: 'under 600 MB',
      met: studio.peakMb === null ? null : studio.peakMb < 600,
    },
  ];
  rows.push(...(await cancelRows(project, folder, tell)), await manyRow(folder, tell));
  const python = pythonWith(['numpy', 'PIL', 'tifffile']);
  if (python === null) {
    tell('export: no Python with numpy, Pillow and tifffile (PD_STUDIO_PYTHON): no peer');
    return rows;
  }
  tell('export: the peer ...');
  const theirs = join(folder, 'theirs');
  const peer = await measure(python, ['bench/peers/export_mvtec.py', project, theirs]);
  const { equal, files } = compare(ours, theirs);
  const ratio = peer.seconds / studio.seconds;
  rows.push(
    {
      what: 'the same with numpy, Pillow, tifffile, one process',
      value: `${peer.seconds.toFixed(1)} s`,
      target: '',
      met: null,
    },
    {
      what: 'how many times faster',
      value: `${ratio.toFixed(1)} x`,
      target: 'at least 3 x',
      met: ratio >= 3,
    },
    {
      what: 'xyz files equal byte by byte',
      value: `${String(equal)} of ${String(files)}`,
      target: 'all',
      met: equal === files,
    },
  );
  rmSync(theirs, { recursive: true, force: true });
  return rows;
}

interface Built {
  readonly runExport: typeof runExportOf;
  readonly openProject: typeof openProjectOf;
}

/** The built modules: their threads are files beside them. */
async function built(): Promise<Built> {
  const modules = await Promise.all(
    ['export/run', 'project/open-project'].map(
      (name): Promise<object> =>
        import(pathToFileURL(join(process.cwd(), `out/host/${name}.js`)).href) as Promise<object>,
    ),
  );
  return Object.assign({}, ...modules) as Built;
}

/** Seconds from the cancelling of an export to its answer; nothing may be left of it. */
async function cancelRows(
  project: string,
  folder: string,
  tell: (line: string) => void,
): Promise<Row[]> {
  const { runExport, openProject } = await built();
  const store = await openProject(project);
  const rows: Row[] = [];
  try {
    for (const [when, name] of [
      ['half way', 'stopped'],
      ['while finishing', 'stopped-late'],
      ['while packing', 'stopped.zip'],
    ] as const) {
      tell(`export: cancelled ${when} ...`);
      const stop = new AbortController();
      let at = 0;
      const isDue = ({ phase, done }: { phase: string; done: number }): boolean =>
        when === 'half way'
          ? phase === 'writing' && done >= SAMPLES / 2
          : phase === (when === 'while finishing' ? 'finishing' : 'packing');
      const profile = defaultExportProfile('mvtec3d', 'bench');
      const outcome = await runExport(
        store,
        { profile, path: join(folder, name), ids: null },
        {
          signal: stop.signal,
          progress: (step) => {
            if (at > 0 || !isDue(step)) return;
            at = performance.now();
            setImmediate(() => {
              stop.abort();
            });
          },
        },
      ).then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code ?? 'failed',
      );
      const seconds = (performance.now() - at) / 1000;
      const left = readdirSync(folder).filter((found) => found.includes(name));
      rows.push({
        what: `export of ${String(SAMPLES)} samples cancelled ${when}: until the answer (${outcome}, ${String(left.length)} files or folders left)`,
        value: `${seconds.toFixed(2)} s`,
        target: 'within 1 s, nothing left',
        met: seconds < 1 && outcome === 'cancelled' && left.length === 0,
      });
    }
  } finally {
    await store.close();
  }
  return rows;
}

async function manyRow(folder: string, tell: (line: string) => void): Promise<Row> {
  tell(`export: ${String(MANY)} small samples ...`);
  const project = join(folder, 'many');
  await makeProject(project, MANY, { width: 160, height: 90 });
  const { seconds, peakMb } = await measure(process.execPath, [
    ...[join('out', 'host', 'cli', 'main.js'), 'export', '--project', project],
    ...['--out', join(folder, 'many-out'), '--format', 'mvtec3d', '--json'],
  ]);
  return {
    what: `most memory of an export of ${String(MANY)} samples at 160x90 (${seconds.toFixed(1)} s)`,
    value: peakMb === null ? '-' : `${peakMb.toFixed(0)} MB`,
    target: 'under 600 MB',
    met: peakMb === null ? null : peakMb < 600,
  };
}

const CELLS = [
  { split: 'train', anomaly: 'good' },
  { split: 'train', anomaly: 'good' },
  { split: 'train', anomaly: 'good' },
  { split: 'test', anomaly: 'dent' },
] as const;

async function makeProject(
  path: string,
  samples = SAMPLES,
  size: { readonly width?: number; readonly height?: number } = {},
): Promise<void> {
  await createProject(path, 'Benchmark');
  let now = Date.UTC(2026, 0, 5);
  const nextId = makeIdSource(
    () => (now += 1000),
    () => 0.5,
  );
  for (let scene = 0; scene < SCENES; scene++) {
    const cell = CELLS[scene % CELLS.length] ?? CELLS[0];
    const camera = new SimulatedD405(
      {
        object: 'cookie',
        ...size,
        seed: scene + 1,
        tiltDeg: 0.3,
        defect: cell.anomaly === 'good' ? 'none' : cell.anomaly,
      },
      'colour',
    );
    const truth = camera.truth().mask.map((on) => (on === 0 ? 0 : 255));
    const { width, height } = camera.options;
    const mask = await encodeGray8Png(truth, width, height);
    const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
    const frames = [];
    for (let number = 1; number <= FRAMES; number++) {
      const { depth, colour, depthToColour } = camera.frame(number);
      const rgb = await encodeRgbPng(colour.data, colour.width, colour.height);
      const counts = await encodeGray16Png(depth.data, depth.width, depth.height);
      frames.push({ depth, colour, depthToColour, rgb, counts });
    }
    for (let copy = scene; copy < samples; copy += SCENES) {
      const frame = frames[Math.floor(copy / SCENES) % FRAMES];
      if (!frame) continue;
      const { depth, colour, depthToColour, rgb, counts } = frame;
      const id = nextId();
      const folder = join(path, 'samples', id);
      mkdirSync(folder);
      writeFileSync(join(folder, 'rgb.png'), rgb);
      writeFileSync(join(folder, 'depth.png'), counts);
      if (cell.anomaly !== 'good') writeFileSync(join(folder, 'mask.png'), mask);
      const sample: Sample = {
        schema: SAMPLE_SCHEMA,
        id,
        category: 'cookie',
        ...cell,
        lighting: 'C',
        index: copy,
        operator: 'bench',
        takenAt: new Date(now).toISOString(),
        rgb: {
          file: 'rgb.png',
          sha256: sha256(rgb),
          width: colour.width,
          height: colour.height,
          stream: 'colour',
          intrinsics: colour.intrinsics,
        },
        depth: {
          file: 'depth.png',
          sha256: sha256(counts),
          width: depth.width,
          height: depth.height,
          encoding: 'uint16',
          metresPerCount: depth.metresPerCount,
          intrinsics: depth.intrinsics,
        },
        depthToColour,
        pairDeltaMs: 0,
        camera: null,
        source: 'simulated',
        measures: null,
        gates: [],
        override: null,
        provenance: null,
      };
      writeFileSync(join(folder, 'sample.json'), JSON.stringify(sample));
    }
  }
}

function compare(ours: string, theirs: string): { equal: number; files: number } {
  let equal = 0;
  let files = 0;
  for (const [cell, count] of [
    ['cookie/train/good', (SAMPLES * 3) / 4],
    ['cookie/test/dent', SAMPLES / 4],
  ] as const) {
    for (let i = 0; i < count; i++) {
      const name = join(cell, 'xyz', `${String(i).padStart(3, '0')}.tiff`);
      const [a, b] = [ours, theirs].map((root) => {
        const { data } = decodeTiff(name, readFileSync(join(root, name)));
        return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      });
      files += 1;
      if (a && b?.equals(a)) equal += 1;
    }
  }
  return { equal, files };
}
