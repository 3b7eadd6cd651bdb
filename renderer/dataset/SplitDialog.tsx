/** Splits proposed by seed and ratios, seen before they are applied. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Dialog } from '../controls/Dialog.js';
import { useUi } from '../state/context.js';

export function SplitDialog(): ReactElement {
  const { close } = useUi((state) => state.actions);
  return (
    <Dialog
      title={text('dataset.splits')}
      onClose={() => {
        close('split');
      }}
    >
      <p className="empty">{text('app.loading')}</p>
    </Dialog>
  );
}
