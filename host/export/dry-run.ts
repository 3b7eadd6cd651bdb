/** What an export would do, without writing: the plan, and what the readers would say of it. */
import {
  READERS,
  type ExportPlan,
  type ExportRequest,
  type ReaderFinding,
} from '../../core/contract/schema/dataset-export.js';
import type {
  CloudFacts,
  MaskFacts,
  TreeFacts,
  TypeFacts,
} from '../../core/dataset/readers/facts.js';
import { examineTree } from '../../core/dataset/readers/index.js';
import { stemOf } from '../../core/dataset/readers/rule.js';
import type { ProjectStore } from '../project/store.js';
import { runPool } from '../workers/pool.js';
import { describePlan, planExport, type PlannedEntry, type PlannedExport } from './plan.js';
import type { RunOptions } from './run.js';

interface SampleFacts {
  readonly width: number;
  readonly height: number;
  readonly xyz: CloudFacts | null;
  readonly gt: MaskFacts | null;
}

/**
 * @param thorough whether every sample's pixels are looked at; else only names and numbers of files
 * @throws StudioError cancelled
 */
export async function dryRun(
  store: ProjectStore,
  request: ExportRequest,
  thorough: boolean,
  options: Omit<RunOptions, 'progress'> & {
    readonly looked?: (done: number, total: number) => void;
  } = {},
): Promise<ExportPlan> {
  const plan = await planExport(store, request, options.signal);
  const findings =
    request.profile.format === 'mvtec3d' ? await findingsOf(plan, thorough, options) : [];
  return { ...(await describePlan(plan)), findings };
}

async function findingsOf(
  plan: PlannedExport,
  thorough: boolean,
  { signal, threads, looked }: Parameters<typeof dryRun>[3] & object,
): Promise<ReaderFinding[]> {
  const facts = new Map<string, SampleFacts>();
  if (thorough) {
    let done = 0;
    await runPool(
      'export',
      { tasks: plan.entries, signal, ...(threads === undefined ? {} : { threads }) },
      ({ folder, placement, key }) => ({
        folder,
        placement,
        key,
        out: null,
        profile: { ...plan.request.profile, astZ: false },
        project: plan.project,
        labels: plan.labels,
        facts: true,
      }),
      ({ id }, { row, xyz, gt }) => {
        facts.set(id, { width: row.width, height: row.height, xyz, gt });
        looked?.(++done, plan.entries.length);
      },
      () => {
        looked?.(++done, plan.entries.length);
      },
    );
  }
  const tree = plannedTree(plan, facts);
  const ids = new Map(
    plan.entries.map(({ id, placement }) => [`${placement.cell}/${placement.stem}`, id]),
  );
  return examineTree(tree, READERS, (path) => {
    const parts = path.split('/');
    return ids.get([...parts.slice(0, 3), stemOf(parts.at(-1) ?? '')].join('/')) ?? null;
  });
}

function plannedTree(plan: PlannedExport, facts: ReadonlyMap<string, SampleFacts>): TreeFacts {
  const { astZ } = plan.request.profile;
  const cells = new Map<string, PlannedEntry[]>();
  for (const entry of plan.entries) {
    const list = cells.get(entry.placement.cell);
    if (list) list.push(entry);
    else cells.set(entry.placement.cell, [entry]);
  }
  const types = [...cells].map(([cell, entries]): TypeFacts => {
    const [category = '', split = '', type = ''] = cell.split('/');
    const names = (extension: string): string[] =>
      entries.map(({ placement }) => `${placement.stem}${extension}`);
    const known = entries.flatMap((entry) => {
      const found = facts.get(entry.id);
      return found ? [{ ...found, stem: entry.placement.stem }] : [];
    });
    const hasGt = entries.filter(({ files }) => files.some(({ kind }) => kind === 'gt'));
    return {
      category,
      split,
      type,
      rgb: known.map(({ stem, width, height }) => ({
        name: `${stem}.png`,
        width,
        height,
        channels: 3,
        bits: 8,
      })),
      xyz: known.flatMap(({ xyz }) => xyz ?? []),
      gt: hasGt.length === 0 ? [] : known.flatMap(({ gt }) => gt ?? []),
      z: [],
      names: {
        rgb: names('.png'),
        xyz: names('.tiff'),
        gt: hasGt.map(({ placement }) => `${placement.stem}.png`),
        z: astZ ? names('.npy') : [],
      },
    };
  });
  return {
    root: plan.path,
    categories: [...new Set(types.map(({ category }) => category))],
    types,
    strayFiles: [],
  };
}
