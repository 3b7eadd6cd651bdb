/** A note on a sample: kept beside it, shown on its tile. */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { Field } from '../controls/Field.js';
import { selectedSample } from '../state/commands.js';
import { useStudio, useUi } from '../state/context.js';
import { index } from '../state/format.js';
import { attempt } from '../state/studio.js';

export function NoteDialog(): ReactElement | null {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const [sample] = useState(() => selectedSample(studio));
  const [note, setNote] = useState(sample?.note ?? '');
  if (!sample) return null;
  const save = (): void => {
    close('note');
    void attempt(studio, studio.link.call('samples.note', { id: sample.id, note: note.trim() }));
  };
  return (
    <Dialog
      title={text('capture.note.title', { name: `${sample.anomaly} ${index(sample.index)}` })}
      size="s"
      onClose={() => {
        close('note');
      }}
      footer={
        <>
          <Button
            onClick={() => {
              close('note');
            }}
          >
            {text('app.cancel')}
          </Button>
          <Button tone="primary" onClick={save} keys="Ctrl+Enter">
            {text('app.save')}
          </Button>
        </>
      }
    >
      <Field label={text('capture.note.label')} hint={text('capture.note.hint')}>
        {(id) => (
          <textarea
            id={id}
            className="input input--area"
            rows={4}
            maxLength={2000}
            autoFocus
            value={note}
            onChange={(event) => {
              setNote(event.target.value);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && event.ctrlKey) save();
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
