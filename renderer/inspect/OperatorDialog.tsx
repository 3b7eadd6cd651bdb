/** A verdict needs a name: asked once, before the first one, which is then kept. */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { TextField } from '../controls/Field.js';

import { useStudio, useUi } from '../state/context.js';
import { setPreferences } from '../state/set-preferences.js';
import { confirm } from './deciding.js';

export function OperatorDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const [name, setName] = useState('');
  const given = name.trim();
  return (
    <Dialog
      title={text('inspect.operator.title')}
      size="s"
      onClose={() => {
        close('operator');
      }}
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (given === '') return;
          close('operator');
          void setPreferences(studio, { operator: given }).then(() => confirm(studio));
        }}
      >
        <TextField
          label={text('app.operator')}
          value={name}
          maxLength={80}
          hint={text('inspect.operator.note')}
          onChange={setName}
        />
        <Button tone="primary" submit disabled={given === ''} onClick={() => undefined}>
          {text('inspect.operator.go')}
        </Button>
      </form>
    </Dialog>
  );
}
