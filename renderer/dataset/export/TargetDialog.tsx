/** Where to export to: a folder chosen by browsing, and a name in it. */
import { useState, type ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import { TextField } from '../../controls/Field.js';
import { FolderPicker } from '../../shell/FolderPicker.js';

export function TargetDialog(props: {
  readonly path: string;
  readonly onClose: () => void;
  readonly onChoose: (path: string) => void;
}): ReactElement {
  const slash = props.path.includes('\\') ? '\\' : '/';
  const parts = props.path.split(/[\\/]/);
  const [name, setName] = useState(parts.at(-1) ?? '');
  const [folder, setFolder] = useState<{ path: string; writable: boolean } | null>(null);
  const start = parts.slice(0, -1).join(slash);
  const full = folder ? `${folder.path.replace(/[\\/]$/, '')}${slash}${name.trim()}` : '';
  return (
    <Dialog
      title={text('export.target.title')}
      onClose={props.onClose}
      footer={
        <>
          <span className="t3 s12 cut">{full}</span>
          <span className="grow" />
          <Button onClick={props.onClose}>{text('app.cancel')}</Button>
          <Button
            tone="primary"
            disabled={folder?.writable !== true || name.trim() === '' || /[\\/]/.test(name)}
            onClick={() => {
              props.onChoose(full);
            }}
          >
            {text('export.target.choose')}
          </Button>
        </>
      }
    >
      <div className="form">
        <FolderPicker
          start={start === '' ? null : start}
          show={['folder']}
          onFolder={(listing) => {
            setFolder({ path: listing.path, writable: listing.writable });
          }}
        />
        <TextField
          label={text('export.target.name')}
          hint={text('export.target.hint')}
          error={folder?.writable === false ? text('folders.notWritable') : undefined}
          value={name}
          onChange={setName}
        />
      </div>
    </Dialog>
  );
}
