/** Imports a scan by its answers: sample after sample, cancellable, and going on where it stopped. */
import { randomUUID } from 'node:crypto';
import type {
  ImportChoices,
  ImportProgress,
  ImportReport,
} from '../../../core/contract/schema/dataset-import.js';
import { StudioError } from '../../../core/contract/errors.js';
import { text } from '../../../core/text/index.js';
import type { CameraService } from '../../camera/service.js';
import { createCameraService } from '../../camera/supervisor.js';
import type { ProjectStore } from '../../project/store.js';
import { openJournal, type ImportJournal } from './journal.js';
import { loadSample, unitOf, type LoadedSample } from './load.js';
import { ProjectNames } from './names.js';
import { prepareWhole } from './own-project.js';
import type { PlannedGroup, PlannedSample } from './planned.js';
import { importRecording } from './recording.js';
import { lacksIntrinsics, type OpenScan } from './scan.js';
import { prepareSample, storeSample, type Cell, type PreparedSample } from './store-sample.js';

export interface RunGroup {
  readonly id: string;
  readonly choices: ImportChoices;
}

export interface RunRequest {
  readonly scan: OpenScan;
  readonly groups: readonly RunGroup[];
  /** Keys of samples to leave out. */
  readonly except: readonly string[];
  readonly store: ProjectStore;
  readonly told: (progress: ImportProgress) => void;
  /** Makes the camera process that plays recordings; only asked when there is one. */
  readonly camera?: () => CameraService;
}

export interface ImportJob {
  readonly id: string;
  readonly done: Promise<ImportReport>;
  report(): ImportReport;
  cancel(): void;
}

/** Samples decoded ahead of the one that is written. */
const AHEAD = 3;
const MAX_PROBLEMS = 10_000;
const TELL_MS = 100;

interface Work {
  readonly sample: PlannedSample;
  readonly choices: ImportChoices;
}

/**
 * Checks that nothing is left open, then starts. @throws StudioError unit-needed, bad-input (category,
 * split or anomaly is open, an unknown group), with the option that answers it
 */
export function startImport(request: RunRequest): ImportJob {
  const work = chosen(request);
  return new Job(request, work);
}

function chosen({ scan, groups, except }: RunRequest): Work[] {
  const without = new Set(except);
  const work: Work[] = [];
  for (const { id, choices } of groups) {
    const group = scan.plan.groups.find((one) => one.id === id);
    if (!group) throw new StudioError('bad-input', text('import.error.no-group', { group: id }));
    const samples = group.samples.filter((sample) => !without.has(sample.key));
    mustBeAnswered(scan, group, samples, choices);
    work.push(...samples.map((sample) => ({ sample, choices })));
  }
  return work;
}

function mustBeAnswered(
  scan: OpenScan,
  group: PlannedGroup,
  samples: readonly PlannedSample[],
  choices: ImportChoices,
): void {
  for (const field of ['category', 'split', 'anomaly'] as const) {
    const open = samples.filter(
      (sample) => sample.cell[field] === null && sample.own === null && choices[field] === null,
    );
    if (open.length === 0) continue;
    throw new StudioError(
      'bad-input',
      text('import.error.no-cell', { group: group.id, field, count: open.length }),
      text('import.error.no-cell.hint', { option: `--${field}` }),
      { group: group.id, field },
    );
  }
  const { unit } = scan.result.groups.find((one) => one.id === group.id) ?? {};
  if (!unit || group.kind === 'recording') return;
  if (samples.every((sample) => unitOf(sample, choices) !== null || !depthOf(sample))) return;
  const [m, mm, d405] = unit.hypotheses;
  throw new StudioError(
    'unit-needed',
    text('import.error.unit', {
      group: group.id,
      median: unit.medianValue,
      mm: mm?.medianMm ?? 0,
      d405: d405?.medianMm ?? 0,
      m: m?.medianMm ?? 0,
    }),
    text('import.error.unit.hint', { reason: unit.reason }),
    {
      group: group.id,
      median: unit.medianValue,
      medianMmIfM: m?.medianMm ?? 0,
      medianMmIfMm: mm?.medianMm ?? 0,
      'medianMmIf0.0001': d405?.medianMm ?? 0,
      guess: unit.guess,
    },
  );
}

function depthOf({ files }: PlannedSample): boolean {
  return files.depth !== undefined || files.xyz !== undefined || files.cloud !== undefined;
}

class Job implements ImportJob {
  readonly id = randomUUID();
  private readonly request: RunRequest;
  private readonly work: readonly Work[];
  private readonly samples: { key: string; id: string }[] = [];
  private readonly problems: { file: string; reason: string }[] = [];
  private readonly hashes = new Map<string, string>();
  private readonly names: ProjectNames;
  private state: ImportProgress['state'] = 'running';
  private finished = 0;
  private already = 0;
  private imported = 0;
  private current = '';
  private message = '';
  private cancelled = false;
  private toldAt = 0;
  readonly done: Promise<ImportReport>;

  constructor(request: RunRequest, work: readonly Work[]) {
    this.request = request;
    this.work = work;
    this.names = new ProjectNames(request.store);
    this.done = Promise.resolve().then(() => this.run());
  }

  cancel(): void {
    this.cancelled = true;
  }

  /** Read through a call: it changes while the job waits. */
  private isCancelled(): boolean {
    return this.cancelled;
  }

  report(): ImportReport {
    return {
      progress: this.progress(),
      samples: [...this.samples],
      problems: [...this.problems],
    };
  }

  private progress(): ImportProgress {
    return {
      ...{ jobId: this.id, state: this.state, done: this.finished, total: this.work.length },
      ...{ imported: this.imported, already: this.already, problems: this.problems.length },
      ...{ current: this.current, message: this.message },
    };
  }

  private tell(now: boolean): void {
    if (!now && Date.now() - this.toldAt < TELL_MS) return;
    this.toldAt = Date.now();
    this.request.told(this.progress());
  }

  private async run(): Promise<ImportReport> {
    const { store, scan } = this.request;
    try {
      for (const sample of store.samples())
        this.hashes.set(hashKey(sample.sampleHash, sample), sample.id);
      const journal = await openJournal(store, scan.tree.source);
      this.tell(true);
      await this.importAll(journal);
      this.state = this.cancelled ? 'cancelled' : 'done';
    } catch (error) {
      this.state = 'failed';
      this.message = messageOf(error);
    }
    this.current = '';
    this.tell(true);
    return this.report();
  }

  private async importAll(journal: ImportJournal): Promise<void> {
    const pictures = this.work.filter(({ sample }) => sample.files.recording === undefined);
    const ahead: Promise<PreparedSample | Error | null>[] = [];
    let next = 0;
    const fill = (): void => {
      while (ahead.length < AHEAD && next < pictures.length && !this.cancelled)
        ahead.push(this.prepare(pictures[next++]!, journal));
    };
    for (const { sample } of pictures) {
      fill();
      const prepared = await ahead.shift();
      if (this.cancelled || prepared === undefined) break;
      this.current = sample.key;
      if (prepared === null) this.already += 1;
      else if (prepared instanceof Error) this.complain(sample.key, prepared);
      else await this.write(sample, prepared, journal);
      this.finished += 1;
      this.tell(false);
    }
    // Those that were begun are let go before the job ends.
    await Promise.all(ahead);
    await this.recordings(journal);
  }

  /** Null for what the project holds already; an error that concerns this sample alone. */
  private async prepare(
    { sample, choices }: Work,
    journal: ImportJournal,
  ): Promise<PreparedSample | Error | null> {
    if (journal.known(sample.key) !== null) return null;
    try {
      const { tree } = this.request.scan;
      const kind = this.request.scan.plan.groups.find((one) => one.id === sample.group)?.kind;
      if (
        kind === 'frames' &&
        lacksIntrinsics(sample) &&
        choices.intrinsics === null &&
        !choices.withoutIntrinsics
      )
        return new Error(text('import.reason.no-intrinsics'));
      if (sample.whole) {
        const { whole } = sample;
        const there = this.request.store.samples().find(({ id }) => id === whole.sample.id);
        // An id names one sample: the same is there already, another one is in the way.
        if (there?.sampleHash === sample.own?.sampleHash && there !== undefined) return null;
        if (there) return new Error(text('import.reason.same-id', { id: there.id }));
        return await prepareWhole(tree, whole, this.request.store, (labels) =>
          this.names.ensure(cellOf(sample, choices), labels),
        );
      }
      const loaded = await loadSample(tree, sample, choices);
      const cell = cellOf(sample, choices);
      await this.names.ensure(cell, labelsOf(loaded));
      return await prepareSample(
        loaded,
        cell,
        {
          importedFrom: `${tree.source}/${sample.key}`,
          takenAt: sample.own?.takenAt ?? this.writtenAt(sample),
          operator: sample.own?.operator ?? '',
          source: 'import',
        },
        this.request.store,
      );
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** When the picture's file was last written: not the moment of the shot, which is marked as missing. */
  private writtenAt(sample: PlannedSample): string {
    const file = this.request.scan.tree.files.find(({ path }) => path === sample.key);
    return new Date(file?.modifiedMs ?? 0).toISOString();
  }

  private async write(
    sample: PlannedSample,
    prepared: PreparedSample,
    journal: ImportJournal,
  ): Promise<void> {
    const hash = hashKey(prepared.hash, prepared.cell);
    const there = this.hashes.get(hash);
    if (there !== undefined) {
      this.already += 1;
      await journal.add(sample.key, there);
      return;
    }
    // A full disk or a folder that cannot be written ends the job: the next sample would meet it too.
    const id = await storeSample(this.request.store, prepared);
    this.hashes.set(hash, id);
    await this.added(sample.key, id, journal);
  }

  private async added(key: string, id: string, journal: ImportJournal): Promise<void> {
    this.imported += 1;
    this.samples.push({ key, id });
    await journal.add(key, id);
  }

  private complain(file: string, error: Error): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ file, reason: messageOf(error) });
  }

  private async recordings(journal: ImportJournal): Promise<void> {
    const recordings = this.work.filter(({ sample }) => sample.files.recording !== undefined);
    if (recordings.length === 0 || this.cancelled) return;
    const camera = (this.request.camera ?? createCameraService)();
    try {
      for (const { sample, choices } of recordings) {
        if (this.isCancelled()) break;
        this.current = sample.key;
        this.tell(true);
        await this.recording(sample, choices, journal, camera).catch((error: unknown) => {
          if (error instanceof StudioError && DISK.has(error.code)) throw error;
          this.complain(sample.key, error instanceof Error ? error : new Error(String(error)));
        });
        this.finished += 1;
      }
    } finally {
      await camera.dispose();
    }
  }

  private async recording(
    sample: PlannedSample,
    choices: ImportChoices,
    journal: ImportJournal,
    camera: CameraService,
  ): Promise<void> {
    const { scan, store } = this.request;
    const cell = cellOf(sample, choices);
    await this.names.ensure(cell, []);
    await importRecording({
      ...{ tree: scan.tree, path: sample.files.recording ?? '', cell, store, camera },
      ...{ step: choices.recordingStep, metresPerCount: choices.metresPerCount },
      importedFrom: `${scan.tree.source}/${sample.key}`,
      missing: ['takenAt', 'operator', ...(cell.lighting === 'unknown' ? ['lighting'] : [])],
      known: (key) => {
        const known = journal.known(key) !== null;
        if (known) this.already += 1;
        return known;
      },
      added: async (key, id) => {
        await this.added(key, id, journal);
        this.tell(false);
        return !this.cancelled;
      },
    });
  }
}

/** Labels of the shapes to come, each once. */
function labelsOf({ annotation, labels }: LoadedSample): string[] {
  const named = annotation?.document.shapes.map((shape) => shape.label) ?? [];
  const numbered = labels ? [...new Set(labels)].filter((value) => value !== 0) : [];
  return [...new Set([...named, ...numbered.map((value) => `label ${String(value)}`)])];
}

const DISK: ReadonlySet<string> = new Set(['disk-full', 'folder-read-only', 'project-read-only']);

function cellOf({ cell, own }: PlannedSample, choices: ImportChoices): Cell {
  return {
    category: own?.category ?? cell.category ?? choices.category ?? '',
    split: own?.split ?? cell.split ?? choices.split ?? 'test',
    anomaly: own?.anomaly ?? cell.anomaly ?? choices.anomaly ?? '',
    lighting: own?.lighting ?? cell.lighting ?? choices.lighting ?? 'unknown',
  };
}

function hashKey(hash: string, cell: Pick<Cell, 'category' | 'split' | 'anomaly'>): string {
  return JSON.stringify([hash, cell.category, cell.split, cell.anomaly]);
}

function messageOf(error: unknown): string {
  if (error instanceof StudioError && error.hint !== '') return `${error.message} ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
