/** The foreground of one category: its samples, settings being tried, preview of one, check of all. */
import { useEffect, useMemo, useRef, useState } from 'react';
import {
  DEFAULT_FOREGROUND,
  foregroundSettingsSchema,
  type ForegroundCheck,
  type ForegroundPreview,
  type ForegroundSettings,
} from '../../../core/contract/schema/foreground.js';
import type { Project } from '../../../core/contract/schema/project.js';
import type { SampleSummary } from '../../../core/contract/schema/sample.js';
import { StudioError } from '../../../core/contract/errors.js';
import { useDataset, useProject, useStudio } from '../../state/context.js';
import { attempt } from '../../state/studio.js';
import { useShownSamples } from '../useShownSamples.js';

export interface ForegroundState {
  readonly category: string | null;
  readonly categories: readonly string[];
  readonly samples: readonly SampleSummary[];
  readonly sample: SampleSummary | null;
  readonly settings: ForegroundSettings;
  /** What project.json holds for the category; null: the default. */
  readonly stored: ForegroundSettings | null;
  readonly edited: boolean;
  readonly preview: ForegroundPreview | null;
  readonly mask: string | null;
  readonly loading: boolean;
  readonly error: StudioError | null;
  readonly check: ForegroundCheck | null;
  /** The check is of other settings than those shown. */
  readonly stale: boolean;
  readonly checking: { readonly done: number; readonly total: number } | null;
  chooseCategory(category: string): void;
  chooseSample(id: string): void;
  change(patch: Partial<ForegroundSettings>): void;
  save(): void;
  revert(): void;
  toDefault(): void;
  runCheck(): void;
  stopCheck(): void;
}

/** A slider sends many values: the last one is looked at. */
const SETTLE_MS = 120;

function storedSettings(project: Project, category: string | null): ForegroundSettings | null {
  if (category === null) return null;
  const parsed = foregroundSettingsSchema.safeParse(project.foreground[category]);
  return parsed.success ? parsed.data : null;
}

function same(a: ForegroundSettings, b: ForegroundSettings): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

export function useForeground(project: Project): ForegroundState {
  const studio = useStudio();
  const { link } = studio;
  const shown = useShownSamples();
  const all = useProject((state) => state.samples);
  const chosen = useDataset((state) => state.foregroundCategory);
  const filtered = useDataset((state) => state.filter.chosen.category);
  const current = useDataset((state) => state.selection.current);
  const { setForegroundCategory, select } = useDataset((state) => state.actions);
  const categories = useMemo(
    () =>
      [...new Set(all.filter(({ hasDepth }) => hasDepth).map(({ category }) => category))].sort(),
    [all],
  );
  const wanted = chosen ?? (filtered?.size === 1 ? [...filtered][0] : undefined);
  const category =
    wanted !== undefined && categories.includes(wanted) ? wanted : (categories[0] ?? null);
  const samples = useMemo(() => {
    const inFilter = shown.filter((sample) => sample.category === category && sample.hasDepth);
    return inFilter.length > 0
      ? inFilter
      : all.filter((sample) => sample.category === category && sample.hasDepth);
  }, [shown, all, category]);
  const sample = samples.find(({ id }) => id === current) ?? samples[0] ?? null;
  const stored = storedSettings(project, category);
  const [draft, setDraft] = useState<{ category: string; settings: ForegroundSettings } | null>(
    null,
  );
  const settings =
    draft !== null && draft.category === category ? draft.settings : (stored ?? DEFAULT_FOREGROUND);
  const edited = !same(settings, stored ?? DEFAULT_FOREGROUND);

  const [result, setResult] = useState<{
    preview: ForegroundPreview;
    url: string;
  } | null>(null);
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<StudioError | null>(null);
  const id = sample?.id ?? null;
  const key = JSON.stringify(settings);
  useEffect(() => {
    if (id === null) return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      setLoading(true);
      const tried = JSON.parse(key) as ForegroundSettings;
      link.call('dataset.foreground.preview', { id, settings: tried }, stop.signal).then(
        (preview) => {
          if (stop.signal.aborted) return;
          const url = URL.createObjectURL(
            new Blob([preview.bytes.slice()], { type: preview.mime }),
          );
          setResult((before) => {
            if (before) URL.revokeObjectURL(before.url);
            return { preview, url };
          });
          setLoading(false);
          setError(null);
        },
        (problem: unknown) => {
          if (stop.signal.aborted) return;
          setLoading(false);
          setError(
            problem instanceof StudioError ? problem : new StudioError('internal', String(problem)),
          );
        },
      );
    }, SETTLE_MS);
    return () => {
      window.clearTimeout(timer);
      stop.abort();
    };
  }, [link, id, key]);

  const [check, setCheck] = useState<{ check: ForegroundCheck; key: string } | null>(null);
  const [checking, setChecking] = useState<{ done: number; total: number } | null>(null);
  const checkStop = useRef<AbortController | null>(null);
  useEffect(() => {
    const off = link.listen('dataset.foreground.progress', (progress) => {
      setChecking((now) => (now === null ? null : { done: progress.done, total: progress.total }));
    });
    return () => {
      off();
      checkStop.current?.abort();
    };
  }, [link]);

  const store = (next: ForegroundSettings | null): void => {
    if (category === null) return;
    void attempt(studio, link.call('dataset.foreground.save', { category, settings: next })).then(
      (saved) => {
        if (saved) setDraft(null);
      },
    );
  };
  const currentCheck = check?.check.category === category ? check : null;
  const fits = result !== null && result.preview.id === id;
  return {
    category,
    categories,
    samples,
    sample,
    settings,
    stored,
    edited,
    preview: fits ? result.preview : null,
    mask: fits ? result.url : null,
    loading,
    error,
    check: currentCheck?.check ?? null,
    stale: currentCheck !== null && currentCheck.key !== key,
    checking,
    chooseCategory(next) {
      setForegroundCategory(next);
    },
    chooseSample(next) {
      select({ ids: new Set([next]), current: next, anchor: next });
    },
    change(patch) {
      if (category !== null) setDraft({ category, settings: { ...settings, ...patch } });
    },
    save() {
      store(same(settings, DEFAULT_FOREGROUND) ? null : settings);
    },
    revert() {
      setDraft(null);
    },
    toDefault() {
      if (category !== null) setDraft({ category, settings: DEFAULT_FOREGROUND });
    },
    runCheck() {
      if (category === null) return;
      checkStop.current?.abort();
      const own = new AbortController();
      checkStop.current = own;
      setChecking({ done: 0, total: samples.length });
      link.call('dataset.foreground.check', { category, settings }, own.signal).then(
        (answer) => {
          if (checkStop.current !== own) return;
          setCheck({ check: answer, key });
          setChecking(null);
        },
        (problem: unknown) => {
          if (checkStop.current !== own) return;
          setChecking(null);
          if (problem instanceof StudioError && problem.code !== 'cancelled') setError(problem);
        },
      );
    },
    stopCheck() {
      checkStop.current?.abort();
      setChecking(null);
    },
  };
}
