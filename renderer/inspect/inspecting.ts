/** What happens in the Inspect workspace: choosing, inspecting, deciding, giving back. */
import { StudioError } from '../../core/contract/errors.js';
import type { ThresholdRule } from '../../core/contract/schema/detector.js';
import type { Decision, Review } from '../../core/contract/schema/inspect.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { decided, ordered } from '../../core/inspect/review.js';
import { text } from '../../core/text/index.js';
import { NO_DRAFT, type InspectState } from '../state/inspect.js';
import { attempt, type Studio } from '../state/studio.js';

/** Models with an ONNX file, and what is known of the one in use. Called when the workspace opens. */
export async function openInspect(studio: Studio): Promise<void> {
  const { actions } = studio.inspect.getState();
  if (!studio.project.getState().info) return;
  const found = await attempt(studio, studio.link.call('models.list', {}));
  if (!found) return;
  const models = found.models.filter(({ hasOnnx }) => hasOnnx);
  actions.set({ models, loaded: true });
  const { model } = studio.inspect.getState();
  const next = models.find(({ name }) => name === model) ?? models[0];
  if (next) await chooseModel(studio, next.name);
  else actions.set({ model: null, card: null });
}

export async function chooseModel(studio: Studio, model: string): Promise<void> {
  const { actions } = studio.inspect.getState();
  actions.set({ model, inspection: null, problem: null, line: null });
  const [card, results, reviews] = await Promise.all([
    attempt(studio, studio.link.call('models.card', { name: model })),
    attempt(studio, studio.link.call('inspect.results', { model })),
    attempt(studio, studio.link.call('review.list', { samples: null })),
  ]);
  if (studio.inspect.getState().model !== model) return;
  actions.set({
    card: card?.card ?? null,
    thresholds: card?.thresholds ?? [],
    rule: results?.rule ?? null,
    results: new Map((results?.results ?? []).map((result) => [result.sample, result])),
    reviews: reviews?.reviews ?? [],
  });
  const shown = queueOf(studio.inspect.getState(), studio.project.getState().samples);
  const { selected } = studio.inspect.getState();
  const next = shown.some(({ id }) => id === selected) ? selected : (shown[0]?.id ?? null);
  // The first click shall not wait for the session.
  void studio.link.call('inspect.warm', { model }).catch(() => undefined);
  if (next !== null) await selectSample(studio, next);
}

/** Samples of the model's category that the queue shows, in its order. */
export function queueOf(
  state: Pick<
    InspectState,
    'card' | 'results' | 'reviews' | 'order' | 'filter' | 'rule' | 'selected'
  >,
  samples: readonly SampleSummary[],
): SampleSummary[] {
  const { card, results, order, filter, rule, selected } = state;
  if (!card) return [];
  const mine = samples.filter(({ category }) => category === card.category);
  const verdicts = verdictsOf(state.reviews, mine);
  const shown = mine.filter(
    ({ id }) => filter === 'all' || id === selected || (filter === 'done') === verdicts.has(id),
  );
  return ordered(shown, results, order, rule?.threshold ?? 0);
}

export function verdictsOf(
  reviews: readonly Review[],
  samples: readonly SampleSummary[],
): Map<string, Review> {
  return decided(reviews, new Map(samples.map(({ id, sampleHash }) => [id, sampleHash])));
}

/** Shows a sample at once, its heat when it is there; never the heat of another one. */
export async function selectSample(studio: Studio, id: string): Promise<void> {
  const { actions, model } = studio.inspect.getState();
  actions.set({ selected: id, inspection: null, problem: null, draft: NO_DRAFT });
  if (model === null) return;
  try {
    const inspection = await studio.link.call('inspect.sample', { model, sample: id });
    const now = studio.inspect.getState();
    if (now.selected === id && now.model === model) actions.set({ inspection });
  } catch (error) {
    if (studio.inspect.getState().selected !== id) return;
    if (error instanceof StudioError && error.code === 'cancelled') return;
    actions.set({
      problem:
        error instanceof StudioError
          ? { message: error.message, hint: error.hint }
          : { message: String(error), hint: '' },
    });
  }
}

export function stepSample(studio: Studio, step: number): void {
  const state = studio.inspect.getState();
  const shown = queueOf(state, studio.project.getState().samples);
  const at = shown.findIndex(({ id }) => id === state.selected);
  const next = shown[at < 0 ? 0 : at + step];
  if (next) void selectSample(studio, next.id);
}

export function choose(studio: Studio, decision: Decision): void {
  const { draft, actions } = studio.inspect.getState();
  actions.setDraft({ decision: draft.decision === decision ? null : decision });
}

export function toggleReason(studio: Studio, reason: string): void {
  const { draft, actions } = studio.inspect.getState();
  const has = draft.reasons.includes(reason);
  actions.setDraft({
    reasons: has ? draft.reasons.filter((r) => r !== reason) : [...draft.reasons, reason],
  });
}

/** Keeps the verdict and goes to the next sample that waits for one. */
export async function confirm(studio: Studio): Promise<void> {
  const { draft, selected, model, blind, actions } = studio.inspect.getState();
  if (draft.decision === null || selected === null || model === null) return;
  const before = queueOf(studio.inspect.getState(), studio.project.getState().samples);
  const at = before.findIndex(({ id }) => id === selected);
  const kept = await attempt(
    studio,
    studio.link.call('review.add', {
      sample: selected,
      model,
      decision: draft.decision,
      reasons: [...draft.reasons],
      comment: draft.comment,
      blind,
    }),
  );
  if (!kept) return;
  actions.set({ reviews: [...studio.inspect.getState().reviews, kept.review], draft: NO_DRAFT });
  const next = before[at + 1];
  if (next) await selectSample(studio, next.id);
}

export async function undoVerdict(studio: Studio): Promise<void> {
  const answer = await attempt(studio, studio.link.call('review.undo', {}));
  if (!answer) return;
  const { undone } = answer;
  if (!undone) {
    studio.ui.getState().actions.notify({ level: 'info', message: text('inspect.nothingToUndo') });
    return;
  }
  const { reviews, actions } = studio.inspect.getState();
  actions.set({ reviews: reviews.filter(({ id }) => id !== undone.id) });
  const sample = studio.project
    .getState()
    .samples.find(({ sampleHash }) => sampleHash === undone.sampleHash);
  if (sample) await selectSample(studio, sample.id);
}

export async function inspectAll(studio: Studio): Promise<void> {
  const { model, results, actions } = studio.inspect.getState();
  if (model === null) return;
  const waiting = queueOf(
    { ...studio.inspect.getState(), filter: 'all' },
    studio.project.getState().samples,
  ).filter(({ id }) => !results.has(id));
  if (waiting.length === 0) return;
  const batch = await attempt(
    studio,
    studio.link.call('inspect.batch', { model, samples: waiting.map(({ id }) => id) }),
  );
  if (batch) actions.set({ batch });
}

export async function setLine(
  studio: Studio,
  rule: ThresholdRule,
  minAreaMm2?: number | null,
): Promise<void> {
  const { model, rule: now, actions } = studio.inspect.getState();
  if (model === null) return;
  const area = minAreaMm2 === undefined ? (now?.minAreaMm2 ?? null) : minAreaMm2;
  const threshold = await attempt(
    studio,
    studio.link.call('inspect.setRule', { model, rule, minAreaMm2: area }),
  );
  actions.set({ line: null });
  if (!threshold) return;
  actions.set({
    rule: { threshold: threshold.value, minAreaMm2: threshold.minAreaMm2 ?? null },
    thresholds: [...studio.inspect.getState().thresholds, threshold],
  });
  const { selected } = studio.inspect.getState();
  if (selected !== null) await selectSample(studio, selected);
}

/** Sends a reviewed sample back into the data. */
export async function sendBack(
  studio: Studio,
  review: Review,
  sample: string,
  kind: 'to-training' | 'to-test',
): Promise<void> {
  const changed = await attempt(
    studio,
    studio.link.call('review.feedback', { sample, kind, review: review.id }),
  );
  if (changed)
    studio.ui.getState().actions.notify({
      level: 'pass',
      message: text(kind === 'to-training' ? 'inspect.sentToTraining' : 'inspect.sentToTest'),
    });
}

export async function makeReport(studio: Studio, title: string): Promise<void> {
  const { model } = studio.inspect.getState();
  if (model === null) return;
  const samples = queueOf(
    { ...studio.inspect.getState(), filter: 'all' },
    studio.project.getState().samples,
  ).map(({ id }) => id);
  if (samples.length === 0) return;
  const made = await attempt(studio, studio.link.call('inspect.report', { model, title, samples }));
  if (!made) return;
  download(new Blob([made.bytes.slice()], { type: 'text/html' }), `${title}.html`);
  studio.ui
    .getState()
    .actions.notify({ level: 'pass', message: text('inspect.reportMade', { path: made.path }) });
}

export async function saveCsv(studio: Studio): Promise<void> {
  const made = await attempt(studio, studio.link.call('review.csv', { from: null }));
  if (made) download(new Blob([made.csv], { type: 'text/csv' }), 'verdicts.csv');
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replaceAll(/[\\/:*?"<>|]/g, '_');
  link.click();
  URL.revokeObjectURL(url);
}
