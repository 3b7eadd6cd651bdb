/** Shooting in spite of failed gates: a reason is required and stored with the sample. */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { Field } from '../controls/Field.js';
import { Mark } from '../controls/Mark.js';
import { useCamera, useCapture, useStudio, useUi } from '../state/context.js';
import { currentShutter, shoot } from '../state/shooting.js';
import { gateLimit, gateTitle, gateValue } from './gate-words.js';

const REASONS = ['shape', 'background', 'test', 'light'] as const;

export function OverrideDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const [reason, setReason] = useState('');
  // What failed when the dialog opened is what the reason is about.
  const [failed] = useState(() => {
    const state = currentShutter(studio);
    return state.kind === 'blocked' || state.kind === 'refused' ? state.failed : [];
  });
  const stillFails = useCapture(
    (state) => state.refused !== null || state.session?.gates.some((gate) => !gate.passed) === true,
  );
  const streaming = useCamera((state) => state.state?.status === 'streaming');
  const ready = streaming && reason.trim() !== '';
  const submit = (): void => {
    if (!ready) return;
    close('override');
    void shoot(studio, reason.trim());
  };
  return (
    <Dialog
      title={text('capture.override.title')}
      size="s"
      onClose={() => {
        close('override');
      }}
      footer={
        <>
          <Button
            onClick={() => {
              close('override');
            }}
          >
            {text('app.cancel')}
          </Button>
          <Button tone="primary" disabled={!ready} onClick={submit} keys="Enter">
            {text('capture.override.shoot')}
          </Button>
        </>
      }
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ul className="gates__list gates__list--boxed">
          {failed.map((gate) => (
            <li key={gate.name}>
              <Mark state="fail" label={text('app.mark.fail')} />
              <span className="gates__name">{gateTitle(gate.name)}</span>
              <span className="gates__value">{gateValue(gate)}</span>
              <span className="gates__limit">{gateLimit(gate)}</span>
            </li>
          ))}
        </ul>
        {streaming ? null : <p className="hint">{text('capture.override.noCamera')}</p>}
        {stillFails || !streaming ? null : (
          <p className="hint hint--pass">
            <Mark state="pass" />
            {text('capture.override.passesNow')}
          </p>
        )}
        <Field label={text('capture.override.reason')} hint={text('capture.override.hint')}>
          {(id) => (
            <input
              id={id}
              className="input"
              autoFocus
              required
              maxLength={500}
              autoComplete="off"
              value={reason}
              onChange={(event) => {
                setReason(event.target.value);
              }}
            />
          )}
        </Field>
        <div className="chips" role="group" aria-label={text('capture.override.common')}>
          {REASONS.map((name) => (
            <button
              key={name}
              type="button"
              className="chip"
              onClick={() => {
                setReason(text(`capture.override.reason.${name}`));
              }}
            >
              {text(`capture.override.reason.${name}`)}
            </button>
          ))}
        </div>
      </form>
    </Dialog>
  );
}
