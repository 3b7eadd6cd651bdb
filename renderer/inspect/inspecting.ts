/** What happens in the Inspect workspace: choosing a model and a sample, batches, the line, reports. */
import { StudioError } from '../../core/contract/errors.js';
import type { ProviderChoice } from '../../core/contract/schema/capture.js';
import type { ThresholdRule } from '../../core/contract/schema/detector.js';
import type { Review } from '../../core/contract/schema/inspect.js';
import { text } from '../../core/text/index.js';
import { download } from '../plots/save-plot.js';
import { setPreferences } from '../state/set-preferences.js';
import { NO_DRAFT } from '../state/inspect.js';
import { attempt, type Studio } from '../state/studio.js';
import { refreshComparison } from './comparing.js';
import { forgetInspections, keepInspection, keptInspection } from './known.js';
import { startLive } from './live.js';
import { problemOf } from './problem.js';
import { queueNow } from './queue.js';

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
  forgetInspections(studio);
  actions.set({
    model,
    inspection: null,
    problem: null,
    line: null,
    seen: null,
    runsOn: null,
    comparison: null,
    compared: null,
  });
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
    results: new Map(
      results?.samples.map((sample, i) => [sample, { score: results.scores[i] ?? Number.NaN }]),
    ),
    reviews: reviews?.reviews ?? [],
  });
  void warm(studio);
  const { live } = studio.inspect.getState();
  if (live.mode) void startLive(studio, live.mode);
  await selectFirst(studio);
}

/** The sample that was selected, else the queue's first; called when the samples or the model are there. */
export async function selectFirst(studio: Studio): Promise<void> {
  const { card, selected } = studio.inspect.getState();
  if (!card || !studio.project.getState().loaded) return;
  const { shown } = queueNow(studio);
  const next = shown.some(({ id }) => id === selected) ? selected : (shown[0]?.id ?? null);
  if (next !== null) await selectSample(studio, next);
}

/** The first click shall not wait for the session; tells what the model runs on. */
async function warm(studio: Studio): Promise<void> {
  const { model, actions } = studio.inspect.getState();
  if (model === null) return;
  // What is wrong with the model is said where its verdict would be.
  const answer = await studio.link.call('inspect.warm', { model }).catch(() => null);
  if (answer && studio.inspect.getState().model === model)
    actions.set({ runsOn: { provider: answer.provider, note: answer.note } });
}

export async function chooseProvider(studio: Studio, provider: ProviderChoice): Promise<void> {
  await setPreferences(studio, { provider });
  await warm(studio);
}

const waiting = new WeakMap<Studio, AbortController>();

/** Shows a sample at once, its heat when it is there; never the heat of another one. */
export async function selectSample(studio: Studio, id: string): Promise<void> {
  const { actions, model, selected, blind } = studio.inspect.getState();
  const kept = model === null ? null : keptInspection(studio, model, id);
  actions.set({
    selected: id,
    inspection: kept,
    problem: null,
    ...(selected === id ? {} : { draft: NO_DRAFT, compared: null }),
  });
  // What nobody waits for any more is not computed.
  waiting.get(studio)?.abort();
  if (model === null) return;
  void refreshComparison(studio);
  if (kept) {
    keepInspection(studio, kept);
    if (!blind) actions.setDraft({ heatSeen: true });
    return;
  }
  const stop = new AbortController();
  waiting.set(studio, stop);
  try {
    const inspection = await studio.link.call('inspect.sample', { model, sample: id }, stop.signal);
    const now = studio.inspect.getState();
    keepInspection(studio, inspection);
    if (now.selected !== id || now.model !== model) return;
    actions.set({ inspection });
    if (!now.blind) actions.setDraft({ heatSeen: true });
  } catch (error) {
    if (studio.inspect.getState().selected !== id) return;
    if (error instanceof StudioError && error.code === 'cancelled') return;
    actions.set({ problem: problemOf(error) });
  }
}

export function stepSample(studio: Studio, step: number): void {
  const { selected } = studio.inspect.getState();
  const { shown } = queueNow(studio);
  const at = shown.findIndex(({ id }) => id === selected);
  const next = shown[at < 0 ? 0 : at + step];
  if (next) void selectSample(studio, next.id);
}

export function setBlind(studio: Studio, blind: boolean): void {
  const { actions, inspection } = studio.inspect.getState();
  actions.set({ blind });
  if (!blind && inspection) actions.setDraft({ heatSeen: true });
}

/** Inspects every sample of the category that has no result of this model yet. */
export async function inspectAll(studio: Studio): Promise<void> {
  const { model, actions } = studio.inspect.getState();
  const samples = queueNow(studio).waiting.map(({ id }) => id);
  if (model === null || samples.length === 0) return;
  const batch = await attempt(studio, studio.link.call('inspect.batch', { model, samples }));
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
    seen: null,
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
  const { model, card } = studio.inspect.getState();
  if (model === null) return;
  const samples = studio.project
    .getState()
    .samples.filter(({ category }) => category === card?.category)
    .map(({ id }) => id);
  if (samples.length === 0) return;
  const made = await attempt(studio, studio.link.call('inspect.report', { model, title, samples }));
  if (!made) return;
  const page = new Blob([made.bytes.slice()], { type: 'text/html' });
  download(`${title.replaceAll(/[\\/:*?"<>|]/g, '_')}.html`, page);
  studio.ui.getState().actions.notify({
    level: 'pass',
    message: text('inspect.reportMade', { path: made.path }),
    action: {
      label: text('inspect.openReport'),
      run: () => {
        window.open(URL.createObjectURL(page), '_blank', 'noopener');
      },
    },
  });
}

export async function saveCsv(studio: Studio, from: string | null = null): Promise<void> {
  const made = await attempt(studio, studio.link.call('review.csv', { from }));
  if (made) download('verdicts.csv', new Blob([made.csv], { type: 'text/csv' }));
}
