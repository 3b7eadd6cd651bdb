/** The shelf of backbones and the engines: which are here, and how to add one. */
import type { ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import { Mark } from '../../controls/Mark.js';
import { useTrain, useUi } from '../../state/context.js';

export function BackboneDialog(): ReactElement {
  const setup = useTrain((state) => state.setup);
  const { close } = useUi((state) => state.actions);
  const shut = (): void => {
    close('backbones');
  };
  return (
    <Dialog
      title={text('trainPage.backbones')}
      size="m"
      onClose={shut}
      footer={
        <Button tone="primary" onClick={shut}>
          {text('app.close')}
        </Button>
      }
    >
      <ul className="shelf">
        {setup?.backbones.map(({ name, available, reason, path }) => (
          <li key={name}>
            <Mark state={available ? 'pass' : 'warn'} />
            <b>{name}</b>
            <span className="t2">{available ? path : reason}</span>
          </li>
        ))}
        {setup?.engines.map(({ name, available, reason, version }) => (
          <li key={name}>
            <Mark state={available ? 'pass' : 'warn'} />
            <b>{text(`trainPage.engine.${name}`)}</b>
            <span className="t2">{available ? version : reason}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
