/** What the studio found on this machine: camera library, USB, permissions; each with its remedy. */
import { useCallback, useEffect, useState, type ReactElement } from 'react';
import type { Check, MethodOutput } from '../../core/contract/methods.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Mark, type MarkState } from '../controls/Mark.js';
import { useStudio } from '../state/context.js';
import { attempt } from '../state/studio.js';

const MARKS = { pass: 'pass', warn: 'warn', fail: 'fail', info: 'off' } as const satisfies Record<
  Check['state'],
  MarkState
>;

export function DoctorSection(): ReactElement {
  const studio = useStudio();
  const [checks, setChecks] = useState<readonly Check[] | null>(null);
  const [info, setInfo] = useState<MethodOutput<'app.info'> | null>(null);
  const run = useCallback(() => {
    setChecks(null);
    void attempt(studio, studio.link.call('app.doctor', {})).then((answer) => {
      setChecks(answer?.checks ?? []);
    });
    void attempt(studio, studio.link.call('app.info', {})).then((answer) => {
      if (answer) setInfo(answer);
    });
  }, [studio]);
  useEffect(run, [run]);
  return (
    <div className="rows">
      {info ? (
        <dl className="facts">
          <div>
            <dt>{text('settings.doctor.version')}</dt>
            <dd>{`${info.version}, ${info.platform}`}</dd>
          </div>
          <div>
            <dt>{text('settings.doctor.sdk')}</dt>
            <dd>{info.sdk ? `${info.sdk.version}, ${info.sdk.path}` : info.sdkReason}</dd>
          </div>
        </dl>
      ) : null}
      {checks === null ? (
        <p className="empty" role="status">
          <span className="spinner" aria-hidden="true" />
          {text('settings.doctor.running')}
        </p>
      ) : (
        <ul className="checks">
          {checks.map((check) => (
            <li key={`${check.name} ${check.message}`}>
              <Mark
                state={MARKS[check.state]}
                size={16}
                label={text(`settings.doctor.${check.state}`)}
              />
              <div>
                <b>{check.name}</b>
                <p>{check.message}</p>
                {check.remedy === '' ? null : <p className="t2">{check.remedy}</p>}
              </div>
            </li>
          ))}
        </ul>
      )}
      <Button icon="retake" disabled={checks === null} onClick={run}>
        {text('settings.doctor.again')}
      </Button>
    </div>
  );
}
