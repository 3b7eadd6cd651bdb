/** The export being put together: profile, samples, target, dry run, and the job. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ExportPlan, ExportProfile } from '../../../core/contract/schema/dataset-export.js';
import { StudioError } from '../../../core/contract/errors.js';
import { useDataset, useProject, useStudio } from '../../state/context.js';
import { day } from '../../state/format.js';
import { attempt } from '../../state/studio.js';
import { useShownSamples } from '../useShownSamples.js';
import { FIRST_PROFILE, firstTarget, freeName, sameProfile } from './export-model.js';

export const EXPORT_SCOPES = ['all', 'shown', 'selected'] as const;
export type ExportScope = (typeof EXPORT_SCOPES)[number];

export interface ExportState {
  readonly profiles: readonly ExportProfile[];
  readonly profile: ExportProfile;
  /** The draft differs from what is stored under its name. */
  readonly edited: boolean;
  readonly scope: ExportScope;
  readonly samples: number;
  readonly path: string;
  readonly left: ReadonlySet<string>;
  readonly plan: ExportPlan | null;
  readonly planAt: string | null;
  /** The plan is of other choices than those now made. */
  readonly stale: boolean;
  readonly planning: boolean;
  readonly error: StudioError | null;
  change(patch: Partial<ExportProfile>): void;
  choose(name: string): void;
  save(name: string): Promise<void>;
  remove(): void;
  setScope(scope: ExportScope): void;
  setPath(path: string): void;
  leaveOut(ids: readonly string[]): void;
  takeBack(): void;
  dryRun(): void;
  run(): void;
  cancel(): void;
}

function asError(error: unknown): StudioError {
  return error instanceof StudioError
    ? error
    : new StudioError('internal', error instanceof Error ? error.message : String(error));
}

const NONE: ReadonlySet<string> = new Set();

export function useExport(): ExportState {
  const studio = useStudio();
  const { link } = studio;
  const info = useProject((state) => state.info);
  const all = useProject((state) => state.samples);
  const shown = useShownSamples();
  const selected = useDataset((state) => state.selection.ids);
  const job = useDataset((state) => state.exportProgress);
  const [profiles, setProfiles] = useState<readonly ExportProfile[]>([]);
  const [profile, setProfile] = useState<ExportProfile>(FIRST_PROFILE);
  const [scope, setScope] = useState<ExportScope>('all');
  const [left, setLeft] = useState<ReadonlySet<string>>(NONE);
  const [path, setPath] = useState(() =>
    info ? firstTarget(info.path, info.project.name, day(new Date().toISOString())) : '',
  );
  const [plan, setPlan] = useState<{ plan: ExportPlan; key: string; at: string } | null>(null);
  const [planning, setPlanning] = useState(false);
  const [error, setError] = useState<StudioError | null>(null);
  const stop = useRef<AbortController | null>(null);

  useEffect(() => {
    void attempt(studio, link.call('dataset.profiles.list', {})).then((answer) => {
      if (!answer) return;
      setProfiles(answer.profiles);
      const first = answer.profiles[0];
      if (first) setProfile(first);
    });
    return () => {
      stop.current?.abort();
    };
  }, [studio, link]);

  const ids = useMemo(() => {
    const scoped = scope === 'all' ? all : scope === 'shown' ? shown : null;
    const list = scoped ? scoped.map(({ id }) => id) : [...selected];
    return left.size === 0 ? list : list.filter((id) => !left.has(id));
  }, [scope, all, shown, selected, left]);
  const request = useMemo(
    () => ({ profile, path, ids: scope === 'all' && left.size === 0 ? null : ids }),
    [profile, path, scope, left, ids],
  );
  const key = useMemo(() => JSON.stringify([request, all.length]), [request, all.length]);

  const dryRun = useCallback(() => {
    stop.current?.abort();
    const own = new AbortController();
    stop.current = own;
    setPlanning(true);
    setError(null);
    link.call('dataset.export.dryRun', request, own.signal).then(
      (answer) => {
        if (stop.current !== own) return;
        setPlan({ plan: answer, key, at: new Date().toISOString() });
        setPlanning(false);
      },
      (problem: unknown) => {
        if (stop.current !== own) return;
        setPlanning(false);
        const told = asError(problem);
        if (told.code !== 'cancelled') setError(told);
      },
    );
  }, [link, request, key]);

  // What was planned has been written: the next plan starts afresh.
  const ended = job !== null && job.state !== 'running' ? job.jobId : null;
  useEffect(() => {
    if (ended !== null) setPlan(null);
  }, [ended]);

  const stored = profiles.find((entry) => entry.name === profile.name);
  return {
    profiles,
    profile,
    edited: stored === undefined || !sameProfile(stored, profile),
    scope,
    samples: ids.length,
    path,
    left,
    plan: plan?.plan ?? null,
    planAt: plan?.at ?? null,
    stale: plan !== null && plan.key !== key,
    planning,
    error,
    change(patch) {
      setProfile((now) => ({ ...now, ...patch }));
    },
    choose(name) {
      const next = profiles.find((entry) => entry.name === name);
      if (next) setProfile(next);
    },
    async save(name) {
      const own =
        name === profile.name
          ? profile
          : {
              ...profile,
              name: freeName(
                name,
                profiles.map((entry) => entry.name),
              ),
            };
      const answer = await attempt(studio, link.call('dataset.profiles.save', { profile: own }));
      if (!answer) return;
      setProfiles(answer.profiles);
      setProfile(own);
    },
    remove() {
      void attempt(studio, link.call('dataset.profiles.delete', { name: profile.name })).then(
        (answer) => {
          if (!answer) return;
          setProfiles(answer.profiles);
          setProfile(answer.profiles[0] ?? FIRST_PROFILE);
        },
      );
    },
    setScope,
    setPath,
    leaveOut(more) {
      setLeft(new Set([...left, ...more]));
    },
    takeBack() {
      setLeft(NONE);
    },
    dryRun,
    run() {
      setError(null);
      link.call('dataset.export.run', request).catch((problem: unknown) => {
        setError(asError(problem));
      });
    },
    cancel() {
      if (job === null) return;
      void attempt(studio, link.call('dataset.export.cancel', { jobId: job.jobId }));
    },
  };
}
