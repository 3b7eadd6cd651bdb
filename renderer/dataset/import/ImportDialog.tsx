/** The import wizard: choose, say what the folders mean, look, answer, run. */
import { useState, type ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import { Mark } from '../../controls/Mark.js';
import { useDataset, useUi } from '../../state/context.js';
import { count } from '../../state/format.js';
import { AnswerStep } from './AnswerStep.js';
import { ChooseStep } from './ChooseStep.js';
import { LookStep } from './LookStep.js';
import { MapStep } from './MapStep.js';
import { RunStep } from './RunStep.js';
import { IMPORT_STEPS, useImport, type ImportStep, type ImportWizard } from './useImport.js';

export function ImportDialog(): ReactElement {
  const { close } = useUi((state) => state.actions);
  const wizard = useImport();
  const [path, setPath] = useState<string | null>(null);
  const shut = (): void => {
    close('import');
  };
  return (
    <Dialog
      title={text('import.title')}
      size="xl"
      onClose={shut}
      footer={<Foot wizard={wizard} path={path} onClose={shut} />}
    >
      <div className="wizard">
        <Steps wizard={wizard} />
        {wizard.error ? (
          <p className="hint hint--fail wizard__error" role="alert">
            <Mark state="fail" />
            <span>
              {wizard.error.message}
              {wizard.error.hint === '' ? null : (
                <span className="hint__detail">{wizard.error.hint}</span>
              )}
            </span>
          </p>
        ) : null}
        <div className={`wizard__body wizard__body--${wizard.step}`}>
          <Body wizard={wizard} onPath={setPath} path={path} />
        </div>
      </div>
    </Dialog>
  );
}

function Body(props: {
  readonly wizard: ImportWizard;
  readonly path: string | null;
  readonly onPath: (path: string | null) => void;
}): ReactElement | null {
  const { wizard } = props;
  switch (wizard.step) {
    case 'choose':
      return <ChooseStep wizard={wizard} path={props.path} onPath={props.onPath} />;
    case 'map':
      return wizard.scan ? <MapStep wizard={wizard} scan={wizard.scan} /> : null;
    case 'look':
      return wizard.scan ? <LookStep wizard={wizard} scan={wizard.scan} /> : null;
    case 'answer':
      return wizard.scan ? <AnswerStep wizard={wizard} scan={wizard.scan} /> : null;
    case 'run':
      return <RunStep report={wizard.report} />;
  }
}

function Steps(props: { readonly wizard: ImportWizard }): ReactElement {
  const { wizard } = props;
  const shown = IMPORT_STEPS.filter((step) => step !== 'map' || wizard.scan?.mapping != null);
  const at = shown.indexOf(wizard.step);
  const reachable = (step: ImportStep): boolean =>
    wizard.step !== 'run' && step !== 'run' && (step === 'choose' || wizard.scan !== null);
  return (
    <ol className="wizard__steps" aria-label={text('import.steps')}>
      {shown.map((step, i) => (
        <li
          key={step}
          className={i === at ? 'wizard__step--on' : i < at ? 'wizard__step--past' : ''}
          aria-current={i === at ? 'step' : undefined}
        >
          <button
            type="button"
            disabled={!reachable(step)}
            onClick={() => {
              wizard.go(step);
            }}
          >
            <span className="wizard__number" aria-hidden="true">
              {i + 1}
            </span>
            {text(`import.step.${step}`)}
          </button>
        </li>
      ))}
    </ol>
  );
}

function Foot(props: {
  readonly wizard: ImportWizard;
  readonly path: string | null;
  readonly onClose: () => void;
}): ReactElement {
  const { wizard, path } = props;
  const progress = useDataset((state) => state.importProgress);
  const { summary } = wizard;
  const running = wizard.step === 'run' && (progress === null || progress.state === 'running');
  return (
    <>
      <span className="t3 s12 cut">
        {wizard.step === 'choose'
          ? (path ?? '')
          : wizard.step === 'run' || summary === null
            ? ''
            : text('import.summary', {
                samples: count(summary.samples),
                groups: count(summary.groups),
              })}
      </span>
      {wizard.step === 'answer' && summary !== null && summary.open > 0 ? (
        <span className="s12 wizard__open">
          <Mark state="unsure" />
          {text('import.open', {
            count: count(summary.open),
          })}
        </span>
      ) : null}
      <span className="grow" />
      {wizard.step === 'choose' ? (
        <>
          {wizard.scanning ? (
            <Button onClick={wizard.stopReading}>{text('app.cancel')}</Button>
          ) : (
            <Button onClick={props.onClose}>{text('app.cancel')}</Button>
          )}
          <Button
            tone="primary"
            disabled={path === null || wizard.scanning}
            onClick={() => {
              if (path !== null) wizard.read(path, null);
            }}
          >
            {text(wizard.scanning ? 'import.reading' : 'import.read')}
          </Button>
        </>
      ) : null}
      {wizard.step === 'map' ? (
        <Button
          onClick={() => {
            wizard.go('choose');
          }}
        >
          {text('import.back')}
        </Button>
      ) : null}
      {wizard.step === 'look' ? (
        <>
          <Button
            onClick={() => {
              wizard.go(wizard.scan?.mapping == null ? 'choose' : 'map');
            }}
          >
            {text('import.back')}
          </Button>
          <Button
            tone="primary"
            disabled={(summary?.samples ?? 0) === 0}
            onClick={() => {
              wizard.go('answer');
            }}
          >
            {text('import.next')}
          </Button>
        </>
      ) : null}
      {wizard.step === 'answer' ? (
        <>
          <Button
            onClick={() => {
              wizard.go('look');
            }}
          >
            {text('import.back')}
          </Button>
          <Button
            tone="primary"
            icon="importIn"
            disabled={summary === null || summary.open > 0 || summary.samples === 0}
            onClick={wizard.run}
          >
            {text('import.run', {
              count: count(summary?.samples ?? 0),
            })}
          </Button>
        </>
      ) : null}
      {wizard.step === 'run' ? (
        running ? (
          <>
            <Button onClick={props.onClose}>{text('import.background')}</Button>
            <Button tone="danger" onClick={wizard.cancel}>
              {text('import.cancel')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={wizard.restart}>{text('import.more')}</Button>
            <ShowButton wizard={wizard} onClose={props.onClose} />
          </>
        )
      ) : null}
    </>
  );
}

function ShowButton(props: {
  readonly wizard: ImportWizard;
  readonly onClose: () => void;
}): ReactElement {
  const { showOnly, setImportJob } = useDataset((state) => state.actions);
  const samples = props.wizard.report?.samples ?? [];
  return samples.length > 0 ? (
    <Button
      tone="primary"
      onClick={() => {
        showOnly(
          text('import.shown'),
          samples.map(({ id }) => id),
        );
        setImportJob(null);
        props.onClose();
      }}
    >
      {text('import.show', { count: count(samples.length) })}
    </Button>
  ) : (
    <Button
      tone="primary"
      onClick={() => {
        setImportJob(null);
        props.onClose();
      }}
    >
      {text('app.close')}
    </Button>
  );
}
