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
import { defaultThreads, runPool } from '../../workers/pool.js';
import { chosenWork, type RunGroup, type Work } from './answers.js';
import { encodeTask, type EncodedSample } from './encode-sample.js';
import { openJournal, type ImportJournal } from './journal.js';
import { ProjectNames } from './names.js';
import { prepareWhole } from './own-project.js';
import type { PlannedSample } from './planned.js';
import { importRecording } from './recording.js';
import { lacksIntrinsics, type OpenScan } from './scan.js';
import { prepareSample, storeSample, type Cell, type PreparedSample } from './store-sample.js';

export interface RunRequest {
  readonly scan: OpenScan;
  readonly groups: readonly RunGroup[];
  /** Keys of samples to leave out. */
  readonly except: readonly string[];
  readonly store: ProjectStore;
  readonly told: (progress: ImportProgress) => void;
  /** That decode and encode; 0: in this thread. */
  readonly threads?: number;
  /** Makes the camera process that plays recordings; only asked when there is one. */
  readonly camera?: () => CameraService;
}

export interface ImportJob {
  readonly id: string;
  readonly done: Promise<ImportReport>;
  report(): ImportReport;
  cancel(): void;
}

/** Fewer than this are done before threads have started. */
const WORTH_THREADS = 8;
const MAX_PROBLEMS = 10_000;
const TELL_MS = 100;

/**
 * Checks that nothing is left open, then starts. @throws StudioError unit-needed, bad-input (category,
 * split or anomaly is open, an unknown group), with the option that answers it
 */
export function startImport(request: RunRequest): ImportJob {
  const work = chosenWork(request);
  return new Job(request, work);
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
  private readonly stop = new AbortController();
  private toldAt = 0;
  readonly done: Promise<ImportReport>;

  constructor(request: RunRequest, work: readonly Work[]) {
    this.request = request;
    this.work = work;
    this.names = new ProjectNames(request.store);
    this.done = Promise.resolve().then(() => this.run());
  }

  cancel(): void {
    this.stop.abort();
  }

  /** Read through a call: it changes while the job waits. */
  private isCancelled(): boolean {
    return this.stop.signal.aborted;
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
      this.state = this.isCancelled() ? 'cancelled' : 'done';
    } catch (error) {
      const cancelled = error instanceof StudioError && error.code === 'cancelled';
      this.state = cancelled ? 'cancelled' : 'failed';
      if (!cancelled) this.message = messageOf(error);
    }
    this.current = '';
    this.tell(true);
    return this.report();
  }

  private async importAll(journal: ImportJournal): Promise<void> {
    const pictures: Work[] = [];
    for (const work of this.work) {
      const { sample } = work;
      if (sample.files.recording !== undefined) continue;
      if (this.isCancelled()) return;
      if (journal.known(sample.key) !== null) this.isThere();
      else if (sample.whole) await this.takeOver(work, sample.whole, journal);
      else pictures.push(work);
    }
    await this.pictures(pictures, journal);
    await this.recordings(journal);
  }

  /** Decoded and encoded on threads, added in the order of the files. */
  private async pictures(work: readonly Work[], journal: ImportJournal): Promise<void> {
    const { scan } = this.request;
    const some = work.length < WORTH_THREADS ? 0 : Math.min(work.length, defaultThreads());
    await runPool(
      'import',
      {
        ...{ tasks: work, inOrder: true, signal: this.stop.signal },
        threads: this.request.threads ?? some,
      },
      ({ sample, choices }) => {
        const kind = scan.plan.groups.find((one) => one.id === sample.group)?.kind;
        const open = choices.intrinsics === null && !choices.withoutIntrinsics;
        if (kind === 'frames' && lacksIntrinsics(sample) && open)
          throw new StudioError('bad-input', text('import.reason.no-intrinsics'));
        return encodeTask(scan.tree, sample, choices);
      },
      async (one, encoded) => {
        this.current = one.sample.key;
        const prepared = await this.attempt(one.sample, () => this.prepare(one, encoded));
        if (prepared) await this.write(one.sample, prepared, journal);
        this.finish();
      },
      ({ sample }, error) => {
        this.complain(sample.key, error);
        this.finish();
      },
    );
  }

  private finish(): void {
    this.finished += 1;
    this.tell(false);
  }

  private isThere(): void {
    this.already += 1;
    this.finish();
  }

  /** A sample of another project. An id names one sample: another one of its id is in the way. */
  private async takeOver(
    { sample, choices }: Work,
    whole: NonNullable<PlannedSample['whole']>,
    journal: ImportJournal,
  ): Promise<void> {
    const { store, scan } = this.request;
    this.current = sample.key;
    const there = store.samples().find(({ id }) => id === whole.sample.id);
    if (there && there.sampleHash === sample.own?.sampleHash) {
      this.isThere();
      return;
    }
    const prepared = await this.attempt(sample, async () => {
      if (there) throw new Error(text('import.reason.same-id', { id: there.id }));
      return prepareWhole(scan.tree, whole, store, (labels) =>
        this.names.ensure(cellOf(sample, choices), labels),
      );
    });
    if (prepared) await this.write(sample, prepared, journal);
    this.finish();
  }

  /** Null for what concerns this sample alone; a full disk would be met by the next one too. */
  private async attempt<R>({ key }: PlannedSample, what: () => Promise<R>): Promise<R | null> {
    try {
      return await what();
    } catch (error) {
      if (error instanceof StudioError && DISK.has(error.code)) throw error;
      this.complain(key, error instanceof Error ? error : new Error(String(error)));
      return null;
    }
  }

  private async prepare(
    { sample, choices }: Work,
    encoded: EncodedSample,
  ): Promise<PreparedSample> {
    const cell = cellOf(sample, choices);
    await this.names.ensure(cell, labelsOf(encoded));
    const origin = {
      importedFrom: `${this.request.scan.tree.source}/${sample.key}`,
      takenAt: sample.own?.takenAt ?? this.writtenAt(sample),
      operator: sample.own?.operator ?? '',
      source: 'import' as const,
    };
    return prepareSample(encoded, cell, origin, this.request.store);
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
    if (recordings.length === 0 || this.isCancelled()) return;
    const camera = (this.request.camera ?? createCameraService)();
    try {
      for (const { sample, choices } of recordings) {
        if (this.isCancelled()) break;
        this.current = sample.key;
        this.tell(true);
        await this.attempt(sample, () => this.recording(sample, choices, journal, camera));
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
        return !this.isCancelled();
      },
    });
  }
}

/** Labels of the shapes to come, each once. */
function labelsOf({ annotation, labels }: EncodedSample): string[] {
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
