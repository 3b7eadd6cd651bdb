/**
 * The camera process's work: keeps a source open, reads frames, measures, sends previews, holds shots.
 * A source that fails is opened again by itself until it is closed on purpose.
 */
import { StudioError } from '../../../core/contract/errors.js';
import type { LiveMeasures } from '../../../core/contract/schema/camera.js';
import { faultError, makeFault, SourceFault } from '../faults.js';
import type { ProcessState } from '../protocol.js';
import type { HeldPixels, HeldShot, OpenRequest, WrittenShot } from '../service.js';
import { patched, settingsOf } from '../simulated-spec.js';
import { openSource } from '../sources/open-source.js';
import type { Source, SourceFrame } from '../sources/source.js';
import type { LevelRegion, SimulatorSettings } from '../types.js';
import { LiveMeasurer } from './live-measurer.js';
import { PreviewMaker, type PreviewMessage } from './preview.js';
import type { SdkRecording } from './recorder.js';
import { respecified } from './respecify.js';
import { sharedCounts, Shots } from './shots.js';
import { FaultBoard, SILENCE_MS, StreamWatch } from './watch.js';

export interface SessionOutput {
  state(state: ProcessState): void;
  measures(measures: LiveMeasures): void;
  /** Whether a preview could be sent now; one that could not is not made. */
  readyForPreview(): boolean;
  preview(message: PreviewMessage): void;
}

const REOPEN_MS = 500;
const MEASURES_MS = 90;
const STATE_MS = 1000;
const HOLD_TIMEOUT_MS = 2000;
/** A camera silent or frozen for this long is opened again. */
const GIVE_UP_MS = 4000;
/** An older frame is not the newest any more: the shutter waits for the next one. */
const STALE_MS = 250;

export class CameraSession {
  private readonly out: SessionOutput;
  private readonly shots = new Shots();
  private readonly previews = new PreviewMaker();
  private readonly board: FaultBoard;
  private watch: StreamWatch;
  private request: OpenRequest | null = null;
  private source: Source | null = null;
  private status: ProcessState['status'] = 'closed';
  private readonly measurer = new LiveMeasurer();
  private newest: SourceFrame | null = null;
  /** The newest frame while no preview of it was sent. */
  private unseen: SourceFrame | null = null;
  /** Given null when the source was lost. */
  private waiters: ((frame: SourceFrame | null) => void)[] = [];
  /** Lets a stepped source go on to its next pair. */
  private step: () => void = () => undefined;
  /** Set since the source was opened, in order; set again when it comes back. */
  private readonly settings = new Map<string, (source: Source) => void>();
  private run = 0;
  private frameTimes: number[] = [];
  private measuredAtMs = 0;
  private toldAtMs = 0;
  private recording: { readonly value: SdkRecording; readonly untilMs: number } | null = null;

  constructor(out: SessionOutput) {
    this.out = out;
    this.board = new FaultBoard(() => {
      this.tell();
    });
    this.watch = new StreamWatch(this.board);
  }

  state(): ProcessState {
    const { source } = this;
    const open = source !== null;
    return {
      status: this.status,
      source: open
        ? { kind: source.kind, spec: source.spec, label: source.label, detail: source.detail }
        : this.closedSource(),
      camera: open ? source.camera() : null,
      colour: open ? source.stream : null,
      profile: open ? source.profile() : null,
      profiles: open ? [...source.profiles()] : [],
      options: open ? [...source.options()] : [],
      presets: open ? [...source.presets()] : [],
      metresPerCount: open ? source.metresPerCount() : null,
      fps: this.rate(),
      dropped: this.watch.dropped,
      faults: this.board.list(),
      simulator: open ? source.simulator() : this.closedSimulator(),
    };
  }

  /** A simulated camera that is unplugged or busy can still be set up. */
  private closedSimulator(): ProcessState['simulator'] {
    if (!this.request || !/^simulated(:|$)/.test(this.request.source)) return null;
    return settingsOf(this.request.source);
  }

  /** A source that could not be opened is still shown by its specification. */
  private closedSource(): ProcessState['source'] {
    if (!this.request) return null;
    const { source } = this.request;
    const kind = /^simulated/.test(source)
      ? 'simulated'
      : /^(realsense|software)/.test(source)
        ? 'realsense'
        : /\.(bag|db3)$/i.test(source)
          ? 'recording'
          : 'folder';
    return { kind, spec: source, label: source, detail: '' };
  }

  async open(request: OpenRequest): Promise<ProcessState> {
    await this.close();
    this.request = request;
    this.status = 'opening';
    this.tell();
    try {
      this.begin(await openSource(request));
    } catch (error) {
      if (error instanceof SourceFault) {
        this.board.raise(error.fault);
        this.fail();
        throw faultError(error.fault);
      }
      this.request = null;
      this.status = 'closed';
      this.tell();
      throw error;
    }
    return this.state();
  }

  private begin(source: Source): void {
    this.source = source;
    // Silence ends with a frame, not with opening.
    this.board.clear(['no-frames']);
    this.watch = new StreamWatch(this.board);
    this.frameTimes = [];
    this.watch.connection(source);
    const run = ++this.run;
    void this.loop(run, source);
  }

  private fail(): void {
    this.status = 'reopening';
    this.tell();
    const run = ++this.run;
    setTimeout(() => {
      void this.reopen(run);
    }, REOPEN_MS);
  }

  private async reopen(run: number): Promise<void> {
    const { request } = this;
    if (run !== this.run || !request) return;
    try {
      const source = await openSource(request);
      if (run === this.run) {
        this.setAgain(source);
        this.begin(source);
      } else await source.close();
    } catch (error) {
      if (run !== this.run) return;
      this.board.raise(
        error instanceof SourceFault
          ? error.fault
          : makeFault('source-unreadable', { source: request.source, reason: String(error) }),
      );
      this.fail();
    }
  }

  /** A camera that was unplugged comes back with its defaults. */
  private setAgain(source: Source): void {
    for (const set of this.settings.values()) {
      try {
        set(source);
      } catch (error) {
        // What came back knows no such value, another camera perhaps: its own stays.
        if (!(error instanceof RangeError)) throw error;
      }
    }
  }

  async close(): Promise<ProcessState> {
    this.run += 1;
    this.settings.clear();
    this.step();
    this.request = null;
    this.newest = null;
    this.unseen = null;
    this.stopRecording();
    const { source } = this;
    this.source = null;
    this.status = 'closed';
    this.board.clear();
    await source?.close();
    this.tell();
    return this.state();
  }

  private async loop(run: number, source: Source): Promise<void> {
    let lastFrameAt = Date.now();
    while (run === this.run) {
      let frame: SourceFrame | null;
      try {
        frame = await source.next();
      } catch (error) {
        if (run === this.run) await this.lost(source, error);
        return;
      }
      if (run !== this.run) return;
      if (frame) {
        lastFrameAt = Date.now();
        this.take(source, frame);
        if (this.request?.stepped === true && !source.paced && this.newest)
          await new Promise<void>((resolve) => (this.step = resolve));
      } else if (source.paced && Date.now() - lastFrameAt > SILENCE_MS) {
        this.board.set('no-frames', true, { camera: source.label });
      }
      const silentMs = Math.max(Date.now() - lastFrameAt, this.watch.frozenMs);
      if (source.paced && silentMs > GIVE_UP_MS) {
        const [fault] = this.board.list().filter((f) => f.blocking);
        await this.lost(source, new SourceFault(fault?.code ?? 'no-frames', faultValues(source)));
        return;
      }
      // A source that delivers at once must not keep requests from being heard.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private async lost(source: Source, error: unknown): Promise<void> {
    this.newest = null;
    this.unseen = null;
    this.source = null;
    const fault =
      error instanceof SourceFault
        ? error.fault
        : makeFault('source-unreadable', {
            source: source.label,
            reason: error instanceof Error ? error.message : String(error),
          });
    // Reopening must ask for what the source had become, e.g. the simulator with its settings.
    const ended = this.request?.stepped === true && fault.code === 'source-ended';
    if (this.request)
      this.request = { ...this.request, source: respecified(source) ?? this.request.source };
    // Status and fault are told together: a lost camera is never shown as streaming.
    this.status = ended ? 'failed' : 'reopening';
    this.board.only(fault);
    if (!ended) this.fail();
    for (const waiter of this.waiters.splice(0)) waiter(null);
    await source.close().catch(() => undefined);
  }

  private take(source: Source, frame: SourceFrame): void {
    const now = Date.now();
    this.newest = frame;
    this.board.set('no-frames', false);
    this.watch.frame(frame.pair, source.paced);
    this.frameTimes.push(now);
    if (this.frameTimes.length > 60) this.frameTimes.shift();
    if (this.status !== 'streaming') {
      this.status = 'streaming';
      this.tell();
    } else if (now - this.toldAtMs > STATE_MS) {
      this.tell();
      // Nothing of it is left to be done when the first shot comes.
      this.shots.prepare();
    }
    this.unseen = frame;
    this.previewLeft();
    if (now - this.measuredAtMs >= MEASURES_MS) this.measure(source, frame, now);
    const waiters = this.waiters.splice(0);
    for (const waiter of waiters) waiter(frame);
    this.record(frame, now);
  }

  /** Call when a preview has left: a frame that came meanwhile goes at once, not with the next one. */
  previewLeft(): void {
    if (!this.unseen || !this.out.readyForPreview()) return;
    this.out.preview(this.previews.make(this.unseen));
    this.unseen = null;
  }

  private measure(source: Source, frame: SourceFrame, now: number): void {
    this.measuredAtMs = now;
    const live = this.measurer.measure(source, frame);
    this.watch.quality(source, frame.pair, live.measures);
    this.out.measures({
      atMs: now,
      frameNumber: frame.pair.frameNumber,
      measures: live.measures,
      temporalNoiseMm: live.temporalNoiseMm,
      noDataShare: 1 - live.measures.fillRate,
      pairDeltaMs: frame.pair.pairDeltaMs,
      lumaHistogram: live.lumaHistogram,
      depthHistogramMm: live.depthHistogramMm,
    });
  }

  private mustSource(): Source {
    const faults = this.board.list();
    const fault = faults.find((f) => f.blocking);
    // Without pictures, or with a frozen one, the newest frame is not what the camera sees.
    if (this.source && this.status === 'streaming' && !fault) return this.source;
    const told = fault ?? faults[0];
    if (told) throw faultError(told);
    throw new StudioError(
      'no-camera-open',
      'No camera is delivering pictures.',
      'Choose a camera or the simulated one.',
    );
  }

  setOption(name: string, value: number): ProcessState {
    return this.keep(`option ${name}`, (source) => {
      source.setOption(name, value);
    });
  }

  setPreset(preset: string): ProcessState {
    return this.keep('preset', (source) => {
      source.setPreset(preset);
    });
  }

  simulate(patch: Partial<SimulatorSettings>): ProcessState {
    if (!this.source && this.request && /^simulated/.test(this.request.source)) {
      // A simulated camera that is unplugged or busy is set up through its specification.
      this.request = { ...this.request, source: patched(this.request.source, patch) };
      return this.state();
    }
    return this.adjust((source) => {
      source.simulate(patch);
    });
  }

  private keep(key: string, set: (source: Source) => void): ProcessState {
    // A camera that is away at the moment takes it when it comes back.
    if (this.source || !this.request) this.adjust(set);
    this.settings.delete(key);
    this.settings.set(key, set);
    return this.state();
  }

  private adjust(change: (source: Source) => void): ProcessState {
    const { source } = this;
    if (!source)
      throw new StudioError(
        'no-camera-open',
        'No camera is open.',
        'Choose a camera or the simulated one.',
      );
    try {
      change(source);
    } catch (error) {
      // A simulated unplug is noticed by the reading loop, as a real one is.
      if (error instanceof SourceFault) return this.state();
      if (error instanceof RangeError) throw new StudioError('bad-input', error.message);
      throw error;
    }
    this.watch.connection(source);
    this.tell();
    return this.state();
  }

  setRegion(region: LevelRegion): void {
    this.measurer.setRegion(region);
  }

  /** The newest frame, or a burst that begins with the next one. */
  async hold(burst: number): Promise<HeldShot> {
    this.mustSource();
    const earlier: Uint16Array[] = [];
    let frame = this.fresh() ?? (await this.nextFrame());
    for (let i = 1; i < burst; i++) {
      earlier.push(sharedCounts(frame.pair.depth.data));
      frame = await this.nextFrame();
    }
    const source = this.mustSource();
    if (!source.paced || this.request?.stepped === true) this.newest = null;
    this.step();
    return this.shots.hold(
      source,
      frame.pair,
      earlier,
      this.measurer.measure(source, frame).measures,
    );
  }

  /** The newest frame unless the stream has stopped since; null then. */
  private fresh(): SourceFrame | null {
    const { newest, source } = this;
    if (!newest || !source?.paced) return newest;
    const oldestMs = Math.max(STALE_MS, (3 * 1000) / source.profile().fps);
    return Date.now() - newest.capturedAtMs <= oldestMs ? newest : null;
  }

  private nextFrame(): Promise<SourceFrame> {
    this.step();
    return new Promise((resolve, reject) => {
      const fail = (): void => {
        const [fault] = this.board.list();
        reject(faultError(fault ?? makeFault('no-frames', { camera: this.source?.label ?? '' })));
      };
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((w) => w !== waiter);
        fail();
      }, HOLD_TIMEOUT_MS);
      const waiter = (frame: SourceFrame | null): void => {
        clearTimeout(timer);
        if (frame) resolve(frame);
        else fail();
      };
      this.waiters.push(waiter);
    });
  }

  write(shotId: string, folder: string): Promise<WrittenShot> {
    return this.shots.write(shotId, folder);
  }

  pixels(shotId: string): HeldPixels {
    return this.shots.pixels(shotId);
  }

  release(shotId: string): void {
    this.shots.release(shotId);
  }

  async startRecording(path: string, seconds: number): Promise<{ path: string }> {
    const source = this.mustSource();
    const frame = this.newest ?? (await this.nextFrame());
    this.stopRecording();
    const { SdkRecording } = await import('./recorder.js');
    const value = await SdkRecording.start(path, source, frame.pair);
    this.recording = { value, untilMs: Date.now() + seconds * 1000 };
    return { path: value.path };
  }

  stopRecording(): { path: string | null } {
    const path = this.recording?.value.path ?? null;
    this.recording?.value.stop();
    this.recording = null;
    return { path };
  }

  private record(frame: SourceFrame, now: number): void {
    if (!this.recording) return;
    if (now >= this.recording.untilMs) this.stopRecording();
    else this.recording.value.add(frame.pair);
  }

  private rate(): number | null {
    const first = this.frameTimes[0];
    const last = this.frameTimes.at(-1);
    if (first === undefined || last === undefined || last - first < 300) return null;
    return ((this.frameTimes.length - 1) * 1000) / (last - first);
  }

  private tell(): void {
    this.toldAtMs = Date.now();
    this.out.state(this.state());
  }
}

function faultValues(source: Source): { camera: string; seconds: number } {
  return { camera: source.label, seconds: GIVE_UP_MS / 1000 };
}
