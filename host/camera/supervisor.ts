/**
 * The host's side of the camera: starts the process, keeps its state, and starts it again when it
 * crashes or hangs, with the same source open. A crash of the SDK takes nothing else along.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../core/contract/errors.js';
import type { CameraState, LiveMeasures } from '../../core/contract/schema/camera.js';
import { faultError, makeFault } from './faults.js';
import {
  PREVIEW_FD,
  PreviewReader,
  type HostToProcess,
  type OperationName,
  type Operations,
  type ProcessState,
  type ProcessToHost,
} from './protocol.js';
import type { CameraEvents, CameraService, HeldPixels, OpenRequest } from './service.js';
import { patched } from './simulated-spec.js';

export interface SupervisorOptions {
  /** Starts the camera process with an IPC channel and a readable pipe at PREVIEW_FD. */
  readonly spawn?: () => ChildProcess;
  readonly log?: (message: string) => void;
}

const PING_MS = 1000;
/** A process that leaves so many pings unanswered hangs in the SDK and is ended. */
const MAX_UNANSWERED = 5;
/** Opening may take long: a device that resets itself, a slow computer that renders the first scene. */
const MAX_UNANSWERED_OPENING = 20;
const RESTART_MS = 50;
/** Crashing again and again is slowed down. */
const RESTART_SLOW_MS = 2000;

const CLOSED: ProcessState = {
  status: 'closed',
  source: null,
  camera: null,
  colour: null,
  profile: null,
  profiles: [],
  options: [],
  presets: [],
  metresPerCount: null,
  fps: null,
  dropped: 0,
  faults: [],
  simulator: null,
};

/** Frames live outside V8's heap; what little is made per frame needs no more, and memory stays level. */
const SMALL_YOUNG_HEAP = '--max-semi-space-size=1';

function spawnNode(): ChildProcess {
  const entry = fileURLToPath(new URL('./process/main.js', import.meta.url));
  return spawn(process.execPath, [SMALL_YOUNG_HEAP, entry], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
    serialization: 'advanced',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: StudioError): void;
}

export function createCameraService(options: SupervisorOptions = {}): CameraService {
  return new Supervisor(options);
}

class Supervisor implements CameraService {
  private readonly options: SupervisorOptions;
  private readonly listeners = new Set<Partial<CameraEvents>>();
  private readonly pending = new Map<number, Pending>();
  private child: ChildProcess | null = null;
  private ready: Promise<void> = Promise.resolve();
  private nextId = 1;
  private current: ProcessState = CLOSED;
  private measures: LiveMeasures | null = null;
  private request: OpenRequest | null = null;
  /** Set since the source was opened, in order; set again after a restart. */
  private readonly settings = new Map<string, () => Promise<unknown>>();
  private restarts = 0;
  private startedAtMs = 0;
  /** Pings since the last answer. Counted, not timed: a host that slept blames nobody. */
  private unanswered = 0;
  private pinger: NodeJS.Timeout | null = null;
  private disposed = false;
  private previewsWanted = false;

  constructor(options: SupervisorOptions) {
    this.options = options;
  }

  state(): CameraState {
    return { ...this.current, restarts: this.restarts, processId: this.child?.pid ?? null };
  }

  latestMeasures(): LiveMeasures | null {
    return this.measures;
  }

  sources(): ReturnType<CameraService['sources']> {
    return this.ask('sources', null);
  }

  async open(request: OpenRequest): Promise<CameraState> {
    const before = this.request;
    this.request = request;
    for (const key of this.settings.keys()) if (key !== 'region') this.settings.delete(key);
    try {
      return this.accept(await this.ask('open', request));
    } catch (error) {
      // A fault keeps trying; a wrong request does not become the source.
      if (error instanceof StudioError && error.code !== 'camera-fault')
        this.request = before === request ? null : before;
      throw error;
    }
  }

  async close(): Promise<CameraState> {
    this.request = null;
    return this.accept(await this.ask('close', null));
  }

  async setOption(name: string, value: number): Promise<CameraState> {
    const state = this.accept(await this.ask('setOption', { name, value }));
    this.remember(`option ${name}`, () => this.ask('setOption', { name, value }));
    return state;
  }

  async setPreset(preset: string): Promise<CameraState> {
    const state = this.accept(await this.ask('setPreset', { preset }));
    this.remember('preset', () => this.ask('setPreset', { preset }));
    return state;
  }

  async simulate(patch: Parameters<CameraService['simulate']>[0]): Promise<CameraState> {
    const state = this.accept(await this.ask('simulate', patch));
    if (this.request && state.simulator)
      this.request = {
        ...this.request,
        source: patched(this.request.source, state.simulator, state.profile ?? undefined),
      };
    return state;
  }

  async setRegion(region: Parameters<CameraService['setRegion']>[0]): Promise<void> {
    await this.ask('setRegion', region);
    this.remember('region', () => this.ask('setRegion', region));
  }

  hold(burst: number): ReturnType<CameraService['hold']> {
    return this.ask('hold', { burst });
  }

  write(shotId: string, folder: string): ReturnType<CameraService['write']> {
    return this.ask('write', { shotId, folder });
  }

  pixels(shotId: string): Promise<HeldPixels> {
    return this.ask('pixels', { shotId });
  }

  async release(shotId: string): Promise<void> {
    await this.ask('release', { shotId });
  }

  startRecording(path: string, seconds: number): Promise<{ path: string }> {
    return this.ask('startRecording', { path, seconds });
  }

  stopRecording(): Promise<{ path: string | null }> {
    return this.ask('stopRecording', null);
  }

  subscribe(events: Partial<CameraEvents>): () => void {
    this.listeners.add(events);
    this.updateWish();
    return () => {
      this.listeners.delete(events);
      this.updateWish();
    };
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    if (this.pinger) clearInterval(this.pinger);
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    });
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 1500);
    await gone;
    clearTimeout(timer);
  }

  private async ask<O extends OperationName>(
    op: O,
    input: Operations[O]['input'],
  ): Promise<Operations[O]['output']> {
    this.start();
    await this.ready;
    // A process that ended before it was ready answers nobody.
    if (this.child?.connected !== true) throw crashed();
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: resolve, reject });
      this.send({ t: 'request', id, op, input });
    });
  }

  private send(message: HostToProcess): void {
    if (this.child?.connected === true) this.child.send(message);
  }

  private start(): void {
    if (this.child || this.disposed) return;
    const child = (this.options.spawn ?? spawnNode)();
    this.child = child;
    this.startedAtMs = Date.now();
    this.unanswered = 0;
    this.ready = new Promise((resolve) => {
      child.on('message', (message) => {
        if ((message as ProcessToHost).t === 'ready') resolve();
        this.receive(message as ProcessToHost);
      });
      // A process that ends before it is ready must not leave callers waiting.
      child.once('exit', () => {
        resolve();
      });
    });
    const reader = new PreviewReader((preview) => {
      for (const listener of this.listeners) listener.preview?.(preview);
    });
    const pipe = child.stdio[PREVIEW_FD] as Readable | null | undefined;
    pipe?.on('data', (chunk: Buffer) => {
      reader.push(chunk);
    });
    pipe?.on('error', () => undefined);
    child.once('error', (error) => this.options.log?.(`camera process: ${error.message}`));
    child.once('exit', (code, signal) => {
      this.ended(child, code, signal);
    });
    this.previewsWanted = false;
    void this.ready.then(() => {
      this.updateWish();
    });
    this.pinger ??= setInterval(() => {
      this.ping();
    }, PING_MS).unref();
  }

  private ping(): void {
    if (!this.child) return;
    const limit = this.current.status === 'streaming' ? MAX_UNANSWERED : MAX_UNANSWERED_OPENING;
    if (this.unanswered >= limit) {
      this.options.log?.('camera process: no answer, ending it');
      this.child.kill('SIGKILL');
      return;
    }
    this.unanswered += 1;
    this.send({ t: 'ping' });
  }

  private receive(message: ProcessToHost): void {
    switch (message.t) {
      case 'answer':
        this.pending.get(message.id)?.resolve(message.value);
        this.pending.delete(message.id);
        break;
      case 'error':
        this.pending.get(message.id)?.reject(StudioError.fromValue(message.error));
        this.pending.delete(message.id);
        break;
      case 'state':
        this.accept(message.state);
        this.tell();
        break;
      case 'measures':
        this.measures = message.measures;
        for (const listener of this.listeners) listener.measures?.(message.measures);
        break;
      default:
        this.unanswered = 0;
    }
  }

  private ended(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.child !== child) return;
    this.child = null;
    this.measures = null;
    for (const call of this.pending.values()) call.reject(crashed());
    this.pending.clear();
    if (this.disposed) return;
    this.options.log?.(`camera process ended (${signal ?? String(code)})`);
    this.restarts += 1;
    this.current = {
      ...this.current,
      status: 'reopening',
      fps: null,
      faults: [makeFault('camera-crashed')],
    };
    this.tell();
    const { request } = this;
    if (!request) return;
    const pause = Date.now() - this.startedAtMs < RESTART_SLOW_MS ? RESTART_SLOW_MS : RESTART_MS;
    setTimeout(() => {
      if (this.disposed || this.request !== request) return;
      this.reopen(request).catch((error: unknown) => this.options.log?.(String(error)));
    }, pause);
  }

  private async reopen(request: OpenRequest): Promise<void> {
    let fault: StudioError | null = null;
    try {
      await this.ask('open', request);
    } catch (error) {
      if (!(error instanceof StudioError && error.code === 'camera-fault')) throw error;
      // The process keeps trying, and sets again what it knows when the camera is back.
      fault = error;
    }
    for (const setAgain of [...this.settings.values()]) await setAgain();
    if (fault) throw fault;
  }

  private remember(key: string, setAgain: () => Promise<unknown>): void {
    this.settings.delete(key);
    this.settings.set(key, setAgain);
  }

  private accept(state: ProcessState): CameraState {
    this.current = state;
    if (state.status !== 'streaming') this.measures = null;
    return this.state();
  }

  private tell(): void {
    const state = this.state();
    for (const listener of this.listeners) listener.state?.(state);
  }

  private updateWish(): void {
    const wanted = [...this.listeners].some((listener) => listener.preview);
    if (wanted === this.previewsWanted) return;
    this.previewsWanted = wanted;
    this.send({ t: 'previews', wanted });
  }
}

function crashed(): StudioError {
  return faultError(makeFault('camera-crashed'));
}
