/** The import wizard: one scan, its answers, and the job that follows. Nothing is written before run. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type {
  ImportChoices,
  ImportGroup,
  ImportMapping,
  ImportProfile,
  ImportReport,
  ImportScan,
} from '../../../core/contract/schema/dataset-import.js';
import { StudioError } from '../../../core/contract/errors.js';
import { useDataset, useStudio } from '../../state/context.js';
import { firstChoices, NO_CHOICES, summarise, type ImportSummary } from './import-model.js';

export const IMPORT_STEPS = ['choose', 'map', 'look', 'answer', 'run'] as const;
export type ImportStep = (typeof IMPORT_STEPS)[number];

export interface ImportWizard {
  readonly step: ImportStep;
  readonly scan: ImportScan | null;
  readonly scanning: boolean;
  readonly error: StudioError | null;
  readonly groups: readonly ImportGroup[];
  readonly chosen: ReadonlySet<string>;
  readonly choices: ReadonlyMap<string, ImportChoices>;
  readonly summary: ImportSummary | null;
  readonly report: ImportReport | null;
  go(step: ImportStep): void;
  read(path: string, mapping: ImportMapping | null): void;
  stopReading(): void;
  toggleGroup(id: string): void;
  choose(groups: readonly ImportGroup[], patch: Partial<ImportChoices>): void;
  useProfile(profile: ImportProfile): void;
  run(): void;
  cancel(): void;
  restart(): void;
}

function asError(error: unknown): StudioError {
  return error instanceof StudioError
    ? error
    : new StudioError('internal', error instanceof Error ? error.message : String(error));
}

const NO_GROUPS: readonly ImportGroup[] = [];

export function useImport(): ImportWizard {
  const { link } = useStudio();
  const { setImportJob } = useDataset((state) => state.actions);
  const job = useDataset((state) => state.importJob);
  const progress = useDataset((state) => state.importProgress);
  const [step, setStep] = useState<ImportStep>(job === null ? 'choose' : 'run');
  const [scan, setScan] = useState<ImportScan | null>(null);
  const [scanning, setScanning] = useState(false);
  const [error, setError] = useState<StudioError | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [choices, setChoices] = useState<ReadonlyMap<string, ImportChoices>>(new Map());
  const [report, setReport] = useState<ImportReport | null>(null);
  const stop = useRef<AbortController | null>(null);
  const base = useRef<ImportChoices | null>(null);

  useEffect(
    () => () => {
      stop.current?.abort();
    },
    [],
  );

  const read = useCallback(
    (path: string, mapping: ImportMapping | null) => {
      stop.current?.abort();
      const own = new AbortController();
      stop.current = own;
      setScanning(true);
      setError(null);
      const token = `scan-${crypto.randomUUID()}`;
      link.call('dataset.import.scan', { path, as: null, mapping, token }, own.signal).then(
        (found) => {
          if (stop.current !== own) return;
          setScan(found);
          setChosen(new Set(found.groups.filter((g) => g.samples > 0).map(({ id }) => id)));
          setChoices(
            new Map(
              found.groups.map((group) => [group.id, { ...base.current, ...firstChoices(group) }]),
            ),
          );
          setScanning(false);
          setStep(found.mapping !== null && mapping === null ? 'map' : 'look');
        },
        (problem: unknown) => {
          if (stop.current !== own) return;
          setScanning(false);
          const told = asError(problem);
          if (told.code !== 'cancelled') setError(told);
        },
      );
    },
    [link],
  );

  const jobDone = progress !== null && progress.jobId === job && progress.state !== 'running';
  useEffect(() => {
    if (job === null || !jobDone) return;
    link.call('dataset.import.report', { jobId: job }).then(setReport, (problem: unknown) => {
      setError(asError(problem));
    });
  }, [link, job, jobDone]);

  const summary = useMemo(
    () => (scan === null ? null : summarise(scan, chosen, choices)),
    [scan, chosen, choices],
  );

  return {
    step,
    scan,
    scanning,
    error,
    groups: scan?.groups ?? NO_GROUPS,
    chosen,
    choices,
    summary,
    report,
    go(next) {
      setError(null);
      setStep(next);
    },
    read,
    stopReading() {
      stop.current?.abort();
      setScanning(false);
    },
    toggleGroup(id) {
      const next = new Set(chosen);
      if (next.has(id)) next.delete(id);
      else next.add(id);
      setChosen(next);
    },
    choose(groups, patch) {
      setChoices((now) => {
        const next = new Map(now);
        for (const { id } of groups) next.set(id, { ...(next.get(id) ?? NO_CHOICES), ...patch });
        return next;
      });
    },
    useProfile(profile) {
      base.current = profile.choices;
      if (scan) read(scan.path, profile.mapping);
    },
    run() {
      if (!scan) return;
      setError(null);
      setReport(null);
      const groups = scan.groups
        .filter((group) => chosen.has(group.id))
        .map((group) => ({ id: group.id, choices: choices.get(group.id) ?? NO_CHOICES }));
      link.call('dataset.import.run', { scanId: scan.scanId, groups, except: [] }).then(
        ({ jobId }) => {
          setImportJob(jobId);
          setStep('run');
        },
        (problem: unknown) => {
          setError(asError(problem));
        },
      );
    },
    cancel() {
      if (job === null) return;
      link.call('dataset.import.cancel', { jobId: job }).catch((problem: unknown) => {
        setError(asError(problem));
      });
    },
    restart() {
      setImportJob(null);
      setReport(null);
      setScan(null);
      setError(null);
      setStep('choose');
    },
  };
}
