/** The run in sight: its state, what it is, and what can be done with it now. */
import type { ReactElement } from 'react';
import type { RunSummary } from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { useStudio, useTrain, useUi } from '../state/context.js';
import { clock, day } from '../state/format.js';
import { TRAIN_VIEWS } from '../state/train.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { evaluate, inspectWith, openReport, pauseOrResume, saveTables } from './training.js';
import { isOver, modelOf, runName, runWhat, STATE_MARK } from './words.js';

export function RunHead(): ReactElement {
  const run = useTrain((state) => state.runs.find(({ id }) => id === state.selected) ?? null);
  const view = useTrain((state) => state.view);
  const checked = useTrain((state) => state.checked.size);
  const { set } = useTrain((state) => state.actions);
  return (
    <header className="toolbar train__head">
      {run === null ? (
        <h2>{text('trainPage.noRun')}</h2>
      ) : (
        <>
          <span className={`tag train__state train__state--${run.state}`}>
            <Mark state={STATE_MARK[run.state]} size={12} />
            {text(`trainPage.state.${run.state}`)}
          </span>
          <h2 className="cut train__name">{runName(run)}</h2>
          <span className="t2 cut">{runWhat(run)}</span>
        </>
      )}
      <span className="grow" />
      {run === null ? null : <RunButtons run={run} />}
      <SegmentedControl
        label={text('trainPage.view')}
        value={view}
        options={TRAIN_VIEWS.map((value) => ({
          value,
          label: text(`trainPage.view.${value}`, { count: checked }).trim(),
        }))}
        onChange={(value) => {
          set({ view: value });
        }}
      />
    </header>
  );
}

function RunButtons({ run }: { readonly run: RunSummary }): ReactElement {
  const studio = useStudio();
  const open = useUi((state) => state.actions.open);
  const model = useTrain((state) => modelOf(run, state.models));
  const keyOf = useKeyOf();
  const goesOn = !isOver(run.state);
  const canResume = ['paused', 'interrupted', 'failed', 'cancelled'].includes(run.state);
  const resume =
    run.state !== 'paused' && run.resumesFromEpoch !== null
      ? text('trainPage.resumeFrom', { epoch: run.resumesFromEpoch })
      : text('trainPage.resume');
  return (
    <>
      <span className="t3 s12 nowrap train__when">
        {text(run.createdBy === '' ? 'trainPage.startedNobody' : 'trainPage.started', {
          time: `${day(run.createdAt)} ${clock(run.createdAt)}`,
          by: run.createdBy,
        })}
      </span>
      {run.state === 'running' ? (
        <Button
          icon="freeze"
          keys={keyOf('trainPause')}
          onClick={() => {
            void pauseOrResume(studio, run);
          }}
        >
          {text('trainPage.pause')}
        </Button>
      ) : null}
      {canResume ? (
        <Button
          icon="play"
          keys={keyOf('trainPause')}
          onClick={() => {
            void pauseOrResume(studio, run);
          }}
        >
          {resume}
        </Button>
      ) : null}
      {goesOn ? (
        <Button
          icon="stop"
          onClick={() => {
            open('cancel-run');
          }}
        >
          {text('trainPage.cancel')}
        </Button>
      ) : null}
      {run.state === 'done' && run.kind === 'train' && model !== null ? (
        <>
          <Button
            icon="search"
            disabled={!model.hasOnnx}
            onClick={() => {
              inspectWith(studio, model.name);
            }}
          >
            {text('trainPage.use')}
          </Button>
          <Button
            icon="gate"
            keys={keyOf('trainEvaluate')}
            onClick={() => {
              void evaluate(studio);
            }}
          >
            {text('trainPage.evaluate')}
          </Button>
        </>
      ) : null}
      {run.hasReport ? (
        <>
          <Button
            icon="save"
            onClick={() => {
              void saveTables(studio, run.id);
            }}
          >
            {text('trainPage.csv')}
          </Button>
          <Button
            icon="file"
            tone="primary"
            keys={keyOf('trainReport')}
            onClick={() => {
              void openReport(studio, run.id);
            }}
          >
            {text('trainPage.report')}
          </Button>
        </>
      ) : null}
      {goesOn ? null : (
        <IconButton
          label={text('trainPage.remove')}
          icon="trash"
          tone="ghost"
          onClick={() => {
            open('remove-run');
          }}
        />
      )}
    </>
  );
}
