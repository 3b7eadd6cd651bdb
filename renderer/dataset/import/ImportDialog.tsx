/** Import: choose, look, answer, run. */
import type { ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Dialog } from '../../controls/Dialog.js';
import { useUi } from '../../state/context.js';

export function ImportDialog(): ReactElement {
  const { close } = useUi((state) => state.actions);
  return (
    <Dialog
      title={text('dataset.import')}
      onClose={() => {
        close('import');
      }}
    >
      <p className="empty">{text('app.loading')}</p>
    </Dialog>
  );
}
