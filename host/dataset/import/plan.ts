/**
 * Sorts the files of a tree into groups of one kind each, and each group's files into samples. Kinds
 * are tried from the most to the least particular: recordings, MVTec trees, LabelMe folders, pairs in
 * one folder, clouds with colour; what is left over is a tree of unknown shape.
 */
import { basename, extname } from 'node:path';
import type {
  ImportCell,
  ImportKind,
  ImportMapping,
  SkippedFile,
} from '../../../core/contract/schema/dataset-import.js';
import {
  mapTree,
  mvtecMapping,
  type MappingProblem,
} from '../../../core/dataset/import-mapping.js';
import { proposeMapping, type TreeEntry } from '../../../core/dataset/import-proposal.js';
import { roleOfWord, splitOfWord } from '../../../core/dataset/import-words.js';
import { text } from '../../../core/text/index.js';
import { findCalibration } from '../../camera/sources/intrinsics-files.js';
import { pairNames, stemOf } from '../../camera/sources/folder-pairs.js';
import { inspectFile } from './inspect.js';
import { labelMeFolder } from './labelme.js';
import type { OwnManifest } from './own-manifest.js';
import { ownProjects } from './own-project.js';
import type { PlannedGroup, PlannedSample } from './planned.js';
import { folderOf, type ImportTree } from './tree-files.js';

const NOTHING: ImportCell = { category: null, split: null, anomaly: null, lighting: null };
const PICTURE = /\.(png|jpe?g|tiff?|npy|pcd|ply)$/i;
const RECORDING = /\.(bag|db3)$/i;
const CLOUD = /\.(pcd|ply)$/i;
/** Files that come with data and are not data: passed over in silence. */
const COMPANION =
  /(^|\/)(licen[cs]e|readme|copying|notice|changelog|manifest)[^/]*$|\.(txt|md|json|ya?ml|csv|html|pdf|xml)$/i;
/** Files looked into when a mapping is proposed, per folder. */
const SNIFFED_PER_FOLDER = 2;

export interface PlanOptions {
  /** null: told by the files. */
  readonly as: ImportKind | null;
  readonly mapping: ImportMapping | null;
  readonly anomalyTypes: readonly string[];
  readonly manifest: OwnManifest | null;
  readonly told: (done: number, total: number, current: string) => void;
}

export interface Plan {
  readonly groups: readonly PlannedGroup[];
  readonly skipped: readonly SkippedFile[];
}

export async function planImport(tree: ImportTree, options: PlanOptions): Promise<Plan> {
  const planner = new Planner(tree, options);
  return planner.plan();
}

class Planner {
  private readonly tree: ImportTree;
  private readonly options: PlanOptions;
  private readonly left: Set<string>;
  private readonly groups: PlannedGroup[] = [];
  private readonly skipped: SkippedFile[];
  private readonly texts = new Map<string, Promise<string>>();

  constructor(tree: ImportTree, options: PlanOptions) {
    this.tree = tree;
    this.options = options;
    this.left = new Set(tree.files.map((file) => file.path));
    this.skipped = [...tree.refused];
  }

  async plan(): Promise<Plan> {
    const wants = (kind: ImportKind): boolean =>
      this.options.as === null || this.options.as === kind;
    const { mapping, as } = this.options;
    if (wants('project')) await this.projects();
    if (wants('recording')) this.recordings();
    if (mapping !== null && (as === null || as === 'tree')) await this.trees(mapping);
    if (wants('mvtec3d')) await this.mvtec();
    if (wants('labelme')) await this.labelMe();
    if (wants('frames')) await this.frames(as === 'frames');
    if (wants('clouds')) await this.clouds();
    if (wants('tree') && mapping === null) await this.trees(null);
    this.rest();
    return { groups: this.groups, skipped: this.skipped };
  }

  private take(samples: readonly PlannedSample[]): void {
    for (const { files } of samples)
      for (const path of Object.values(files)) this.left.delete(path);
  }

  private add(group: PlannedGroup): void {
    if (group.samples.length === 0) return;
    this.take(group.samples);
    // Two kinds in one folder are two groups.
    const taken = this.groups.some((other) => other.id === group.id);
    const id = taken ? `${group.id} (${group.kind})` : group.id;
    this.groups.push({
      ...group,
      id,
      samples: group.samples.map((sample) => ({ ...sample, group: id })),
    });
  }

  private skip(file: string, reason: string, serious = true): void {
    this.left.delete(file);
    this.skipped.push({ file, reason, serious });
  }

  /** Projects of a studio; what else they hold is their own. */
  private async projects(): Promise<void> {
    for (const { root, samples, broken } of await ownProjects(this.tree)) {
      this.add({
        ...{ id: root === '' ? '.' : root.slice(0, -1), kind: 'project', mapping: null },
        ...{ reason: text('import.kind.project'), samples },
      });
      for (const { file, reason } of broken) this.skip(file, reason);
      for (const path of [...this.left]) {
        if (!path.startsWith(root)) continue;
        this.left.delete(path);
        const part = path.slice(root.length).split('/')[0] ?? '';
        if (part === 'models' || part === 'runs')
          this.skipped.push({ file: path, reason: text('import.reason.own'), serious: false });
      }
    }
  }

  private recordings(): void {
    for (const path of [...this.left].filter((name) => RECORDING.test(name))) {
      const sample: PlannedSample = {
        ...{ key: path, group: path, files: { recording: path }, cell: NOTHING },
        ...{ calibration: null, own: null },
      };
      this.add({
        ...{ id: path, kind: 'recording', reason: text('import.kind.recording') },
        ...{ samples: [sample], mapping: null },
      });
    }
  }

  /** Roots of MVTec trees: what lies above `<category>/<split>/<type>/rgb/NAME.png`. */
  private async mvtec(): Promise<void> {
    const roots = new Map<string, Set<string | null>>();
    for (const path of this.left) {
      const parts = path.split('/');
      const n = parts.length;
      if (n < 4 || parts[n - 2]?.toLowerCase() !== 'rgb') continue;
      const split = parts[n - 4] ?? '';
      if (!['train', 'validation', 'test'].includes(split)) continue;
      const prefix = parts.slice(0, n - 4);
      // Without a folder above the split, what was given is one category.
      const above = prefix.slice(0, -1).join('/');
      const root = prefix.length === 0 ? '' : above === '' ? '' : `${above}/`;
      const set = roots.get(root) ?? new Set();
      roots.set(root, set.add(prefix.length === 0 ? null : (prefix.at(-1) ?? null)));
    }
    for (const [root, categories] of [...roots].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const own = categories.has(null) ? nameOfSource(this.tree.source) : null;
      const mapping = mvtecMapping(root, own);
      const inside = [...this.left].filter((path) => path.startsWith(root));
      await this.mapped('mvtec3d', root, text('import.kind.mvtec3d'), inside, mapping);
    }
  }

  private async mapped(
    kind: ImportKind,
    root: string,
    reason: string,
    paths: readonly string[],
    mapping: ImportMapping,
  ): Promise<void> {
    const { samples, skipped } = mapTree(paths, mapping, this.options.anomalyTypes);
    const planned: PlannedSample[] = [];
    for (const { key, files, cell } of samples) {
      const { rgb, depth, xyz, mask, annotation } = files;
      if (rgb === undefined && (xyz === undefined || !CLOUD.test(xyz))) continue;
      const cloud = xyz !== undefined && CLOUD.test(xyz);
      planned.push({
        key,
        group: '',
        files: {
          ...(rgb === undefined ? {} : { rgb }),
          ...(depth === undefined ? {} : { depth }),
          ...(xyz === undefined ? {} : cloud ? { cloud: xyz } : { xyz }),
          ...(mask === undefined ? {} : { mask }),
          ...(annotation === undefined ? {} : { annotation }),
        },
        cell,
        calibration: await this.calibration(folderOf(rgb ?? key), stemOf(basename(rgb ?? key))),
        own: this.options.manifest?.entry(rgb ?? key) ?? null,
      });
    }
    const id = root === '' ? '.' : root.replace(/\/$/, '');
    this.add({ id, kind, reason, samples: planned, mapping });
    for (const { file, reason: problem } of skipped) {
      if (problem === 'no-rule') continue;
      if (this.left.has(file)) this.skip(file, problemText(problem));
    }
  }

  private calibration(folder: string, stem: string): Promise<PlannedSample['calibration']> {
    const prefix = folder === '' ? '' : `${folder}/`;
    const names = this.namesIn(folder);
    return findCalibration(names, stem, (name) => {
      const path = `${prefix}${name}`;
      const known =
        this.texts.get(path) ??
        this.tree.read(path, 1024 * 1024).then((data) => data.toString('utf8'));
      this.texts.set(path, known);
      return known;
    });
  }

  private byFolder: ReadonlyMap<string, readonly string[]> | null = null;

  /** All names of a folder of the tree, claimed or not. */
  private namesIn(folder: string): readonly string[] {
    if (!this.byFolder) {
      const all = new Map<string, string[]>();
      for (const { path } of this.tree.files) {
        const at = folderOf(path);
        const names = all.get(at) ?? [];
        names.push(basename(path));
        all.set(at, names);
      }
      this.byFolder = all;
    }
    return this.byFolder.get(folder) ?? [];
  }

  private folders(wanted: RegExp): string[] {
    return [...new Set([...this.left].filter((path) => wanted.test(path)).map(folderOf))].sort();
  }

  private async labelMe(): Promise<void> {
    for (const folder of this.folders(/\.json$/i)) {
      const prefix = folder === '' ? '' : `${folder}/`;
      const names = this.namesIn(folder).filter((name) => this.left.has(`${prefix}${name}`));
      const found = await labelMeFolder(this.tree, prefix, names, this.options.told);
      for (const { file, reason } of found.skipped) this.skip(file, reason);
      this.add({
        ...{ id: folder === '' ? '.' : folder, kind: 'labelme', mapping: null },
        reason: text('import.kind.labelme'),
        samples: found.samples.map((files) => ({
          ...{ key: files.annotation, group: '', files, cell: NOTHING },
          ...{ calibration: null, own: null },
        })),
      });
    }
  }

  /** @param asked every picture without a partner is told, not only where others have one */
  private async frames(asked: boolean): Promise<void> {
    for (const folder of this.folders(PICTURE)) {
      const prefix = folder === '' ? '' : `${folder}/`;
      const names = this.namesIn(folder).filter((name) => this.left.has(`${prefix}${name}`));
      const { pairs, skipped } = pairNames(names, true);
      const samples: PlannedSample[] = [];
      for (const { stem, colour, depth } of pairs) {
        const calibration = await this.calibration(folder, stem);
        const files = {
          rgb: `${prefix}${colour}`,
          ...(CLOUD.test(depth) ? { cloud: `${prefix}${depth}` } : { depth: `${prefix}${depth}` }),
          ...(calibration ? { calibration: `${prefix}${calibration.file}` } : {}),
        };
        samples.push({
          ...{ key: files.rgb, group: '', files, cell: NOTHING, calibration },
          own: this.options.manifest?.entry(files.rgb) ?? null,
        });
      }
      this.add({
        ...{ id: folder === '' ? '.' : folder, kind: 'frames', mapping: null, samples },
        reason: text('import.kind.frames'),
      });
      if (pairs.length === 0 && !asked) continue;
      for (const { file, reason } of skipped) {
        // A cloud may still carry its own colours.
        if (!CLOUD.test(file) || asked) this.skip(`${prefix}${file}`, reason);
      }
    }
  }

  private async clouds(): Promise<void> {
    for (const folder of this.folders(CLOUD)) {
      const samples: PlannedSample[] = [];
      const inside = [...this.left].filter((path) => CLOUD.test(path) && folderOf(path) === folder);
      for (const path of inside) {
        try {
          const { fields } = await inspectFile(this.tree, path);
          if (!fields.some((field) => /^(rgba?|red|diffuse_red|r)$/i.test(field))) {
            // Clouds of a tree of unknown shape may have their pictures elsewhere.
            if (this.options.as === 'clouds') this.skip(path, text('import.reason.no-colour'));
            continue;
          }
          samples.push({
            ...{ key: path, group: '', files: { cloud: path }, cell: NOTHING },
            ...{ calibration: null, own: null },
          });
        } catch (error) {
          this.skip(path, error instanceof Error ? error.message : String(error));
        }
      }
      this.add({
        ...{ id: folder === '' ? '.' : folder, kind: 'clouds', mapping: null, samples },
        reason: text('import.kind.clouds'),
      });
    }
  }

  /** All that is left, by the mapping given or one that is proposed. */
  private async trees(given: ImportMapping | null): Promise<void> {
    const paths = [...this.left].filter((path) => PICTURE.test(path) || /\.json$/i.test(path));
    if (paths.length === 0) return;
    const mapping = given ?? proposeMapping(await this.sniff(paths), this.options.anomalyTypes);
    if (!mapping) return;
    await this.mapped('tree', '', text('import.kind.tree'), paths, mapping);
  }

  private async sniff(paths: readonly string[]): Promise<TreeEntry[]> {
    const seen = new Map<string, { count: number; content: TreeEntry['content'] }>();
    const out: TreeEntry[] = [];
    for (const path of paths) {
      // One kind of file is a folder, an extension and the words of the name.
      const like = `${folderOf(path)}/${basename(path).replaceAll(/\d+/g, '#')}`;
      const known = seen.get(like);
      if (known && known.count >= SNIFFED_PER_FOLDER) {
        out.push({ path, content: known.content });
        continue;
      }
      const content = await inspectFile(this.tree, path).then(
        (facts) => facts.content,
        () => 'unknown' as const,
      );
      seen.set(like, { count: (known?.count ?? 0) + 1, content });
      out.push({ path, content });
      this.options.told(out.length, paths.length, path);
    }
    return out;
  }

  /** What no kind has taken is told once, with what it lacks. */
  private rest(): void {
    for (const path of [...this.left].sort()) {
      const serious = PICTURE.test(path) || RECORDING.test(path);
      if (!serious && COMPANION.test(path)) continue;
      this.skip(path, text(serious ? 'import.reason.unused' : 'import.reason.unknown'), serious);
    }
  }
}

/** The folder's own name as a category: `bagel/train/good/rgb` was given as `bagel`. */
function nameOfSource(source: string): string {
  const name = basename(source, extname(source) === '.zip' ? '.zip' : '');
  return splitOfWord(name) === null && roleOfWord(name) === null ? name : 'unnamed';
}

function problemText(problem: MappingProblem): string {
  switch (problem) {
    case 'no-rule':
      return text('import.reason.no-rule');
    case 'no-rgb':
      return text('import.reason.no-rgb');
    case 'second':
      return text('import.reason.second');
    case 'ambiguous':
      return text('import.reason.ambiguous');
    case 'bad-name':
      return text('import.reason.bad-name');
    case 'unknown-split':
      return text('import.reason.unknown-split');
  }
}
