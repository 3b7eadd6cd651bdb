/** The loss of the student per scale, or of the teacher, while it is made. */
import { useState, type ReactElement } from 'react';
import type { EpochRecord, RunSummary } from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { useTrain } from '../state/context.js';
import { CurvePlot, type Curve } from './CurvePlot.js';
import { useSize } from './useSize.js';

type Stage = 'student' | 'teacher';
const NONE: readonly EpochRecord[] = [];

export function LossPanel({ run }: { readonly run: RunSummary }): ReactElement {
  const epochs = useTrain((state) => (state.detail?.id === run.id ? state.detail.epochs : NONE));
  const [chosen, setChosen] = useState<Stage | null>(null);
  const hasStudent = epochs.some(({ stage }) => stage === 'student');
  const stage = chosen ?? (hasStudent || epochs.length === 0 ? 'student' : 'teacher');
  const { box, width, height } = useSize<HTMLDivElement>();
  const curves = curvesOf(epochs, stage, run.config?.scales ?? []);
  const total = (stage === 'teacher' ? run.config?.teacherEpochs : run.config?.studentEpochs) ?? 1;
  const last = epochs.filter((record) => record.stage === stage).at(-1);
  const inStage = hasStudent === (stage === 'student');
  return (
    <section className="loss" aria-label={text('trainPage.loss')}>
      <header className="panel__head">
        <h2>{text('trainPage.loss')}</h2>
        <span className="t3 s12 cut">
          {text(stage === 'teacher' ? 'trainPage.loss.teacherNote' : 'trainPage.loss.studentNote')}
        </span>
        <span className="grow" />
        <SegmentedControl
          size="s"
          label={text('trainPage.loss')}
          value={stage}
          options={(['teacher', 'student'] as const).map((value) => ({
            value,
            label: text(`trainPage.loss.${value}`),
          }))}
          onChange={setChosen}
        />
      </header>
      <div className="loss__plot" ref={box}>
        {curves.length === 0 ? (
          <p className="t3 s12 loss__none">{text('trainPage.loss.none')}</p>
        ) : width > 0 && height > 0 ? (
          <CurvePlot
            width={width}
            height={height}
            curves={curves}
            epochs={total}
            scale={stage === 'teacher' ? 'linear' : 'log'}
            label={text(`trainPage.loss.${stage}`)}
            checkpoint={
              inStage && run.state !== 'done' && (run.resumesFromEpoch ?? 0) <= (last?.epoch ?? 0)
                ? run.resumesFromEpoch
                : null
            }
          />
        ) : null}
      </div>
    </section>
  );
}

export function curvesOf(
  epochs: readonly EpochRecord[],
  stage: Stage,
  scales: readonly number[],
): Curve[] {
  const records = epochs.filter((record) => record.stage === stage);
  if (records.length === 0) return [];
  if (stage === 'teacher')
    return [
      {
        key: 'teacher',
        name: text('trainPage.loss.teacher'),
        points: records.map(({ epoch, loss }) => [epoch, loss]),
      },
    ];
  return scales.map((scale, i) => ({
    key: String(scale),
    name: text('trainPage.loss.scale', { scale }),
    points: records.map(({ epoch, scaleLosses, loss }) => [epoch, scaleLosses[i] ?? loss]),
  }));
}
