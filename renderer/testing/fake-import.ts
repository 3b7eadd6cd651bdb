/** An import for the fake host: two folders of frames of unknown unit, and a tree where asked for one. */
import type {
  ImportChoices,
  ImportItem,
  ImportProfile,
  ImportProgress,
  ImportReport,
  ImportScan,
} from '../../core/contract/schema/dataset-import.js';
import { StudioError } from '../../core/contract/errors.js';
import type { Handlers } from '../../core/contract/server.js';
import type { Hub } from './fake-wire.js';

const OPEN_CELL = { category: null, split: null, anomaly: null, lighting: null };

function items(group: string, count: number): ImportItem[] {
  return Array.from({ length: count }, (_, i) => {
    const stem = i.toString().padStart(4, '0');
    return {
      ...OPEN_CELL,
      key: `${group}/${stem}`,
      group,
      files: { rgb: `${group}/${stem}-color.png`, depth: `${group}/${stem}-depth.png` },
      becomes: 'RGB 640 x 480 with 16-bit depth',
      missing: ['camera', 'takenAt'],
      warnings: [],
    };
  });
}

export function fakeScan(path: string): ImportScan {
  const tree = path.endsWith('tree');
  const groups = ['bin-a', 'bin-b'].map((id, i) => ({
    id,
    kind: tree ? ('tree' as const) : ('frames' as const),
    reason: 'Pictures of equal names in pairs: color and depth.',
    samples: 12 - i * 4,
    cells: [{ ...OPEN_CELL, samples: 12 - i * 4 }],
    unit: {
      stored: 'uint16' as const,
      sampledFiles: 8,
      medianValue: 7421,
      hypotheses: [
        { unit: 'm' as const, metresPerCount: 1, medianMm: 7_421_000, plausible: false },
        { unit: 'mm' as const, metresPerCount: 0.001, medianMm: 7421, plausible: true },
        { unit: '0.0001' as const, metresPerCount: 0.0001, medianMm: 742.1, plausible: true },
      ],
      known: null,
      guess: 0.0001,
      reason: 'A table camera is nearer than 2 m.',
      rotatedBits: false,
    },
    missing: [{ field: 'camera', samples: 12 - i * 4 }],
    needs: ['category' as const, 'split' as const, 'anomaly' as const, 'unit' as const],
    warnings: [],
    registration:
      i === 0
        ? [
            {
              key: 'bin-a/0003',
              iou: 0.41,
              bestIou: 0.83,
              scale: 1.08,
              shiftPx: [14, -6] as [number, number],
              verdict: 'off' as const,
            },
          ]
        : [],
  }));
  return {
    scanId: `scan of ${path}`,
    path,
    container: 'folder',
    files: 44,
    samples: 20,
    groups,
    items: groups.flatMap((group) => items(group.id, group.samples)),
    skipped: [
      { file: 'bin-a/Thumbs.db', reason: 'not data of any known kind', serious: false },
      { file: 'bin-b/0009-depth.png', reason: 'has no colour picture beside it', serious: true },
    ],
    mapping: tree
      ? {
          rules: [
            { pattern: '{category}/{split}/{anomaly}/rgb/{name}.png', role: 'rgb', fixed: {} },
            { pattern: '{category}/{split}/{anomaly}/depth/{name}.png', role: 'depth', fixed: {} },
          ],
          values: { split: { val: 'validation' }, anomaly: { ok: 'good' } },
        }
      : null,
    manifest: null,
  };
}

type ImportHandlers = Pick<
  Handlers,
  | 'dataset.import.scan'
  | 'dataset.import.items'
  | 'dataset.import.picture'
  | 'dataset.import.run'
  | 'dataset.import.cancel'
  | 'dataset.import.report'
  | 'dataset.import.profiles'
  | 'dataset.import.saveProfile'
  | 'dataset.import.removeProfile'
>;

/** `add` makes samples of the answers and returns their ids. */
export function fakeImport(
  hub: Hub,
  add: (choices: ImportChoices, count: number) => readonly string[],
): ImportHandlers {
  const scans = new Map<string, ImportScan>();
  const reports = new Map<string, ImportReport>();
  let profiles: ImportProfile[] = [];
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  return {
    'dataset.import.scan': ({ path, mapping }) => {
      const scan = fakeScan(path);
      const used =
        mapping === null ? scan : { ...scan, mapping: plain(mapping) as ImportScan['mapping'] };
      scans.set(used.scanId, used);
      return used;
    },
    'dataset.import.items': ({ scanId, group, offset, count }) => {
      const all = scans.get(scanId)?.items.filter((item) => item.group === group) ?? [];
      return { total: all.length, items: all.slice(offset, offset + count) };
    },
    'dataset.import.picture': () => {
      throw new StudioError('unsupported', 'The fake host keeps no files');
    },
    'dataset.import.run': ({ scanId, groups }) => {
      const jobId = `import ${scanId}`;
      const scan = scans.get(scanId);
      const done = groups.flatMap(({ id, choices }) => {
        const samples = scan?.groups.find((group) => group.id === id)?.samples ?? 0;
        const ids = add(plain(choices) as ImportChoices, samples);
        return ids.map((sample, i) => ({
          key: `${id}/${i.toString().padStart(4, '0')}`,
          id: sample,
        }));
      });
      const progress: ImportProgress = {
        jobId,
        state: 'done',
        done: done.length,
        total: done.length,
        imported: done.length,
        already: 0,
        problems: 0,
        current: '',
        message: '',
      };
      reports.set(jobId, { progress, samples: done, problems: [] });
      queueMicrotask(() => {
        hub.emit('dataset.import', progress);
      });
      return { jobId };
    },
    'dataset.import.cancel': () => ({}),
    'dataset.import.report': ({ jobId }) => {
      const report = reports.get(jobId);
      if (!report) throw new StudioError('not-found', `There is no import ${jobId}`);
      return report;
    },
    'dataset.import.profiles': () => ({ profiles }),
    'dataset.import.saveProfile': ({ profile }) => {
      const given = plain(profile) as ImportProfile;
      profiles = [...profiles.filter((entry) => entry.name !== given.name), given];
      return { profiles };
    },
    'dataset.import.removeProfile': ({ name }) => {
      profiles = profiles.filter((entry) => entry.name !== name);
      return { profiles };
    },
  };
}
