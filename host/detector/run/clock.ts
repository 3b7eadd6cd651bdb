/** Progress of a run over its stages: what is done, how long it took, how long the rest will take. */
import {
  RUN_STAGES,
  type RunProgress,
  type RunStage,
  type StageProgress,
} from '../../../core/contract/schema/detector.js';

interface Stage {
  done: number;
  total: number;
  /** Done when this process began with it. */
  from: number;
  seconds: number;
  /** Expected seconds of one unit, before any was measured. */
  assumed: number;
  /** Of the last units, smoothed. */
  perUnit: number | null;
}

const SMOOTHING = 0.2;

/** Units: samples for features and evaluation, steps for the networks, 1 for the export. */
export class RunClock {
  private readonly stages = new Map<RunStage, Stage>();
  private current: RunStage = 'features';
  private lastMs = performance.now();
  private peakBytes = 0;

  constructor(plan: Readonly<Record<RunStage, { total: number; assumed: number }>>) {
    for (const stage of RUN_STAGES)
      this.stages.set(stage, {
        ...plan[stage],
        done: 0,
        from: 0,
        seconds: 0,
        perUnit: null,
      });
  }

  /** Begins a stage, perhaps in its middle after a resume. */
  enter(stage: RunStage, done: number, total: number): void {
    this.current = stage;
    Object.assign(this.of(stage), { done, from: done, total });
    this.lastMs = performance.now();
  }

  /** One unit more; `cheap` units (from the cache) do not count for the rate. */
  advance(cheap = false): void {
    const stage = this.of(this.current);
    const now = performance.now();
    const seconds = (now - this.lastMs) / 1000;
    this.lastMs = now;
    stage.done += 1;
    stage.seconds += seconds;
    if (cheap) return;
    stage.perUnit =
      stage.perUnit === null ? seconds : stage.perUnit + SMOOTHING * (seconds - stage.perUnit);
  }

  /** A pause is not work. */
  resumed(): void {
    this.lastMs = performance.now();
  }

  secondsPerUnit(): number | null {
    return this.of(this.current).perUnit;
  }

  peakMemoryBytes(): number {
    this.memory();
    return this.peakBytes;
  }

  report(loss: number | null, scaleLosses: readonly number[]): Omit<RunProgress, 'id'> {
    const stages = RUN_STAGES.map((name) => this.stageReport(name));
    const spent = stages.reduce((sum, stage) => sum + stage.seconds, 0);
    const left = stages.reduce((sum, stage) => sum + (stage.remainingSeconds ?? 0), 0);
    const { done, total, perUnit } = this.of(this.current);
    const counted = this.current === 'teacher' || this.current === 'student';
    return {
      stage: this.current,
      stages,
      step: counted ? Math.min(done, total) : 0,
      steps: counted ? total : 0,
      share: spent + left === 0 ? 0 : Math.min(1, spent / (spent + left)),
      etaSeconds: left,
      secondsPerStep: perUnit,
      memoryBytes: this.memory(),
      loss,
      scaleLosses: [...scaleLosses],
    };
  }

  private memory(): number {
    const { rss } = process.memoryUsage();
    this.peakBytes = Math.max(this.peakBytes, rss);
    return rss;
  }

  private stageReport(name: RunStage): StageProgress {
    const { done, total, seconds, perUnit, assumed } = this.of(name);
    const remaining = Math.max(0, total - done) * (perUnit ?? assumed);
    return { stage: name, done, total, seconds, remainingSeconds: remaining };
  }

  private of(name: RunStage): Stage {
    return this.stages.get(name)!;
  }
}
