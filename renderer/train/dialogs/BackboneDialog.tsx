/** The shelf of backbones and the engines: which are here, and how to add one. */
import { useState, type ReactElement } from 'react';
import type { BackboneName } from '../../../core/contract/schema/detector.js';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import { TextField } from '../../controls/Field.js';
import { Mark } from '../../controls/Mark.js';
import { Select } from '../../controls/Select.js';
import { useStudio, useTrain, useUi } from '../../state/context.js';
import { addBackbone } from '../training.js';

export function BackboneDialog(): ReactElement {
  const setup = useTrain((state) => state.setup);
  const { close } = useUi((state) => state.actions);
  const shut = (): void => {
    close('backbones');
  };
  const used = setup?.engines.find(({ available }) => available)?.name;
  return (
    <Dialog
      title={text('trainPage.backbones')}
      size="l"
      onClose={shut}
      footer={
        <Button tone="primary" onClick={shut}>
          {text('app.close')}
        </Button>
      }
    >
      <h3>{text('trainPage.shelf.backbones')}</h3>
      <ul className="shelf">
        {setup?.backbones.map(({ name, available, reason, path }) => (
          <li key={name}>
            <Mark state={available ? 'pass' : 'warn'} />
            <b>{name}</b>
            <span className="t2">
              {available ? text('trainPage.shelf.here', { path }) : reason}
            </span>
          </li>
        ))}
      </ul>
      <p className="t2 shelf__note">{text('trainPage.shelf.note')}</p>
      <AddBackbone />
      <h3>{text('trainPage.shelf.engines')}</h3>
      <ul className="shelf">
        {setup?.engines.map(({ name, available, reason, version }) => (
          <li key={name}>
            <Mark state={available ? 'pass' : 'warn'} />
            <b>{text(`trainPage.engine.${name}`)}</b>
            <span className="t2">
              {available ? version : reason}
              {name === used ? ` (${text('trainPage.shelf.used')})` : ''}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function AddBackbone(): ReactElement {
  const studio = useStudio();
  const setup = useTrain((state) => state.setup);
  const missing = setup?.backbones.find(({ available }) => !available)?.name;
  const [name, setName] = useState<BackboneName>(missing ?? 'efficientnet-b5');
  const [file, setFile] = useState('');
  const [busy, setBusy] = useState(false);
  const add = (): void => {
    if (busy || file.trim() === '') return;
    setBusy(true);
    void addBackbone(studio, name, file.trim()).finally(() => {
      setBusy(false);
    });
  };
  return (
    <form
      className="form shelf__form"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Select
        label={text('trainPage.shelf.which')}
        value={name}
        options={(setup?.backbones ?? []).map((entry) => ({
          value: entry.name,
          label: entry.name,
        }))}
        onChange={setName}
      />
      <TextField
        label={text('trainPage.shelf.file')}
        mono
        value={file}
        onChange={setFile}
        hint={text('trainPage.shelf.fileHint')}
      />
      <Button submit disabled={busy || file.trim() === ''} onClick={() => undefined}>
        {busy ? text('trainPage.shelf.adding', { name }) : text('trainPage.shelf.add')}
      </Button>
    </form>
  );
}
