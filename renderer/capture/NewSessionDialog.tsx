/** Asks before a new session begins: what the next shots are compared with is set anew by its first. */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { useStudio, useUi } from '../state/context.js';
import { fixed } from '../state/format.js';
import { startSession } from '../state/shooting.js';

export function NewSessionDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  // As it was when the dialog opened: the number must not change while it is read.
  const [moved] = useState(() => {
    const gate = studio.capture.getState().session?.gates.find((row) => row.name === 'rigMoved');
    return gate?.passed === false ? gate.value : null;
  });
  return (
    <Dialog
      title={text('capture.newSession.title')}
      size="s"
      onClose={() => {
        close('new-session');
      }}
      footer={
        <>
          <Button
            onClick={() => {
              close('new-session');
            }}
          >
            {text('app.cancel')}
          </Button>
          <Button
            tone="primary"
            onClick={() => {
              close('new-session');
              void startSession(studio);
            }}
          >
            {text('capture.newSession.start')}
          </Button>
        </>
      }
    >
      {moved === null ? null : (
        <p>{text('capture.newSession.moved', { moved: fixed(moved, 1) })}</p>
      )}
      <p>{text('capture.newSession.text')}</p>
    </Dialog>
  );
}
