/**
 * A host inside the page, for the dev page and unit tests: the real contract and validation
 * (serveChannel) over handlers that keep a project in memory. Not part of the shipped page.
 */
import { makeIdSource } from '../../core/capture/ids.js';
import { datasetMethods } from '../../core/contract/methods/dataset.js';
import { detectorMethods } from '../../core/contract/methods/detector.js';
import { inspectMethods } from '../../core/contract/methods/inspect.js';
import { DEFAULT_GATES, evaluateGates } from '../../core/capture/gates.js';
import { StudioError } from '../../core/contract/errors.js';
import type { ExportProfile } from '../../core/contract/schema/dataset-export.js';
import { DEFAULT_FOREGROUND } from '../../core/contract/schema/foreground.js';
import type { Session } from '../../core/contract/schema/capture.js';
import type { Project, ProjectInfo } from '../../core/contract/schema/project.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { NO_WORK } from '../../core/contract/schema/work.js';
import type { LiveMeasures, Preview } from '../../core/contract/schema/camera.js';
import type { Handlers } from '../../core/contract/server.js';
import { serveChannel } from '../../core/contract/server.js';
import type { Host } from '../bridge/host.js';
import { DEFAULT_PREFERENCES } from '../state/prefs.js';
import { absent } from './absent.js';
import { fakeAnnotate } from './fake-annotate.js';
import { FakeCamera } from './fake-camera.js';
import {
  fakeCheck,
  fakeForeground,
  FAKE_PROFILE,
  fakePlan,
  fakeSplit,
  fakeStatistics,
} from './fake-dataset.js';
import { fakeImport } from './fake-import.js';
import { FAKE_PROJECT } from './fake-project.js';
import { emptySession, fakeSample } from './fake-samples.js';
import { Hub, wirePair } from './fake-wire.js';

const PATH = '/home/technician/PD Studio/play-doh-rig-a';

export interface FakeHost extends Host {
  readonly hub: Hub;
  readonly calls: { readonly name: string; readonly input: unknown }[];
  /** Cuts every wire, as a crashed host would. */
  drop(): void;
  /** Makes one frame and tells everybody. */
  tick(): void;
}

export function createFakeHost(
  options: {
    readonly project?: boolean;
    readonly samples?: readonly SampleSummary[];
    readonly thumbnail?: (sample: SampleSummary) => Promise<{ mime: string; bytes: Uint8Array }>;
    readonly overrides?: Partial<Handlers>;
  } = {},
): FakeHost {
  const camera = new FakeCamera();
  const hub = new Hub();
  const calls: { name: string; input: unknown }[] = [];
  const nextId = makeIdSource(Date.now, Math.random);
  let preferences = {
    ...DEFAULT_PREFERENCES,
    operator: 'Technician 1',
    theme: 'dark' as 'dark' | 'light' | 'system',
  };
  let project: Project | null = options.project === false ? null : FAKE_PROJECT;
  let samples: readonly SampleSummary[] = options.samples ?? [];
  const trash = new Map<string, SampleSummary>();
  const bulkSteps: SampleSummary[][] = [];
  let exportProfiles: ExportProfile[] = [FAKE_PROFILE];
  let live: LiveMeasures | null = null;
  let preview: Preview | null = null;
  let session: Session = {
    startedAt: null,
    shots: 0,
    firstDistanceMm: samples.length > 0 ? 180 : null,
    medianSharpness: null,
    metresPerCount: samples.length > 0 ? 0.0001 : null,
    rigMovedMm: samples.length > 0 ? 0.3 : null,
    gates: [],
    pending: null,
    saving: false,
  };

  const info = (): ProjectInfo | null =>
    project && {
      path: PATH,
      project,
      readOnly: null,
      sampleCount: samples.length,
      broken: [],
      freeBytes: 412e9,
    };
  const mustInfo = (): ProjectInfo => {
    const now = info();
    if (!now)
      throw new StudioError(
        'no-project',
        'No project is open.',
        'Open a project or make a new one first.',
      );
    return now;
  };
  const find = (id: string): SampleSummary => {
    const found = samples.find((sample) => sample.id === id);
    if (!found) throw new StudioError('sample-missing', `There is no sample ${id}`);
    return found;
  };
  const change = (upserted: readonly SampleSummary[], removed: readonly string[]): void => {
    const gone = new Set([...removed, ...upserted.map((sample) => sample.id)]);
    samples = [...upserted, ...samples.filter((sample) => !gone.has(sample.id))];
    hub.emit('samples.changed', { upserted: [...upserted], removed: [...removed] });
  };
  const setProject = (next: Project | null): void => {
    project = next;
    hub.emit('project.changed', info());
  };

  const made = ({ name }: { readonly name: string }): ProjectInfo => {
    setProject({ ...FAKE_PROJECT, name });
    return mustInfo();
  };
  const handlers: Handlers = {
    ...absent(datasetMethods),
    ...absent(detectorMethods),
    ...absent(inspectMethods),
    'runs.list': () => ({ runs: [] }),
    'app.info': () => ({
      version: '0.1.0',
      shell: 'browser',
      platform: 'linux',
      sdk: null,
      sdkReason: 'not searched for',
    }),
    'app.doctor': () => ({
      checks: [
        { name: 'Node', state: 'pass', message: 'Node 20.19.0', remedy: '' },
        {
          name: 'librealsense',
          state: 'warn',
          message: 'The librealsense library was not found.',
          remedy: 'Install librealsense 2.53 or newer.',
        },
        {
          name: 'USB permissions',
          state: 'fail',
          message: 'The udev rule is missing.',
          remedy: 'Install 99-realsense-libusb.rules.',
        },
        {
          name: 'Cameras',
          state: 'info',
          message: 'No RealSense camera is connected.',
          remedy: '',
        },
      ],
    }),
    'preferences.get': () => preferences,
    'preferences.set': (patch) => {
      preferences = {
        ...preferences,
        ...(JSON.parse(JSON.stringify(patch)) as typeof preferences),
      };
      return preferences;
    },
    'folders.list': ({ path }) => ({
      path: path ?? '/home/technician',
      parent: path === null ? '/home' : path.split('/').slice(0, -1).join('/') || null,
      writable: true,
      entries: [
        { name: 'Pictures', path: `${path ?? '/home/technician'}/Pictures`, kind: 'folder' },
        { name: 'rig-b', path: `${path ?? '/home/technician'}/rig-b`, kind: 'project' },
        { name: 'table.bag', path: `${path ?? '/home/technician'}/table.bag`, kind: 'recording' },
      ],
    }),
    'project.create': made,
    'project.sample': made,
    'project.open': () => {
      setProject(FAKE_PROJECT);
      return mustInfo();
    },
    'project.current': () => info(),
    'project.close': () => {
      setProject(null);
      return {};
    },
    'project.update': ({ patch }) => {
      setProject({
        ...mustInfo().project,
        ...(JSON.parse(JSON.stringify(patch)) as Partial<Project>),
      });
      return mustInfo();
    },
    'project.recent': () => ({
      projects: [
        { path: PATH, name: 'Play-Doh Rig A', openedAt: '2026-11-20T09:00:00Z', present: true },
        {
          path: '/mnt/lab/rig-b',
          name: 'Rig B, lab share',
          openedAt: '2026-11-02T09:00:00Z',
          present: false,
        },
      ],
    }),
    'project.forget': () => ({}),
    'samples.list': () => ({ samples: project ? [...samples] : [], broken: [] }),
    'samples.get': () => {
      throw new StudioError('unsupported', 'The test host keeps no sample files');
    },
    'samples.picture': async ({ id }) => {
      if (!options.thumbnail)
        throw new StudioError('sample-missing', `There is no picture of ${id}`);
      return options.thumbnail(find(id));
    },
    'samples.note': ({ id, note }) => {
      const next = { ...find(id), note };
      change([next], []);
      return next;
    },
    'samples.markRetake': ({ id, retake }) => {
      const next = { ...find(id), retake };
      change([next], []);
      return next;
    },
    'samples.edit': ({ id, patch }) => {
      const next = {
        ...find(id),
        ...(JSON.parse(JSON.stringify(patch)) as Partial<SampleSummary>),
      };
      change([next], []);
      return next;
    },
    'samples.trash': ({ ids }) => {
      for (const id of ids) trash.set(id, find(id));
      change([], ids);
      return {};
    },
    'samples.restore': ({ ids }) => {
      const back = ids.flatMap((id) => trash.get(id) ?? []);
      for (const id of ids) trash.delete(id);
      change(back, []);
      return {};
    },
    'samples.trashed': () => ({ samples: [...trash.values()] }),
    'camera.sources': () => ({
      sources: [
        { kind: 'simulated', spec: 'simulated', label: 'D405 simulated', detail: 'always there' },
      ],
    }),
    'camera.open': () => camera.state(),
    'camera.close': () => camera.state(),
    'camera.state': () => camera.state(),
    'camera.setOption': () => camera.state(),
    'camera.setPreset': () => camera.state(),
    'camera.simulate': (patch) => {
      camera.simulate(JSON.parse(JSON.stringify(patch)) as Parameters<FakeCamera['simulate']>[0]);
      hub.emit('camera.state', camera.state());
      return camera.state();
    },
    'camera.setRegion': (region) => {
      camera.setRegion(region);
      return {};
    },
    'capture.session': () => session,
    'capture.newSession': () => (session = emptySession(session)),
    'capture.shoot': async ({ cell, override, replaces }) => {
      mustInfo();
      await Promise.resolve();
      if (override === null && session.gates.some((gate) => !gate.passed) && live)
        return { outcome: 'refused', gates: session.gates, measures: live.measures };
      const same = samples.filter(
        (s) => s.category === cell.category && s.split === cell.split && s.anomaly === cell.anomaly,
      );
      const sample: SampleSummary = {
        ...cell,
        id: nextId(),
        index: Math.max(0, ...same.map((s) => s.index)) + 1,
        operator: preferences.operator,
        takenAt: new Date().toISOString(),
        source: 'simulated',
        measures: live?.measures ?? null,
        gates: session.gates,
        override: override === null ? null : { reason: override, by: preferences.operator },
        sampleHash: '0'.repeat(64),
        note: '',
        retake: false,
        hasDepth: true,
        missing: [],
        work: NO_WORK,
      };
      session = {
        ...session,
        shots: session.shots + 1,
        firstDistanceMm: session.firstDistanceMm ?? live?.measures.distanceMm ?? null,
      };
      change([sample], replaces === null ? [] : [replaces]);
      return { outcome: 'saved', sample, path: `${PATH}/samples/${sample.id}`, problem: null };
    },
    'capture.retry': () => {
      throw new StudioError('nothing-pending', 'No shot is waiting');
    },
    'capture.discard': () => {
      session = { ...session, pending: null };
      return session;
    },
    'record.start': ({ path }) => ({ path }),
    'record.stop': () => ({ path: null }),
    ...fakeAnnotate({
      samples: () => samples,
      change: (sample) => {
        change([sample], []);
      },
      size: { width: 1280, height: 720 },
      operator: () => preferences.operator,
    }),
    'dataset.registration.check': ({ ids }) => ({
      pairs: ids.map((id, i) => ({
        ...{
          id,
          iou: i === 0 ? 0.6 : 0.95,
          bestIou: 0.96,
          scale: 1,
          shiftPx: [i === 0 ? 24 : 0, 0],
        },
        verdict: i === 0 ? ('off' as const) : ('fits' as const),
      })),
      unchecked: 0,
    }),
    'dataset.statistics': ({ categories }) =>
      fakeStatistics(samples.filter((s) => categories === null || categories.includes(s.category))),
    ...fakeImport(hub, (choices, count) => {
      const made = Array.from({ length: count }, (_, i) =>
        fakeSample({
          id: nextId(),
          category: choices.category ?? 'unknown',
          split: choices.split ?? 'train',
          anomaly: choices.anomaly ?? 'good',
          lighting: choices.lighting ?? 'unknown',
          index: i + 1,
          source: 'import',
          measures: null,
          gates: [],
          missing: ['camera', 'takenAt'],
        }),
      );
      change(made, []);
      return made.map(({ id }) => id);
    }),
    'dataset.foreground.preview': ({ id, settings }) =>
      fakeForeground(find(id), settings ?? DEFAULT_FOREGROUND),
    'dataset.foreground.check': ({ category, settings }) =>
      fakeCheck(
        samples.filter((s) => s.category === category),
        category,
        settings ?? DEFAULT_FOREGROUND,
      ),
    'dataset.foreground.save': ({ category, settings }) => {
      const kept = Object.entries(mustInfo().project.foreground);
      const foreground = Object.fromEntries([
        ...kept.filter(([name]) => name !== category),
        ...(settings === null ? [] : [[category, settings] as const]),
      ]);
      setProject({ ...mustInfo().project, foreground });
      return { foreground };
    },
    'dataset.bulkEdit': (request) => {
      if (request.kind !== 'edit') throw new StudioError('unsupported', 'Not played here');
      const patch = JSON.parse(JSON.stringify(request.patch)) as Partial<SampleSummary>;
      const before = request.ids.map(find);
      bulkSteps.push(before);
      change(
        before.map((sample) => ({ ...sample, ...patch })),
        [],
      );
      return {
        operationId: `step ${bulkSteps.length.toString()}`,
        label: '',
        changed: before.length,
        skipped: [],
      };
    },
    'dataset.undo': () => {
      const before = bulkSteps.pop() ?? [];
      change(before, []);
      return { operationId: null, label: '', changed: before.length, skipped: [] };
    },
    'dataset.split.propose': ({ seed }) => fakeSplit(samples, seed),
    'dataset.profiles.list': () => ({ profiles: exportProfiles }),
    'dataset.profiles.save': ({ profile }) => {
      const given = JSON.parse(JSON.stringify(profile)) as ExportProfile;
      exportProfiles = [...exportProfiles.filter((entry) => entry.name !== given.name), given];
      return { profiles: exportProfiles };
    },
    'dataset.profiles.delete': ({ name }) => {
      exportProfiles = exportProfiles.filter((entry) => entry.name !== name);
      return { profiles: exportProfiles };
    },
    'dataset.export.dryRun': ({ path, ids }) =>
      fakePlan(ids === null ? samples : samples.filter((s) => ids.includes(s.id)), path),
    ...options.overrides,
  };

  const recorded = Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (input: never, context: never) => {
        calls.push({ name, input });
        return (handler as (input: never, context: never) => unknown)(input, context);
      },
    ]),
  ) as unknown as Handlers;

  const cuts = new Set<() => void>();
  let ticks = 0;
  return {
    hub,
    calls,
    connect() {
      const { page, host, cut } = wirePair();
      cuts.add(cut);
      serveChannel(host, recorded, hub, {
        warn: (fields, message) => {
          console.warn(message, fields);
        },
      });
      hub.emit('camera.state', camera.state());
      return Promise.resolve(page);
    },
    drop() {
      for (const cut of cuts) cut();
      cuts.clear();
    },
    tick() {
      if (camera.state().status !== 'streaming') return;
      const frame = camera.frame();
      preview = camera.preview(frame);
      hub.emit('camera.preview', preview);
      if (ticks++ % 3 !== 0) return;
      live = camera.measure(frame);
      hub.emit('camera.measures', live);
      session = {
        ...session,
        gates: evaluateGates({
          limits: project?.gates ?? DEFAULT_GATES,
          measures: live.measures,
          metresPerCount: 0.0001,
          pairDeltaMs: 0,
          framePeriodMs: 33,
          rigMovedMm: session.rigMovedMm,
          changedShare: session.rigMovedMm === null ? null : 0.084,
          session,
        }),
      };
      hub.emit('capture.session', session);
    },
  };
}
