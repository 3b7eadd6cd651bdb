/** The host's part of the Inspect workspace: inference and verdicts. */
import { StudioError } from '../../core/contract/errors.js';
import type { inspectMethods } from '../../core/contract/methods/inspect.js';
import { reviewsCsv } from '../../core/inspect/review.js';
import { text } from '../../core/text/index.js';
import type { ProjectStore } from '../project/store.js';
import type { Domain, ServiceContext } from '../services/domain.js';
import { setThreshold } from '../detector/runs/model-shelf.js';
import { Compute } from './compute.js';
import { giveBack } from './feedback.js';
import { LiveInspection } from './live.js';
import { NearestGood } from './nearest.js';
import { lotReport } from './report.js';
import { Reviews } from './reviews.js';
import { InspectService } from './service.js';

/** What belongs to one opened project. */
interface Open {
  readonly store: ProjectStore;
  readonly service: InspectService;
  readonly reviews: Reviews;
  readonly nearest: NearestGood;
}

export function createInspectDomain(context: ServiceContext): Domain<keyof typeof inspectMethods> {
  const { hub, camera, preferences } = context;
  const compute = new Compute({
    log: (message) => {
      context.log(message);
    },
  });
  let open: Open | null = null;
  const must = (): Open => {
    const store = context.store();
    if (open?.store !== store) open = opened(store);
    return open;
  };
  const opened = (store: ProjectStore): Open => ({
    store,
    reviews: new Reviews(store),
    nearest: new NearestGood(store),
    service: new InspectService(
      store,
      compute,
      {
        progress: (progress) => {
          hub.tell('inspect.progress', progress);
        },
        result: (model, result) => {
          hub.tell('inspect.result', { model, result });
        },
        pictured: (row) => {
          hub.tell('inspect.pictured', row);
        },
      },
      () => preferences.get().provider,
    ),
  });
  const operator = (): string => {
    const { operator: name } = preferences.get();
    if (name.trim() === '')
      throw new StudioError(
        'bad-input',
        text('inspect.operator-needed.message'),
        text('inspect.operator-needed.hint'),
      );
    return name;
  };
  const live = new LiveInspection(camera, (model) => must().service.camera(model, camera, 'live'), {
    seen: (inspection) => {
      hub.tell('inspect.seen', inspection);
    },
    state: (state) => {
      hub.tell('inspect.live', state, true);
    },
  });
  // A page that is gone needs no more verdicts of what the camera sees.
  hub.onListening('inspect.seen', (listening) => {
    if (!listening) live.set(null);
  });

  return {
    handlers: {
      'inspect.sample': ({ model, sample }, { signal }) =>
        must().service.sample(model, sample, 'now', signal),
      'inspect.ahead': async ({ model, sample }) => ({
        known: await must().service.ahead(model, sample),
      }),
      'inspect.camera': ({ model }) => must().service.camera(model, camera, 'now'),
      'inspect.warm': ({ model }) => must().service.warm(model),
      'inspect.live': ({ mode }) => {
        live.set(mode);
        return {};
      },
      'inspect.providers': async () => ({
        providers: ['auto', ...(await compute.ask('providers', {}, 'now'))],
      }),
      'inspect.nearestGood': async ({ sample }, { signal }) => {
        const { nearest, reviews } = must();
        return { nearest: await nearest.of(sample, await reviews.list(null), signal) };
      },
      'inspect.batch': ({ model, samples }) => must().service.batch(model, samples),
      'inspect.folder': ({ model, input, metresPerCount }) =>
        must().service.folder(model, input, metresPerCount),
      'inspect.cancel': ({ job }) => {
        must().service.cancel(job);
        return {};
      },
      'inspect.results': async ({ model: name }) => {
        const { service, store } = must();
        const { model, rule } = await service.rule(name);
        const results = await service.results.of(model.hash);
        const present = new Map(store.samples().map(({ id, sampleHash }) => [id, sampleHash]));
        const now = [...results.values()].filter(
          ({ sample, sampleHash }) => present.get(sample) === sampleHash,
        );
        return {
          rule,
          samples: now.map(({ sample }) => sample),
          scores: now.map(({ score }) => score),
        };
      },
      'inspect.setRule': ({ model: name, rule, minAreaMm2 }) => {
        return setThreshold(must().store.path, name, rule, operator(), minAreaMm2);
      },
      'review.add': async ({ sample, model, ...input }) => {
        const { service, reviews } = must();
        const by = operator();
        const inspection = await service.sample(model, sample, 'now');
        const review = await reviews.add(sample, input, inspection, by);
        hub.tell('review.added', { review });
        return { review };
      },
      'review.undo': async () => {
        const undone = await must().reviews.undo(operator());
        if (undone) hub.tell('review.undone', { review: undone.review.id });
        return { undone: undone?.review ?? null };
      },
      'review.list': async ({ samples }) => ({ reviews: await must().reviews.list(samples) }),
      'review.csv': async ({ from }) => {
        const { reviews, store } = must();
        const byHash = new Map(store.samples().map(({ id, sampleHash }) => [sampleHash, id]));
        const rows = (await reviews.list(null))
          .filter(({ at }) => from === null || at >= from)
          .map((review) => ({ ...review, sample: byHash.get(review.sampleHash) ?? '' }));
        return { csv: reviewsCsv(rows), rows: rows.length };
      },
      'review.feedback': ({ sample, kind, review }) => {
        const { service, reviews, store } = must();
        return giveBack({ store, service, reviews, by: operator() }, sample, kind, review);
      },
      'inspect.report': ({ model, title, samples }) => {
        const { service, reviews, store } = must();
        return lotReport({ store, service, reviews, by: operator() }, { model, title, samples });
      },
    },
    projectChanged: async () => {
      live.set(null);
      const { service } = open ?? {};
      open = null;
      await service?.dispose();
    },
    dispose: async () => {
      live.set(null);
      compute.dispose();
      await open?.service.dispose();
    },
  };
}
