/** The studio's services wired together: one table of handlers and one hub for both shells. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../core/contract/errors.js';
import type { ProjectInfo } from '../../core/contract/schema/project.js';
import type { Handlers } from '../../core/contract/server.js';
import { text } from '../../core/text/index.js';
import { createAnnotateDomain } from '../annotate/domain.js';
import type { CameraService } from '../camera/service.js';
import { createCameraService } from '../camera/supervisor.js';
import { createCaptureService, type CaptureService } from '../capture/capture-service.js';
import { createDatasetDomain } from '../dataset/domain.js';
import { createDetectorDomain } from '../detector/domain.js';
import { createInspectDomain } from '../inspect/domain.js';
import { openPreferences, type PreferencesService } from '../preferences/preferences.js';
import { createProject, openProject } from '../project/open-project.js';
import type { ProjectStore } from '../project/store.js';
import { makeSampleProject } from '../simulate/sample-project.js';
import type { Domain, ServiceContext } from './domain.js';
import { examine, lookForSdk, type SdkReport } from './doctor.js';
import { listFolder } from './folders.js';
import { Hub } from './hub.js';
import { nodeSignal } from './signal.js';
import { version } from './version.js';

export interface StudioOptions {
  readonly shell: 'browser' | 'electron';
  readonly configFolder: string;
  /** Opened at the start; else the last project that still exists. */
  readonly project: string | null;
  /** As --source; else a connected camera, or the simulated one. */
  readonly source: string | null;
  readonly log: (message: string) => void;
}

export interface Studio {
  readonly handlers: Handlers;
  readonly hub: Hub;
  /** Opens project and camera; both go on in the background when something is in the way. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

const SDK_REPORT = fileURLToPath(new URL('./sdk-report.js', import.meta.url));

export async function createStudio(options: StudioOptions): Promise<Studio> {
  const preferences = await openPreferences(options.configFolder);
  return new StudioServices(options, preferences);
}

class StudioServices implements Studio {
  readonly hub = new Hub();
  readonly handlers: Handlers;
  private readonly options: StudioOptions;
  private readonly preferences: PreferencesService;
  private readonly camera: CameraService;
  private readonly capture: CaptureService;
  private readonly domains: ReturnType<typeof createDomains>;
  private store: ProjectStore | null = null;
  private sdk: Promise<SdkReport> | null = null;
  /** Projects are opened and closed one after the other: a studio must not meet its own lock. */
  private projectWork: Promise<unknown> = Promise.resolve();
  private stopPreviews: (() => void) | null = null;

  constructor(options: StudioOptions, preferences: PreferencesService) {
    this.options = options;
    this.preferences = preferences;
    this.camera = createCameraService({ log: options.log });
    this.camera.subscribe({
      state: (state) => {
        this.hub.tell('camera.state', state, true);
      },
      measures: (measures) => {
        this.hub.tell('camera.measures', measures);
      },
    });
    this.hub.onListening('camera.preview', (listening) => {
      this.stopPreviews?.();
      this.stopPreviews = listening
        ? this.camera.subscribe({
            preview: (preview) => {
              this.hub.tell('camera.preview', preview);
            },
          })
        : null;
    });
    this.capture = createCaptureService({
      camera: this.camera,
      store: () => this.store,
      operator: () => preferences.get().operator,
      changed: (session) => {
        this.hub.tell('capture.session', session, true);
      },
      notice: (level, message, remedy) => {
        this.notice(level, message, remedy);
      },
    });
    this.domains = createDomains({
      store: () => this.must(),
      storeOrNull: () => this.store,
      hub: this.hub,
      camera: this.camera,
      preferences,
      notice: (level, message, remedy) => {
        this.notice(level, message, remedy);
      },
      log: options.log,
    });
    this.hub.tell('preferences.changed', preferences.get(), true);
    this.hub.tell('project.changed', null, true);
    this.hub.tell('camera.state', this.camera.state(), true);
    this.handlers = this.makeHandlers();
  }

  async start(): Promise<void> {
    // The camera first: its process starts while the project is read.
    const opening = this.openFirstSource();
    if (this.preferences.complaint !== null) this.notice('warn', this.preferences.complaint, '');
    const last = this.options.project ?? this.preferences.recent()[0]?.path ?? null;
    if (last !== null) {
      try {
        await this.opened(last);
      } catch (error) {
        if (this.options.project !== null)
          this.notice('fail', messageOf(error), error instanceof StudioError ? error.hint : '');
      }
    }
    await opening;
  }

  private async openFirstSource(): Promise<void> {
    try {
      const source = this.options.source ?? (await this.camera.sources())[0]?.spec ?? 'simulated';
      await this.camera.open({ source, colour: null, profile: null, metresPerCount: null });
    } catch (error) {
      this.options.log(messageOf(error));
      this.notice('fail', messageOf(error), error instanceof StudioError ? error.hint : '');
    }
  }

  async dispose(): Promise<void> {
    this.capture.dispose();
    await Promise.all(this.everyDomain().map(async (domain) => domain.dispose?.()));
    await Promise.all([this.camera.dispose(), this.inTurn(async () => this.store?.close())]);
  }

  private notice(level: 'info' | 'warn' | 'fail', message: string, remedy: string): void {
    this.hub.tell('app.notice', { level, message, remedy }, true);
  }

  private async setProject(store: ProjectStore | null): Promise<ProjectInfo | null> {
    await this.capture.idle();
    await this.store?.close();
    this.store = store;
    store?.onChange((change) => {
      this.hub.tell('samples.changed', {
        upserted: [...change.upserted],
        removed: [...change.removed],
      });
      void store.info().then((info) => {
        if (this.store === store) this.hub.tell('project.changed', info, true);
      });
    });
    const info = (await store?.info()) ?? null;
    if (info) await this.preferences.opened(info.path, info.project.name).catch(() => undefined);
    this.hub.tell('project.changed', info, true);
    await this.capture.projectChanged();
    await Promise.all(this.everyDomain().map(async (domain) => domain.projectChanged?.(store)));
    return info;
  }

  private everyDomain(): readonly Domain<never>[] {
    return Object.values(this.domains);
  }

  private must(): ProjectStore {
    if (this.store) return this.store;
    throw new StudioError(
      'no-project',
      text('error.no-project.message'),
      text('error.no-project.hint'),
    );
  }

  private report(): Promise<SdkReport> {
    this.sdk ??= lookForSdk(SDK_REPORT);
    return this.sdk;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.projectWork.then(work);
    this.projectWork = done.catch(() => undefined);
    return done;
  }

  private opened(path: string): Promise<ProjectInfo> {
    return this.inTurn(() => this.openNow(resolve(path)));
  }

  private async openNow(full: string): Promise<ProjectInfo> {
    // The project that is open already holds its own lock.
    if (this.store?.path === full) return this.store.info();
    const info = await this.setProject(await openProject(full));
    if (!info) throw new StudioError('internal', `${full} was closed while it was opened.`);
    return info;
  }

  private makeHandlers(): Handlers {
    const { camera, capture, preferences } = this;
    const { annotate, dataset, detector, inspect } = this.domains;
    return {
      ...annotate.handlers,
      ...dataset.handlers,
      ...detector.handlers,
      ...inspect.handlers,
      'app.info': async () => {
        const { found } = await this.report();
        return {
          version: version(),
          shell: this.options.shell,
          platform: process.platform,
          sdk: found,
          sdkReason: found ? '' : text('fault.sdk-missing.message'),
        };
      },
      'app.doctor': async () => {
        this.sdk = null;
        return { checks: await examine(this.options.configFolder, await this.report()) };
      },
      'preferences.get': () => preferences.get(),
      'preferences.set': async (patch) => {
        const given = Object.fromEntries(
          Object.entries(patch).filter(([, value]) => value !== undefined),
        );
        const next = await preferences.set(given);
        this.hub.tell('preferences.changed', next, true);
        return next;
      },
      'folders.list': ({ path }) => listFolder(path),
      'project.create': async ({ path, name }) => {
        await createProject(resolve(path), name);
        return this.opened(path);
      },
      'project.sample': async (input, { signal }) => {
        const told = (value: { done: number; total: number }): void => {
          this.hub.tell('project.sample', value);
        };
        await makeSampleProject({ ...input, path: resolve(input.path) }, told, nodeSignal(signal));
        return this.opened(input.path);
      },
      'project.open': ({ path }) => this.opened(path),
      'project.current': async () => (await this.store?.info()) ?? null,
      'project.close': async () => {
        await this.inTurn(() => this.setProject(null));
        return {};
      },
      'project.update': async ({ patch }) => {
        const given = Object.fromEntries(
          Object.entries(patch).filter(([, value]) => value !== undefined),
        );
        const info = await this.must().update(given);
        this.hub.tell('project.changed', info, true);
        return info;
      },
      'project.recent': async () => ({
        projects: await Promise.all(
          preferences.recent().map(async (entry) => ({
            ...entry,
            present: (await stat(join(entry.path, 'project.json')).catch(() => null)) !== null,
          })),
        ),
      }),
      'project.forget': async ({ path }) => {
        await preferences.forget(path);
        return {};
      },
      'samples.list': () => ({
        samples: [...this.must().samples()],
        broken: [...this.must().broken()],
      }),
      'samples.get': ({ id }) => this.must().read(id),
      'samples.picture': ({ id, kind }) => this.must().picture(id, kind),
      'samples.note': ({ id, note }) => this.must().note(id, note),
      'samples.markRetake': ({ id, retake }) => this.must().markRetake(id, retake),
      'samples.edit': ({ id, patch }) => {
        const given = Object.fromEntries(
          Object.entries(patch).filter(([, value]) => value !== undefined),
        );
        return this.must().edit(id, given, preferences.get().operator);
      },
      'samples.trash': async ({ ids }) => {
        await this.must().trash(ids);
        return {};
      },
      'samples.restore': async ({ ids }) => {
        await this.must().restore(ids);
        return {};
      },
      'samples.trashed': async () => ({ samples: [...(await this.must().trashed())] }),
      'camera.sources': async () => ({ sources: [...(await camera.sources())] }),
      'camera.open': (input) => camera.open(input),
      'camera.close': () => camera.close(),
      'camera.state': () => camera.state(),
      'camera.setOption': ({ name, value }) => camera.setOption(name, value),
      'camera.setPreset': ({ preset }) => camera.setPreset(preset),
      'camera.simulate': (patch) =>
        camera.simulate(
          Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)),
        ),
      'camera.setRegion': async (region) => {
        await camera.setRegion(region);
        return {};
      },
      'capture.session': () => capture.session(),
      'capture.newSession': () => capture.newSession(),
      'capture.shoot': (input) => capture.shoot(input),
      'capture.retry': () => capture.retry(),
      'capture.discard': () => capture.discard(),
      'record.start': ({ path, seconds }) => camera.startRecording(resolve(path), seconds),
      'record.stop': () => camera.stopRecording(),
    };
  }
}

function createDomains(context: ServiceContext) {
  return {
    annotate: createAnnotateDomain(context),
    dataset: createDatasetDomain(context),
    detector: createDetectorDomain(context),
    inspect: createInspectDomain(context),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
