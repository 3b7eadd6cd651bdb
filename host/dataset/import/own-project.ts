/**
 * Samples of another PD Studio project: taken over whole, with their ids, records, annotations, reviews
 * and history. Only the label picture is made anew where the two projects number their labels otherwise.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { projectSchema } from '../../../core/contract/schema/project.js';
import { sampleSchema, type Sample } from '../../../core/contract/schema/sample.js';
import { text } from '../../../core/text/index.js';
import { ANNOTATION, parseAnnotation } from '../../annotate/files.js';
import { corrupt } from '../../codecs/corrupt.js';
import { sampleHash } from '../../project/sample-files.js';
import type { ProjectStore } from '../../project/store.js';
import type { ManifestEntry } from './own-manifest.js';
import type { PlannedSample } from './planned.js';
import type { PreparedSample } from './store-sample.js';
import type { ImportTree } from './tree-files.js';

const RECORD = /^(.*\/)?samples\/([^/]+)\/sample\.json$/;
const MAX_RECORD = 8 * 1024 * 1024;

type Labels = z.infer<typeof projectSchema>['labels'];

/** A sample folder of another project. */
export interface WholeSample {
  readonly sample: Sample;
  /** In the tree, with / at the end. */
  readonly folder: string;
  /** Every file of it but sample.json, relative to `folder`. */
  readonly files: readonly string[];
  /** Of the project that it comes from. */
  readonly labels: Labels;
}

export interface OwnProject {
  /** In the tree, with / at the end; empty at its root. */
  readonly root: string;
  readonly samples: readonly PlannedSample[];
  readonly broken: readonly { readonly file: string; readonly reason: string }[];
}

/** Projects whose project.json and samples lie in the tree. */
export async function ownProjects(tree: ImportTree): Promise<OwnProject[]> {
  const files = tree.files.map(({ path }) => path);
  const known = new Set(files);
  const records = new Map<string, string[]>();
  for (const path of files) {
    const found = RECORD.exec(path);
    const root = found?.[1] ?? '';
    if (!found || !known.has(`${root}project.json`)) continue;
    records.set(root, [...(records.get(root) ?? []), path]);
  }
  const out: OwnProject[] = [];
  for (const [root, paths] of records) {
    const project = await readJsonOf(tree, `${root}project.json`);
    const labels = z.object({ labels: projectSchema.shape.labels }).safeParse(project).data?.labels;
    const samples: PlannedSample[] = [];
    const broken: { file: string; reason: string }[] = [];
    const below = filesBelow(files, `${root}samples/`);
    for (const path of paths) {
      const parsed = sampleSchema.safeParse(await readJsonOf(tree, path));
      const folder = path.slice(0, -'sample.json'.length);
      const name = folder.slice(`${root}samples/`.length, -1);
      if (parsed.success && parsed.data.id === name) {
        const whole = { sample: parsed.data, folder, files: below.get(name) ?? [] };
        samples.push(planned(path, { ...whole, labels: labels ?? [] }));
      } else broken.push({ file: path, reason: text('import.reason.no-record') });
    }
    out.push({ root, samples, broken });
  }
  return out;
}

function filesBelow(files: readonly string[], prefix: string): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const path of files) {
    if (!path.startsWith(prefix)) continue;
    const rest = path.slice(prefix.length);
    const cut = rest.indexOf('/');
    const name = rest.slice(cut + 1);
    if (cut < 0 || name === 'sample.json') continue;
    const list = out.get(rest.slice(0, cut));
    if (list) list.push(name);
    else out.set(rest.slice(0, cut), [name]);
  }
  return out;
}

async function readJsonOf(tree: ImportTree, path: string): Promise<unknown> {
  try {
    return JSON.parse((await tree.read(path, MAX_RECORD)).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

function planned(key: string, whole: WholeSample): PlannedSample {
  const { sample, folder, files } = whole;
  const { category, split, anomaly, lighting, operator, takenAt, rgb, depth } = sample;
  const own: ManifestEntry = {
    ...{ category, split, anomaly, lighting, operator, takenAt },
    sampleHash: sampleHash(sample),
    intrinsics: rgb.intrinsics,
    depth: depth && { encoding: depth.encoding, metresPerCount: depth.metresPerCount },
    files: [],
  };
  return {
    ...{ key, group: '', own, whole, calibration: null },
    cell: { category, split, anomaly, lighting },
    files: {
      rgb: `${folder}${rgb.file}`,
      ...(depth ? { depth: `${folder}${depth.file}` } : {}),
      ...(files.includes('mask.png') ? { mask: `${folder}mask.png` } : {}),
      ...(files.includes(ANNOTATION) ? { annotation: `${folder}${ANNOTATION}` } : {}),
    },
  };
}

/**
 * Reads every file and checks the pictures against the record.
 * @throws StudioError file-corrupt where a picture is missing or not the one that was shot
 */
export async function prepareWhole(
  tree: ImportTree,
  { sample, folder, files, labels }: WholeSample,
  store: ProjectStore,
  ensure: (labels: readonly string[]) => Promise<void>,
): Promise<PreparedSample> {
  const read = await Promise.all(
    files.map(async (name) => ({ name, data: await tree.read(`${folder}${name}`) })),
  );
  for (const picture of [sample.rgb, sample.depth]) {
    if (!picture) continue;
    const found = read.find(({ name }) => name === picture.file);
    const digest = found && createHash('sha256').update(found.data).digest('hex');
    if (digest !== picture.sha256)
      throw corrupt(`${folder}${picture.file}`, text('export.changed'));
  }
  const drawn = read.find(({ name }) => name === ANNOTATION);
  const { width, height } = sample.rgb;
  const document = drawn ? parseAnnotation(drawn.data, { width, height }).document : null;
  const used = [...new Set(document?.shapes.map(({ label }) => label))];
  await ensure(used);
  const ours = store.project().labels;
  const valueOf = (list: Labels, name: string): number | undefined =>
    list.find((label) => label.name === name)?.value;
  const renumbered = used.some((name) => valueOf(labels, name) !== valueOf(ours, name));
  return {
    record: sample,
    files: read,
    hash: sampleHash(sample),
    cell: sample,
    whole: { sample, redraw: renumbered ? document : null },
  };
}
