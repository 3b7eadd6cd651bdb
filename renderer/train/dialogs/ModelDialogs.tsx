/** Renames or deletes the model of the run in sight. */
import { useState, type ReactElement } from 'react';
import { nameSchema } from '../../../core/contract/schema/sample.js';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import { TextField } from '../../controls/Field.js';
import { useStudio, useTrain, useUi } from '../../state/context.js';
import { attempt } from '../../state/studio.js';
import { modelOf } from '../words.js';

function useModelName(): string | null {
  return useTrain(
    (state) =>
      modelOf(state.runs.find(({ id }) => id === state.selected) ?? null, state.models)?.name ??
      null,
  );
}

export function RenameModelDialog(): ReactElement | null {
  const studio = useStudio();
  const name = useModelName();
  const { close } = useUi((state) => state.actions);
  const [to, setTo] = useState(name ?? '');
  const taken = useTrain((state) => state.models.some((model) => model.name === to));
  const shut = (): void => {
    close('rename-model');
  };
  const wrong = !nameSchema.safeParse(to).success;
  const rename = (): void => {
    if (name === null || wrong || taken) return;
    shut();
    void attempt(studio, studio.link.call('models.rename', { name, to }));
  };
  if (name === null) return null;
  return (
    <Dialog
      title={text('trainPage.model.renameTitle', { name })}
      size="s"
      onClose={shut}
      footer={
        <>
          <Button onClick={shut}>{text('app.cancel')}</Button>
          <Button tone="primary" disabled={wrong || taken} onClick={rename}>
            {text('trainPage.model.rename')}
          </Button>
        </>
      }
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          rename();
        }}
      >
        <TextField
          label={text('trainPage.model.newName')}
          value={to}
          maxLength={64}
          autoFocus
          onChange={setTo}
          error={
            wrong
              ? text('trainPage.model.badName')
              : taken && to !== name
                ? text('trainPage.model.taken')
                : undefined
          }
        />
      </form>
    </Dialog>
  );
}

export function RemoveModelDialog(): ReactElement | null {
  const studio = useStudio();
  const name = useModelName();
  const { close } = useUi((state) => state.actions);
  const shut = (): void => {
    close('remove-model');
  };
  if (name === null) return null;
  return (
    <Dialog
      title={text('trainPage.model.removeTitle', { name })}
      size="s"
      onClose={shut}
      footer={
        <>
          <Button onClick={shut}>{text('app.cancel')}</Button>
          <Button
            tone="danger"
            onClick={() => {
              shut();
              void attempt(studio, studio.link.call('models.remove', { name }));
            }}
          >
            {text('trainPage.model.remove')}
          </Button>
        </>
      }
    >
      <p className="t2">{text('trainPage.model.removeNote')}</p>
    </Dialog>
  );
}
