/** Inspection of an open project: models against samples, cached; batches; what the camera sees. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ProviderChoice } from '../../core/contract/schema/capture.js';
import type {
  BatchProgress,
  FolderRow,
  Inspection,
  InspectionResult,
  InspectionRule,
} from '../../core/contract/schema/inspect.js';
import type { AbortSignalLike } from '../../core/contract/server.js';
import type { CameraService } from '../camera/service.js';
import { Turns } from '../files/turns.js';
import { sampleHash } from '../project/sample-files.js';
import type { ProjectStore } from '../project/store.js';
import { Batches } from './batches.js';
import type { Compute, Urgency } from './compute.js';
import { folderWork } from './folder.js';
import { judgeRaw, warningsOf } from './judged.js';
import { MapCache, mapBytes } from './map-cache.js';
import { readModel, ruleOf, type ModelFiles } from './model-files.js';
import type { ModelRequest, RawInspection, WarmAnswer } from './protocol.js';
import { Results } from './results.js';

export interface InspectEvents {
  progress(progress: BatchProgress): void;
  result(model: string, result: InspectionResult): void;
  /** A picture of a folder. */
  pictured?(row: FolderRow): void;
}

export class InspectService {
  readonly results: Results;
  private readonly cache: MapCache;
  private readonly batches: Batches;
  private readonly turns = new Turns();

  constructor(
    private readonly store: ProjectStore,
    private readonly compute: Compute,
    private readonly events: InspectEvents,
    private readonly provider: () => ProviderChoice = () => 'auto',
  ) {
    this.cache = new MapCache(store.path);
    this.results = new Results(store.path);
    this.batches = new Batches((progress) => {
      events.progress(progress);
    });
  }

  async warm(name: string): Promise<WarmAnswer> {
    const model = await readModel(this.store.path, name);
    return this.compute.ask('warm', { model: this.request(model) }, 'now');
  }

  async rule(name: string): Promise<{ model: ModelFiles; rule: InspectionRule | null }> {
    const model = await readModel(this.store.path, name);
    return { model, rule: ruleOf(model) };
  }

  async sample(
    name: string,
    id: string,
    urgency: Urgency,
    signal?: AbortSignalLike,
  ): Promise<Inspection> {
    const model = await readModel(this.store.path, name);
    const { sample, path } = await this.store.read(id);
    const hash = sampleHash(sample);
    const known = await this.cache.get(model.hash, hash);
    const raw =
      known ??
      (await this.compute.ask(
        'inspect',
        { model: this.request(model), picture: { kind: 'sample', folder: path, sample } },
        urgency,
        signal,
      ));
    const inspection = this.judged(model, raw, {
      sample: id,
      hash,
      category: sample.category,
      cached: known !== null,
    });
    if (!known) {
      this.cache.put(model.hash, hash, raw);
      const result: InspectionResult = {
        sample: id,
        sampleHash: hash,
        at: new Date().toISOString(),
        score: inspection.score,
        areaMm2: inspection.areaMm2,
        threshold: inspection.rule.threshold,
        warnings: inspection.warnings,
      };
      await this.results.add(model.hash, result);
      // Whoever finds a result finds its map. A batch waits, or its files would pile up in memory.
      const written = this.turns.take('files', async () => {
        await this.cache.write(model.hash, hash, raw);
        await this.results.write(model.hash, result);
      });
      if (urgency === 'batch') await written;
      // Behind the answer: whoever asked sees the heat first.
      setImmediate(() => {
        this.events.result(name, result);
      });
    }
    return inspection;
  }

  /**
   * Makes ready what somebody will probably ask for next: the map where it was made before, else the
   * sample's pictures. @returns whether its map is there
   */
  async ahead(name: string, id: string): Promise<boolean> {
    const model = await readModel(this.store.path, name);
    const { sample, path } = await this.store.read(id);
    if (await this.cache.get(model.hash, sampleHash(sample))) return true;
    this.compute.hint('ahead', {
      model: this.request(model),
      picture: { kind: 'sample', folder: path, sample },
    });
    return false;
  }

  async camera(name: string, camera: CameraService, urgency: Urgency): Promise<Inspection> {
    const model = await readModel(this.store.path, name);
    const shot = await camera.hold(1);
    try {
      const pixels = await camera.pixels(shot.shotId);
      const raw = await this.compute.ask(
        'inspect',
        {
          model: { ...this.request(model), sparing: urgency === 'live' },
          picture: { kind: 'frame', shot, pixels },
        },
        urgency,
      );
      const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
      const counts = new Uint8Array(
        pixels.counts.buffer,
        pixels.counts.byteOffset,
        pixels.counts.byteLength,
      );
      const hash = createHash('sha256')
        .update(digest(pixels.rgb) + digest(counts))
        .digest('hex');
      return this.judged(model, raw, { sample: null, hash, category: null, cached: false });
    } finally {
      await camera.release(shot.shotId).catch(() => undefined);
    }
  }

  /** Samples one after the other, behind everything that somebody waits for. */
  batch(name: string, samples: readonly string[]): BatchProgress {
    return this.batches.start({
      model: name,
      items: samples,
      total: samples.length,
      output: null,
      nameOf: (id) => id,
      run: async (id) => {
        await this.sample(name, id, 'batch');
      },
    });
  }

  /** Pictures of any folder: nothing of the project changes, the results lie in a folder of their own. */
  async folder(name: string, input: string, metresPerCount: number | null): Promise<BatchProgress> {
    const model = await readModel(this.store.path, name);
    const work = await folderWork(
      { model, input, metresPerCount, output: join(this.store.path, 'runs', 'inspections') },
      (picture) =>
        this.compute.ask(
          'inspect',
          { model: this.request(model), picture: { kind: 'picture', ...picture } },
          'batch',
        ),
      (row) => {
        this.events.pictured?.(row);
      },
    );
    return this.batches.start(work);
  }

  cancel(job: string): void {
    this.batches.cancel(job);
  }

  /** Resolves when what was inspected so far is on disk. */
  settled(): Promise<void> {
    return this.turns.take('files', () => Promise.resolve());
  }

  /** Ends what runs; resolves when everything is on disk. */
  async dispose(): Promise<void> {
    this.batches.dispose();
    await this.settled();
  }

  private request(model: ModelFiles): ModelRequest {
    return { onnx: model.onnx, hash: model.hash, provider: this.provider(), sparing: false };
  }

  private judged(
    model: ModelFiles,
    raw: RawInspection,
    of: {
      readonly sample: string | null;
      readonly hash: string;
      readonly category: string | null;
      readonly cached: boolean;
    },
  ): Inspection {
    const { card } = model;
    // A model without a line cannot judge; it is drawn at the upper end of its scale.
    const line = ruleOf(model);
    const rule = line ?? { threshold: card.mapRange[1], minAreaMm2: null };
    return {
      sample: of.sample,
      sampleHash: of.hash,
      model: card.name,
      modelHash: model.hash,
      width: raw.width,
      height: raw.height,
      mapWidth: raw.mapWidth,
      mapHeight: raw.mapHeight,
      hasDepth: raw.cellDepths !== null,
      focal: raw.focal ? [raw.focal[0], raw.focal[1]] : null,
      mapRange: card.mapRange,
      score: raw.score,
      rule,
      ...judgeRaw(raw, rule, warningsOf(card, line, of.category)),
      milliseconds: raw.milliseconds,
      provider: raw.provider,
      cached: of.cached,
      bytes: mapBytes(raw.map, raw.cellDepths, raw.foreground),
    };
  }
}
