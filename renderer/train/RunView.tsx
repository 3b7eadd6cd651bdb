/** How far the run is: stages, progress, curve, maps and log. */
import type { ReactElement } from 'react';
import {
  RUN_STAGES,
  type DetectorConfig,
  type RunProgress,
  type RunSummary,
  type StageProgress,
} from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Mark, type MarkState } from '../controls/Mark.js';
import { useTrain } from '../state/context.js';
import { bytes, clock, count, fixed } from '../state/format.js';
import { LogPanel } from './LogPanel.js';
import { LossPanel } from './LossPanel.js';
import { MapsPanel } from './MapsPanel.js';
import { duration, shareOf } from './words.js';

export function RunView(): ReactElement {
  const run = useTrain((state) => state.runs.find(({ id }) => id === state.selected) ?? null);
  const loaded = useTrain((state) => state.loaded);
  if (run === null)
    return (
      <div className="train__blank">
        {loaded ? (
          <>
            <Mark state="new" size={28} />
            <h3>{text('trainPage.noRun')}</h3>
            <p className="t2">{text('trainPage.noRun.note')}</p>
          </>
        ) : null}
      </div>
    );
  return (
    <>
      <RunProgressPart run={run} />
      {run.kind === 'train' ? (
        <div className="train__mid">
          <LossPanel run={run} />
          <MapsPanel run={run} />
        </div>
      ) : null}
      <LogPanel run={run} />
    </>
  );
}

function RunProgressPart({ run }: { readonly run: RunSummary }): ReactElement {
  const progress = useTrain((state) => state.progress.get(run.id) ?? null);
  const live = run.state === 'running' || run.state === 'paused' ? progress : null;
  const stages = live?.stages ?? run.stages;
  const share = shareOf(run, live);
  const percent = fixed(share * 100, 0);
  const shown = run.kind === 'train' ? RUN_STAGES : (['evaluate', 'export'] as const);
  return (
    <section className="progress" aria-label={text('trainPage.progress')}>
      <ol className="stages" aria-label={text('trainPage.stages')}>
        {shown.map((name) => {
          const stage = stages.find((entry) => entry.stage === name);
          return stage ? (
            <Stage key={name} stage={stage} run={run} current={(live?.stage ?? null) === name} />
          ) : null;
        })}
      </ol>
      <div className="progress__line">
        <div
          className={`progress__bar progress__bar--${run.state}`}
          role="progressbar"
          aria-label={text('trainPage.progress')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <i style={{ width: `${(share * 100).toFixed(2)}%` }} />
        </div>
        <div className="progress__words">
          <span>{leftWords(run, live, percent)}</span>
          <span className={run.state === 'failed' ? 'train__bad' : ''}>
            {rightWords(run, live)}
          </span>
        </div>
      </div>
      <Eta run={run} live={live} />
    </section>
  );
}

function leftWords(run: RunSummary, live: RunProgress | null, percent: string): string {
  if (run.state === 'queued') return text('trainPage.waiting');
  if (run.state === 'running' && live?.etaSeconds != null)
    return text('trainPage.share', {
      share: percent,
      time: clock(new Date(Date.now() + live.etaSeconds * 1000).toISOString()),
    });
  return text('trainPage.shareOnly', { share: percent });
}

function rightWords(run: RunSummary, live: RunProgress | null): string {
  if (run.message !== '') return run.message;
  if (run.state === 'done') return text('trainPage.took', { time: duration(run.seconds) });
  const parts: string[] = [];
  if (live) parts.push(text('trainPage.peak', { memory: bytes(live.memoryBytes) }));
  if (run.kind === 'train' && run.state !== 'queued')
    parts.push(
      run.resumesFromEpoch === null
        ? text('trainPage.resumesNothing')
        : text('trainPage.resumesFrom', {
            epoch: run.resumesFromEpoch,
            stage: text(`trainPage.stage.${checkpointStage(run)}`).toLowerCase(),
          }),
    );
  return parts.join(', ');
}

/** A checkpoint lies in the stage that has begun last. */
function checkpointStage({ stages }: RunSummary): 'teacher' | 'student' {
  return stages.some(({ stage, done }) => stage === 'student' && done > 0) ? 'student' : 'teacher';
}

function Eta(props: { readonly run: RunSummary; readonly live: RunProgress | null }): ReactElement {
  const { run, live } = props;
  const eta = live?.etaSeconds ?? null;
  return (
    <p className="progress__eta">
      {run.state === 'done' || eta === null ? (
        <b>{duration(run.seconds)}</b>
      ) : (
        <>
          <b>{duration(eta)}</b> <span>{text('trainPage.left')}</span>
        </>
      )}
    </p>
  );
}

function Stage(props: {
  readonly stage: StageProgress;
  readonly run: RunSummary;
  readonly current: boolean;
}): ReactElement {
  const { stage, run, current } = props;
  const done = run.state === 'done' || (stage.total > 0 && stage.done >= stage.total);
  const share = done ? 1 : stage.total === 0 ? 0 : stage.done / stage.total;
  const mark: MarkState = done ? 'done' : current || share > 0 ? 'half' : 'new';
  return (
    <li className={`stage ${done ? 'stage--done' : current ? 'stage--current' : ''}`}>
      <span className="stage__bar">
        <i style={{ width: `${(share * 100).toFixed(1)}%` }} />
      </span>
      <Mark state={mark} />
      <span className="stage__name cut">
        <b>{text(`trainPage.stage.${stage.stage}`)}</b> {ofWords(stage, run)}
      </span>
      <span className="stage__time t3 s12">{timeWords(stage, done)}</span>
    </li>
  );
}

function ofWords({ stage, done, total }: StageProgress, run: RunSummary): string {
  if (stage === 'export') return run.kind === 'train' ? text('trainPage.of.export') : '';
  if (total === 0) return '';
  if (stage === 'features')
    return text('trainPage.of.features', { done: count(done), total: count(total) });
  if (stage === 'evaluate')
    return text(run.kind === 'train' ? 'trainPage.of.evaluate' : 'trainPage.of.models', {
      done: count(done),
      total: count(total),
    });
  const epochs = epochsOf(stage, run.config);
  return text('trainPage.of.epochs', {
    done: count(Math.floor((done / total) * epochs + 1e-9)),
    total: count(epochs),
  });
}

function epochsOf(stage: 'teacher' | 'student', config: DetectorConfig | null): number {
  if (!config) return 0;
  return stage === 'teacher' ? config.teacherEpochs : config.studentEpochs;
}

function timeWords({ seconds, remainingSeconds, total }: StageProgress, done: boolean): string {
  if (done || seconds > 0) return duration(seconds);
  if (remainingSeconds === null || total === 0) return '\u2013';
  return text('trainPage.about', { time: duration(remainingSeconds) });
}
