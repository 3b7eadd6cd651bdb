/** Asks before a run is cancelled or removed. */
import type { ReactElement } from 'react';
import { text, type TextKey } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import { useStudio, useTrain, useUi } from '../../state/context.js';
import { cancelRun, removeRun } from '../training.js';
import { runName } from '../words.js';

export function CancelRunDialog(): ReactElement | null {
  const studio = useStudio();
  return (
    <Ask
      dialog="cancel-run"
      heading="trainPage.cancel.title"
      note="trainPage.cancel.note"
      keep="trainPage.cancel.keep"
      sure="trainPage.cancel.sure"
      onSure={(id) => {
        void cancelRun(studio, id);
      }}
    />
  );
}

export function RemoveRunDialog(): ReactElement | null {
  const studio = useStudio();
  return (
    <Ask
      dialog="remove-run"
      heading="trainPage.remove.title"
      note="trainPage.remove.note"
      keep="app.cancel"
      sure="trainPage.remove.sure"
      onSure={(id) => {
        void removeRun(studio, id);
      }}
    />
  );
}

function Ask(props: {
  readonly dialog: 'cancel-run' | 'remove-run';
  readonly heading: TextKey;
  readonly note: TextKey;
  readonly keep: TextKey;
  readonly sure: TextKey;
  readonly onSure: (id: string) => void;
}): ReactElement | null {
  const run = useTrain((state) => state.runs.find(({ id }) => id === state.selected) ?? null);
  const { close } = useUi((state) => state.actions);
  const shut = (): void => {
    close(props.dialog);
  };
  if (run === null) return null;
  return (
    <Dialog
      title={text(props.heading)}
      size="s"
      onClose={shut}
      footer={
        <>
          <Button onClick={shut}>{text(props.keep)}</Button>
          <Button
            tone="danger"
            onClick={() => {
              shut();
              props.onSure(run.id);
            }}
          >
            {text(props.sure)}
          </Button>
        </>
      }
    >
      <p>
        <b>{runName(run)}</b>
      </p>
      <p className="t2">{text(props.note)}</p>
    </Dialog>
  );
}
