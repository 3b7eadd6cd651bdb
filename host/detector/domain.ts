/** The host's part of the Detector workspace: training and evaluation runs, models. */
import { availableParallelism, totalmem } from 'node:os';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { publishedRows } from '../../core/anomaly/evaluation/published.js';
import { StudioError } from '../../core/contract/errors.js';
import type { MethodOutput } from '../../core/contract/methods.js';
import type { detectorMethods } from '../../core/contract/methods/detector.js';
import {
  detectorConfigSchema,
  PRESET_NAMES,
  type BackboneName,
  type CategoryCounts,
  type DetectorConfig,
  type DetectorConfigPatch,
  type ModelCard,
  type PresetName,
  type TrainingPlan,
  type UsedVerdict,
} from '../../core/contract/schema/detector.js';
import type { Split } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import { configure, PRESETS } from '../../models/teacher-student/config.js';
import { asStudioError } from '../files/errors.js';
import type { ProjectStore } from '../project/store.js';
import type { Domain, ServiceContext } from '../services/domain.js';
import { findBackbone, ownBackboneFolder } from './backbones.js';
import { buildInProcess } from './build-process.js';
import { openDataSource } from './data/open-source.js';
import { openProjectSource } from './data/project-source.js';
import type { DataSource } from './data/source.js';
import { openTreeSource } from './data/tree-source.js';
import { enginesHere } from './engine/examine.js';
import { REPORT_FILE } from './run/evaluate-run.js';
import { estimate } from './run/estimate.js';
import type { Job } from './run/job.js';
import { judgeSelection, selectSamples } from './run/selection.js';
import {
  freeName,
  listModels,
  modelFolder,
  readModel,
  removeModel,
  renameModel,
  setThreshold,
  summarise,
  tryThreshold,
} from './runs/model-shelf.js';
import {
  cacheFolder,
  joinMaps,
  readEpochs,
  readLog,
  runFolder,
  type RunRecord,
} from './runs/run-files.js';
import { RunQueue } from './runs/run-queue.js';

const BACKBONES: readonly BackboneName[] = [
  'efficientnet-lite2',
  'efficientnet-b5',
  'efficientnet-lite0',
];
const CHECKPOINT_SECONDS = 30;

interface RunCounts {
  readonly train: number;
  readonly scored: number;
}

interface Choice {
  readonly source: string | null;
  readonly category: string;
  readonly preset: PresetName;
  readonly config: DetectorConfigPatch;
  readonly fromReview: readonly string[];
}

export function createDetectorDomain(
  context: ServiceContext,
): Domain<keyof typeof detectorMethods> {
  const queue: RunQueue = new RunQueue({
    hub: context.hub,
    log: context.log,
    jobOf,
    modelMade: (name) => {
      void tellModel(context, name);
    },
    failed: (run, error) => {
      context.notice('fail', `${run.model ?? run.id}: ${error.message}`, error.hint);
    },
  });
  const path = (): string => context.store().path;
  const operator = (): string => context.preferences.get().operator;

  return {
    projectChanged: (store) => queue.open(store?.path ?? null),
    dispose: () => queue.stop(),
    handlers: {
      'detector.setup': () => setup(),
      'detector.plan': async (choice) => {
        const config = configOf(choice);
        const { plan, counts } = await planOf(path(), choice, config);
        const presets = PRESET_NAMES.map(async (name) => ({
          name,
          estimate: await estimate(
            configure(name, { mode: config.mode }).config,
            counts,
            plan.engine,
            cacheFolder(path()),
          ),
        }));
        return { config, plan, presets: await Promise.all(presets) };
      },
      'detector.categories': async ({ source }) => {
        const data = await sourceOf(path(), source);
        return { categories: data.categories().map((name) => countsOf(data, name)) };
      },
      'detector.train': async ({ seeds, ...choice }) => {
        const store = await writable(context);
        const config = configOf(choice);
        const { plan, verdicts } = await planOf(store.path, choice, config);
        const [blocker] = plan.blockers;
        if (blocker !== undefined) throw new StudioError('bad-input', blocker);
        const runs = [];
        for (const seed of seeds) {
          const taken = queue.list().flatMap((run) => (run.model === null ? [] : [run.model]));
          const model = await freeName(store.path, choice.category, taken);
          runs.push(
            await queue.add(
              {
                kind: 'train',
                source: choice.source,
                category: choice.category,
                model,
                config: { ...config, seed },
                createdBy: operator(),
              },
              { fromReview: [...choice.fromReview], verdicts, models: [] },
            ),
          );
        }
        return { runs };
      },
      'detector.evaluate': async ({ models }) => {
        const store = await writable(context);
        const cards = await Promise.all(models.map((name) => readModel(store.path, name)));
        const categories = [...new Set(cards.map(({ card }) => card.category))];
        const sources = [...new Set(await Promise.all(cards.map(({ card }) => treeOf(card))))];
        if (sources.length > 1) throw new StudioError('bad-input', text('train.mixed-sources'));
        return queue.add(
          {
            kind: 'evaluate',
            source: sources[0] ?? null,
            category: categories.length === 1 ? categories[0]! : 'all',
            model: null,
            config: null,
            createdBy: operator(),
          },
          { fromReview: [], verdicts: [], models },
        );
      },
      'detector.addBackbone': async ({ name, weights }) => {
        if (!isAbsolute(weights))
          throw new StudioError('bad-path', text('train.full-path', { source: weights }));
        const { card, file } = await buildInProcess(weights, name);
        return { name, path: file, published: card.weights.published };
      },
      'detector.published': ({ category }) => ({ rows: publishedRows(category) }),
      'runs.list': () => {
        context.store();
        return { runs: queue.list() };
      },
      'runs.get': async ({ id }) => ({
        run: queue.record(id).run,
        epochs: await readEpochs(path(), id),
        log: await readLog(path(), id),
        ...(await mapsOf(queue, id)),
      }),
      'runs.pause': ({ id }) => queue.pause(id),
      'runs.resume': ({ id }) => queue.resume(id),
      'runs.cancel': ({ id }) => queue.cancel(id),
      'runs.remove': async ({ id }) => {
        await queue.remove(id);
        return {};
      },
      'runs.file': async ({ id, name }) => {
        const file = join(runFolder(path(), queue.record(id).run.id), name);
        const bytes = await readFile(file).catch((error: unknown) => {
          if ((error as NodeJS.ErrnoException).code === 'ENOENT')
            throw new StudioError('not-found', text('train.no-report', { id, name }));
          throw asStudioError(error, file);
        });
        const mime = name === REPORT_FILE ? 'text/html' : 'text/csv';
        return { mime, bytes, path: file };
      },
      'models.list': async () => ({ models: await listModels(path()) }),
      'models.card': ({ name }) => readModel(path(), name),
      'models.tryThreshold': ({ name, rule }) => tryThreshold(path(), name, rule, operator()),
      'models.setThreshold': async ({ name, rule }) => {
        const store = await writable(context);
        const threshold = await setThreshold(store.path, name, rule, operator());
        await tellModel(context, name);
        return threshold;
      },
      'models.rename': async ({ name, to }) => {
        const store = await writable(context);
        await renameModel(store.path, name, to);
        await queue.modelRenamed(name, to);
        const summary = await summarise(store.path, to);
        context.hub.tell('models.changed', { upserted: [summary], removed: [name] });
        return summary;
      },
      'models.remove': async ({ name }) => {
        const store = await writable(context);
        await removeModel(store.path, name);
        context.hub.tell('models.changed', { upserted: [], removed: [name] });
        return {};
      },
    },
  };
}

async function tellModel(context: ServiceContext, name: string): Promise<void> {
  const store = context.storeOrNull();
  if (!store) return;
  const summary = await summarise(store.path, name);
  context.hub.tell('models.changed', { upserted: [summary], removed: [] });
}

/** @throws StudioError project-read-only */
async function writable(context: ServiceContext): Promise<ProjectStore> {
  const store = context.store();
  const { readOnly } = await store.info();
  if (!readOnly) return store;
  throw new StudioError(
    'project-read-only',
    text('error.project-read-only.message', { reason: readOnly.message }),
    text('error.project-read-only.hint'),
  );
}

/** @throws StudioError bad-input with the first thing that is wrong */
function configOf({ preset, config: patch }: Choice): DetectorConfig {
  const { config, faults } = configure(preset, patch);
  const fault = faults[0];
  if (fault)
    throw new StudioError(
      'bad-input',
      fault.kind === 'scale'
        ? text('train.scale-fault', { value: fault.value, map: fault.map })
        : text('train.side-fault', { value: fault.value }),
    );
  const parsed = detectorConfigSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new StudioError('bad-input', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** The open project, or a tree outside of it. */
async function sourceOf(project: string, source: string | null): Promise<DataSource> {
  if (source === null) return openProjectSource(project);
  if (!isAbsolute(source)) throw new StudioError('bad-path', text('train.full-path', { source }));
  return openTreeSource(source);
}

function countsOf(source: DataSource, name: string): CategoryCounts {
  const of = (split: Split): number =>
    source.samples(name).filter((sample) => sample.split === split).length;
  return { name, train: of('train'), validation: of('validation'), test: of('test') };
}

/** The tree a model was trained on; null for a project, wherever it lies now. */
async function treeOf({ data }: ModelCard): Promise<string | null> {
  const source = await openDataSource(data.source).catch(() => null);
  return source?.kind === 'tree' ? data.source : null;
}

async function planOf(
  project: string,
  choice: Choice,
  config: DetectorConfig,
): Promise<{ plan: TrainingPlan; counts: RunCounts; verdicts: UsedVerdict[] }> {
  const source = await sourceOf(project, choice.source);
  const selection = await selectSamples(source, choice.category, config, choice.fromReview);
  const judged = judgeSelection(selection);
  const engines = await enginesHere();
  const engine = engines.find(({ available }) => available)?.name ?? 'wasm';
  const counts = {
    train: judged.train,
    scored: judged.validation + judged.testGood + judged.testAnomalous,
  };
  const cost = await estimate(config, counts, engine, cacheFolder(project));
  const warnings = [...judged.warnings];
  const lack = engines.find(({ name }) => name === 'tensorflow')?.reason ?? '';
  if (engine === 'wasm') warnings.push(text('train.wasm', { reason: lack }));
  const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
  if (cost.memoryBytes > cost.freeBytes)
    warnings.push(
      text('train.memory', { need: gigabytes(cost.memoryBytes), free: gigabytes(cost.freeBytes) }),
    );
  const blockers = [...judged.blockers];
  if (config.backbone !== null && (await findBackbone(config.backbone)) === null)
    blockers.push(
      text('backbone.missing', { architecture: config.backbone, folder: ownBackboneFolder() }),
    );
  const { category } = choice;
  return {
    plan: { ...judged, blockers, warnings, category, estimate: cost, engine },
    counts,
    verdicts: [...selection.verdicts],
  };
}

async function setup() {
  const backbones = await Promise.all(
    BACKBONES.map(async (name) => {
      const found = await findBackbone(name);
      return {
        name,
        available: found !== null,
        reason:
          found === null
            ? text('backbone.missing', { architecture: name, folder: ownBackboneFolder() })
            : '',
        path: found?.file ?? '',
      };
    }),
  );
  const presets = PRESET_NAMES.map((name) => {
    const config = PRESETS[name];
    const backbone = backbones.find((entry) => entry.name === config.backbone);
    return { name, config, ready: backbone?.available ?? true, reason: backbone?.reason ?? '' };
  });
  const engines = await enginesHere();
  return { presets, engines, backbones, cores: availableParallelism(), memoryBytes: totalmem() };
}

function jobOf(project: string, { run, fromReview, models }: RunRecord): Job {
  const shared = {
    runId: run.id,
    source: run.source ?? project,
    runFolder: runFolder(project, run.id),
    cacheFolder: cacheFolder(project),
    engine: null,
    threads: null,
  };
  if (run.kind === 'evaluate' || run.config === null || run.model === null)
    return {
      ...shared,
      kind: 'evaluate',
      models: models.map((name) => modelFolder(project, name)),
    };
  return {
    ...shared,
    kind: 'train',
    category: run.category,
    config: run.config,
    fromReview,
    modelFolder: modelFolder(project, run.model),
    modelName: run.model,
    operator: run.createdBy,
    checkpointSeconds: CHECKPOINT_SECONDS,
  };
}

async function mapsOf(
  queue: RunQueue,
  id: string,
): Promise<Pick<MethodOutput<'runs.get'>, 'maps' | 'bytes'>> {
  const { heads, bytes } = joinMaps(await queue.mapsOf(id));
  return { maps: heads, bytes };
}
