/**
 * What happens in the Train workspace: making ready, starting, watching, evaluating. What becomes of a run
 * is told by events, which come before the answers of calls.
 */
import type { MethodOutput } from '../../core/contract/methods.js';
import type { BackboneName, RunMap, RunSummary } from '../../core/contract/schema/detector.js';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { attempt, type Studio } from '../state/studio.js';
import type { Problem, TrainDraft } from '../state/train.js';
import { download } from '../plots/save-plot.js';
import { modelNames, parseSeeds, shownRuns } from './words.js';

/** Called when the workspace opens: presets, data, models; runs are known already. */
export async function openTrain(studio: Studio): Promise<void> {
  const { link } = studio;
  const { actions } = studio.train.getState();
  if (!studio.project.getState().info) return;
  const [setup, models, runs] = await Promise.all([
    attempt(studio, link.call('detector.setup', {})),
    attempt(studio, link.call('models.list', {})),
    attempt(studio, link.call('runs.list', {})),
  ]);
  actions.set({
    loaded: true,
    ...(setup ? { setup } : {}),
    ...(models ? { models: models.models } : {}),
    ...(runs ? { runs: runs.runs } : {}),
  });
  await chooseSource(studio, studio.train.getState().draft.source);
}

/** The project, or a tree: its categories, and a plan for the first that can train. */
export async function chooseSource(studio: Studio, source: string | null): Promise<boolean> {
  const { actions } = studio.train.getState();
  const found = await attempt(studio, studio.link.call('detector.categories', { source }));
  if (!found) return false;
  const { categories } = found;
  const { category } = studio.train.getState().draft;
  const most = [...categories].sort((a, b) => b.train - a.train)[0]?.name ?? null;
  const next = categories.some(({ name }) => name === category) ? category : most;
  actions.set({ categories });
  await changeDraft(studio, { source, category: next });
  return true;
}

let asking: AbortController | null = null;

/** Changes the next run and asks what it would use and cost; the newest answer counts. */
export async function changeDraft(studio: Studio, patch: Partial<TrainDraft>): Promise<void> {
  const { actions, draft: before } = studio.train.getState();
  actions.setDraft(patch);
  const { draft } = studio.train.getState();
  if (draft.category !== before.category) void showPublished(studio);
  asking?.abort();
  if (draft.category === null) {
    actions.set({ plan: null, planning: false, planProblem: null });
    return;
  }
  const mine = new AbortController();
  asking = mine;
  actions.set({ planning: true });
  try {
    const plan = await studio.link.call(
      'detector.plan',
      {
        source: draft.source,
        category: draft.category,
        preset: draft.preset,
        config: draft.patch,
        fromReview: [],
      },
      mine.signal,
    );
    if (asking === mine) actions.set({ plan, planning: false, planProblem: null });
  } catch (error) {
    if (asking !== mine) return;
    actions.set({ planning: false, planProblem: problemOf(error) });
  }
}

function problemOf(error: unknown): Problem {
  return error instanceof StudioError
    ? { message: error.message, hint: error.hint }
    : { message: String(error), hint: '' };
}

async function showPublished(studio: Studio): Promise<void> {
  const { draft, actions, selected } = studio.train.getState();
  const { category } = draft;
  if (category === null) return;
  const found = await attempt(studio, studio.link.call('detector.published', { category }));
  if (studio.train.getState().draft.category !== category) return;
  actions.set({ published: found?.rows ?? [] });
  const shown = shownRuns(studio.train.getState());
  if (!shown.some(({ id }) => id === selected)) await selectRun(studio, shown[0]?.id ?? null);
}

export function canStart(studio: Studio): boolean {
  const { plan, planProblem, draft } = studio.train.getState();
  return (
    studio.project.getState().info?.readOnly === null &&
    plan !== null &&
    planProblem === null &&
    plan.plan.blockers.length === 0 &&
    draft.category !== null &&
    parseSeeds(draft.seeds) !== null
  );
}

export async function startRuns(studio: Studio): Promise<void> {
  const { draft } = studio.train.getState();
  const seeds = parseSeeds(draft.seeds);
  if (!canStart(studio) || draft.category === null || seeds === null) return;
  const started = await attempt(
    studio,
    studio.link.call('detector.train', {
      source: draft.source,
      category: draft.category,
      preset: draft.preset,
      config: draft.patch,
      fromReview: [],
      seeds: [...seeds],
    }),
  );
  const first = started?.runs[0];
  if (!first) return;
  const busy = studio.train.getState().runs.some(({ state }) => state === 'running');
  const { selected, runs } = studio.train.getState();
  const watched = runs.find(({ id }) => id === selected);
  // A run that is being watched stays in sight; the new one waits its turn.
  if (!busy || watched?.state !== 'running') await selectRun(studio, first.id);
}

export async function selectRun(studio: Studio, id: string | null): Promise<void> {
  const { actions, view } = studio.train.getState();
  actions.set({ selected: id, ...(view === 'compare' ? { view: 'run' } : {}) });
  if (id === null) {
    actions.set({ detail: null });
    return;
  }
  const found = await attempt(studio, studio.link.call('runs.get', { id }));
  const now = studio.train.getState();
  if (!found || now.selected !== id) return;
  const { epochs, log } = found;
  actions.set({ detail: { id, epochs, log, maps: mapsOf(found) } });
}

function mapsOf({ maps, bytes }: MethodOutput<'runs.get'>): RunMap[] {
  let at = 0;
  return maps.map((map) => {
    const from = at;
    at += 4 * map.width * map.height;
    // Its own copy: floats are read in place, from an even address.
    return { ...map, bytes: bytes.slice(from, at) };
  });
}

export function stepRun(studio: Studio, step: number): void {
  const state = studio.train.getState();
  const shown = shownRuns(state);
  const at = shown.findIndex(({ id }) => id === state.selected);
  const next = shown[at < 0 ? 0 : at + step];
  if (next) void selectRun(studio, next.id);
}

export function selectedRun(studio: Studio): RunSummary | null {
  const { runs, selected } = studio.train.getState();
  return runs.find(({ id }) => id === selected) ?? null;
}

/** Pauses what runs, goes on with what rests. */
export async function pauseOrResume(studio: Studio, run: RunSummary): Promise<void> {
  const call = run.state === 'running' ? 'runs.pause' : 'runs.resume';
  if (run.state === 'queued' || run.state === 'done') return;
  await attempt(studio, studio.link.call(call, { id: run.id }));
}

export async function cancelRun(studio: Studio, id: string): Promise<void> {
  await attempt(studio, studio.link.call('runs.cancel', { id }));
}

export async function removeRun(studio: Studio, id: string): Promise<void> {
  const done = await attempt(studio, studio.link.call('runs.remove', { id }));
  if (!done) return;
  await selectRun(studio, shownRuns(studio.train.getState())[0]?.id ?? null);
}

/** Evaluates the models of the checked runs, or that of the one in sight. */
export async function evaluate(studio: Studio): Promise<void> {
  const { actions } = studio.train.getState();
  const models = modelNames(studio.train.getState());
  if (models.length === 0) return;
  const run = await attempt(studio, studio.link.call('detector.evaluate', { models }));
  if (!run) return;
  actions.set({ view: 'run' });
  await selectRun(studio, run.id);
}

/** Opens report.html in the studio: both shells forbid pages of other addresses. */
export async function openReport(studio: Studio, id: string): Promise<void> {
  const file = await attempt(studio, studio.link.call('runs.file', { id, name: 'report.html' }));
  if (!file) return;
  const html = new TextDecoder().decode(file.bytes);
  studio.train.getState().actions.set({ report: { id, html, path: file.path } });
  studio.ui.getState().actions.open('run-report');
}

export async function saveTables(studio: Studio, id: string): Promise<void> {
  const file = await attempt(studio, studio.link.call('runs.file', { id, name: 'tables.csv' }));
  if (file) download(`${id}.csv`, new Blob([file.bytes.slice()], { type: 'text/csv' }));
}

export function inspectWith(studio: Studio, name: string): void {
  studio.inspect.getState().actions.set({ model: name });
  studio.ui.getState().actions.go('inspect');
}

export function notifyCopied(studio: Studio): void {
  studio.ui.getState().actions.notify({ level: 'pass', message: text('trainPage.log.copied') });
}

/** Adds a backbone to the shelf; presets that waited for it are ready then. */
export async function addBackbone(
  studio: Studio,
  name: BackboneName,
  weights: string,
): Promise<void> {
  const added = await attempt(studio, studio.link.call('detector.addBackbone', { name, weights }));
  if (!added) return;
  const key = added.published ? 'trainPage.shelf.added' : 'trainPage.shelf.notPublished';
  studio.ui.getState().actions.notify({
    level: added.published ? 'pass' : 'warn',
    message: text(key, { name }),
  });
  const setup = await attempt(studio, studio.link.call('detector.setup', {}));
  if (setup) studio.train.getState().actions.set({ setup });
  await changeDraft(studio, {});
}
