/**
 * Everything the app works with, made once per page: the link, the stores, the picture feed. Wires
 * host events to the stores; each store is written here and by its own actions only.
 */
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import type { Host } from '../bridge/host.js';
import { openLink, type Link } from '../bridge/link.js';
import { Annotator } from '../annotate/annotator.js';
import { SharedCursor } from '../canvas/cursor.js';
import { ThumbnailCache, type UrlCache } from '../capture/thumbnail-cache.js';
import { depthCache, maskCache } from '../dataset/small-pictures.js';
import { createAnnotateStore, type AnnotateStoreApi } from './annotate.js';
import { createCameraStore, type CameraStoreApi } from './camera.js';
import { createCaptureStore, type CaptureStoreApi } from './capture.js';
import { createDatasetStore, type DatasetStoreApi } from './dataset.js';
import { FrameFeed } from './feed.js';
import { MeasureHistory } from './history.js';
import { createInspectStore, type InspectStoreApi } from './inspect.js';
import { ResultFlow } from './result-flow.js';
import { createPrefsStore, type PrefsStoreApi } from './prefs.js';
import { createProjectStore, type ProjectStoreApi } from './project.js';
import { createTrainStore, type TrainStoreApi } from './train.js';
import { createUiStore, type UiStoreApi } from './ui.js';
import { firstCell } from './cells.js';

export interface Studio {
  readonly link: Link;
  readonly ui: UiStoreApi;
  readonly project: ProjectStoreApi;
  readonly camera: CameraStoreApi;
  readonly capture: CaptureStoreApi;
  readonly dataset: DatasetStoreApi;
  readonly annotate: AnnotateStoreApi;
  readonly annotator: Annotator;
  readonly inspect: InspectStoreApi;
  readonly train: TrainStoreApi;
  readonly prefs: PrefsStoreApi;
  readonly feed: FrameFeed;
  readonly history: MeasureHistory;
  readonly cursor: SharedCursor;
  readonly thumbnails: ThumbnailCache;
  readonly depthPictures: UrlCache;
  readonly maskPictures: UrlCache;
  dispose(): void;
}

export function createStudio(host: Host): Studio {
  const link = openLink(host);
  const studio: Studio = {
    link,
    annotate: createAnnotateStore(),
    get annotator() {
      return annotator;
    },
    ui: createUiStore(),
    project: createProjectStore(),
    camera: createCameraStore(),
    capture: createCaptureStore(),
    dataset: createDatasetStore(),
    inspect: createInspectStore(),
    train: createTrainStore(),
    prefs: createPrefsStore(),
    feed: new FrameFeed(link),
    history: new MeasureHistory(),
    cursor: new SharedCursor(),
    thumbnails: new ThumbnailCache(link),
    depthPictures: depthCache(link),
    maskPictures: maskCache(link),
    dispose() {
      studio.thumbnails.clear();
      studio.depthPictures.clear();
      studio.maskPictures.clear();
      link.close();
    },
  };
  const annotator = new Annotator(studio, { attempt, report });
  wire(studio);
  return studio;
}

const REFUSED_SHOWN_MS = 15_000;

/** Shows a failed call: what failed, and the next step. Cancelled calls are silent. */
export function report(studio: Studio, error: unknown): void {
  if (error instanceof StudioError) {
    if (error.code === 'cancelled') return;
    studio.ui.getState().actions.notify({
      level: 'fail',
      message: error.message,
      remedy: error.hint,
    });
    return;
  }
  const reason = error instanceof Error ? error.message : String(error);
  studio.ui
    .getState()
    .actions.notify({ level: 'fail', message: text('app.unexpected', { reason }) });
}

/** Runs a call whose failure is told in a notice; undefined when it failed. */
export async function attempt<T>(studio: Studio, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    report(studio, error);
    return undefined;
  }
}

function wire(studio: Studio): void {
  const { link } = studio;
  const ui = studio.ui.getState().actions;
  const project = studio.project.getState().actions;
  const camera = studio.camera.getState().actions;
  const capture = studio.capture.getState().actions;
  const prefs = studio.prefs.getState().actions;

  link.onStatus((status) => {
    ui.setLink(status);
    if (status === 'connected') void attempt(studio, refresh(studio));
  });
  let lastSource: string | null = null;
  link.listen('camera.state', (state) => {
    const source = state.source?.spec ?? null;
    if (source !== lastSource) {
      lastSource = source;
      studio.history.clear();
      studio.feed.clear();
    }
    const before = studio.camera.getState().state?.faults ?? [];
    for (const fault of before)
      if (!state.faults.some((now) => now.message === fault.message)) ui.retract(fault.message);
    camera.setState(state);
  });
  link.listen('camera.measures', (measures) => {
    studio.history.add(measures);
    if (!studio.capture.getState().frozen) camera.setMeasures(measures);
  });
  link.listen('capture.session', (session) => {
    capture.setSession(session);
  });
  link.listen('preferences.changed', (value) => {
    prefs.set(value);
  });
  link.listen('project.changed', (info) => {
    const before = studio.project.getState().info?.path;
    project.setInfo(info);
    if (info?.path === before) return;
    studio.annotator.projectChanged();
    studio.dataset.getState().actions.reset();
    studio.inspect.getState().actions.reset();
    studio.train.getState().actions.reset();
    void attempt(studio, loadRuns(studio));
    void attempt(studio, loadSamples(studio));
  });
  link.listen('samples.changed', ({ upserted, removed }) => {
    project.applyChange(upserted, removed);
    studio.thumbnails.forget(removed);
    studio.depthPictures.forget(removed);
    // A sample that changed may have been annotated.
    studio.maskPictures.forget([...removed, ...upserted.map(({ id }) => id)]);
    if (removed.length > 0)
      studio.dataset
        .getState()
        .actions.keepKnown(new Set(studio.project.getState().samples.map(({ id }) => id)));
  });
  link.listen('dataset.import', (progress) => {
    if (progress.state !== 'scanning')
      studio.dataset.getState().actions.setImportProgress(progress);
  });
  link.listen('dataset.export.progress', (progress) => {
    studio.dataset.getState().actions.setExportProgress(progress);
  });
  link.listen('inspect.progress', (batch) => {
    studio.inspect.getState().actions.set(batch.output === null ? { batch } : { folder: batch });
  });
  link.listen('inspect.pictured', (row) => {
    const { folderRows, actions } = studio.inspect.getState();
    const others = folderRows.filter(({ output }) => output === row.output);
    actions.set({ folderRows: [...others, row].sort((a, b) => b.score - a.score) });
  });
  const results = new ResultFlow(studio.inspect);
  link.listen('inspect.result', ({ model, result }) => {
    results.add(model, result);
  });
  link.listen('review.added', ({ review }) => {
    const { reviews, actions } = studio.inspect.getState();
    // Another seat's verdict; one's own is there already.
    if (!reviews.some(({ id }) => id === review.id)) actions.set({ reviews: [...reviews, review] });
  });
  const train = studio.train.getState().actions;
  link.listen('runs.changed', ({ upserted, removed }) => {
    train.runsChanged(upserted, removed);
  });
  link.listen('models.changed', ({ upserted, removed }) => {
    train.modelsChanged(upserted, removed);
  });
  link.listen('detector.progress', (progress) => {
    train.addProgress(progress);
  });
  link.listen('detector.epoch', ({ id, record }) => {
    train.addEpoch(id, record);
  });
  link.listen('detector.log', ({ id, line }) => {
    train.addLog(id, line);
  });
  link.listen('detector.map', (map) => {
    train.addMap(map);
  });
  link.listen('review.undone', ({ review }) => {
    const { reviews, actions } = studio.inspect.getState();
    if (reviews.some(({ id }) => id === review))
      actions.set({ reviews: reviews.filter(({ id }) => id !== review) });
  });
  link.listen('app.notice', (notice) => {
    ui.notify(notice);
  });
  let refusedTimer: number | undefined;
  studio.capture.subscribe((now, before) => {
    if (now.refused !== before.refused) {
      window.clearTimeout(refusedTimer);
      // A refusal is about one frame: after a while the live gates lead again.
      if (now.refused !== null)
        refusedTimer = window.setTimeout(() => {
          capture.setRefused(null);
        }, REFUSED_SHOWN_MS);
    }
    if (now.frozen !== before.frozen) studio.feed.freeze(now.frozen);
  });
  studio.project.subscribe((now, before) => {
    if (now.info !== before.info || now.samples !== before.samples || now.loaded !== before.loaded)
      keepCell(studio);
  });
}

/** Asks for everything that events tell only when it changes; after each (re)connection. */
async function refresh(studio: Studio): Promise<void> {
  const { link } = studio;
  // Each answer is taken as it comes: one that waits for a slower call may overwrite newer events.
  await Promise.all([
    link.call('preferences.get', {}).then(studio.prefs.getState().actions.set),
    link.call('camera.sources', {}).then(({ sources }) => {
      studio.camera.getState().actions.setSources(sources);
    }),
    link.call('camera.state', {}).then(studio.camera.getState().actions.setState),
    link.call('capture.session', {}).then(studio.capture.getState().actions.setSession),
    link.call('project.recent', {}).then(({ projects }) => {
      studio.project.getState().actions.setRecent(projects);
    }),
    link.call('project.current', {}).then((info) => {
      studio.project.getState().actions.setInfo(info);
      return Promise.all([loadSamples(studio), loadRuns(studio)]);
    }),
  ]);
}

/** Runs go on whatever page is open: the status bar shows them everywhere. */
async function loadRuns(studio: Studio): Promise<void> {
  if (!studio.project.getState().info) return;
  const { runs } = await studio.link.call('runs.list', {});
  studio.train.getState().actions.set({ runs });
}

async function loadSamples(studio: Studio): Promise<void> {
  const { info, actions } = studio.project.getState();
  studio.thumbnails.clear();
  studio.depthPictures.clear();
  studio.maskPictures.clear();
  studio.capture.getState().actions.select(null);
  studio.capture.getState().actions.setReplaces(null);
  if (!info) {
    actions.setSamples([], []);
    return;
  }
  // The event and the answer that tell of a project come together: its list is asked for once.
  const underway = lists.get(studio);
  if (underway?.path === info.path) return underway.done;
  const load = async (): Promise<void> => {
    const { samples, broken } = await studio.link.call('samples.list', {});
    actions.setSamples(samples, broken);
  };
  const entry = {
    path: info.path,
    done: load().finally(() => {
      if (lists.get(studio) === entry) lists.delete(studio);
    }),
  };
  lists.set(studio, entry);
  return entry.done;
}

const lists = new WeakMap<Studio, { readonly path: string; readonly done: Promise<void> }>();

/** Keeps the next shot inside what the open project knows. */
function keepCell(studio: Studio): void {
  const { info, samples, loaded } = studio.project.getState();
  const capture = studio.capture.getState();
  // Where a session goes on is known once its shots are.
  if (info && !loaded) return;
  const cell = firstCell(info?.project ?? null, samples, capture.cell);
  if (cell !== capture.cell) capture.actions.setCell(cell);
}
