/** Label, group, description and flags of the selected shapes (LabelMe's Ctrl E). */
import { useState, type ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import { Field, TextField } from '../../controls/Field.js';
import type { OpenSample } from '../../state/annotate.js';
import { useProject, useStudio } from '../../state/context.js';

export function PropertiesDialog({ open }: { readonly open: OpenSample }): ReactElement | null {
  const { annotator } = useStudio();
  const { editor } = open;
  const labels = useProject((state) => state.info?.project.labels) ?? [];
  const shape = editor.document.shapes.find(({ id }) => editor.selection.has(id));
  const [label, setLabel] = useState(shape?.label ?? '');
  const [group, setGroup] = useState(shape?.groupId?.toString() ?? '');
  const [description, setDescription] = useState(shape?.description ?? '');
  const [flags, setFlags] = useState(
    Object.entries(shape?.flags ?? {})
      .filter(([, on]) => on)
      .map(([flag]) => flag)
      .join(', '),
  );
  if (!shape) return null;
  const close = (): void => {
    annotator.patch({ dialog: null });
  };
  const badGroup = group.trim() !== '' && !/^-?\d{1,9}$/.test(group.trim());
  const apply = (): void => {
    if (badGroup || label.trim() === '') return;
    const kept = flags
      .split(',')
      .map((flag) => flag.trim())
      .filter((flag) => flag !== '');
    editor.edit('properties', {
      label: label.trim(),
      groupId: group.trim() === '' ? null : Number(group.trim()),
      description,
      flags: {
        // A flag that was there and is not listed any more is off, not gone: readers may expect it.
        ...Object.fromEntries(Object.keys(shape.flags).map((flag) => [flag, false])),
        ...Object.fromEntries(kept.map((flag) => [flag, true])),
      },
    });
    close();
  };
  return (
    <Dialog
      title={text('annotate.properties.title')}
      size="s"
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{text('app.cancel')}</Button>
          <Button tone="primary" disabled={badGroup || label.trim() === ''} onClick={apply}>
            {text('app.save')}
          </Button>
        </>
      }
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <Field label={text('annotate.properties.label')}>
          {(id) => (
            <>
              <input
                id={id}
                className="input"
                list={`${id}-labels`}
                value={label}
                maxLength={256}
                autoComplete="off"
                onChange={(event) => {
                  setLabel(event.target.value);
                }}
              />
              <datalist id={`${id}-labels`}>
                {labels.map(({ name }) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <TextField
          label={text('annotate.properties.group')}
          value={group}
          onChange={setGroup}
          hint={text('annotate.properties.groupHint')}
          error={badGroup ? text('annotate.properties.groupBad') : undefined}
        />
        <TextField
          label={text('annotate.properties.description')}
          value={description}
          onChange={setDescription}
          maxLength={2000}
        />
        <TextField label={text('annotate.properties.flags')} value={flags} onChange={setFlags} />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
