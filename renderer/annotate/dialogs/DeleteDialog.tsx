/** Asks before all shapes of a sample are deleted; the picture stays. */
import type { ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import type { OpenSample } from '../../state/annotate.js';
import { useStudio } from '../../state/context.js';
import { sampleName } from '../queue-model.js';

export function DeleteDialog({ open }: { readonly open: OpenSample }): ReactElement {
  const { annotator } = useStudio();
  const { sample } = open.data;
  const close = (): void => {
    annotator.patch({ dialog: null });
  };
  return (
    <Dialog
      title={text('annotate.delete.title', { sample: `${sample.category} ${sampleName(sample)}` })}
      size="s"
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{text('app.cancel')}</Button>
          <Button
            tone="danger"
            icon="trash"
            onClick={() => {
              open.editor.deleteAll();
              close();
            }}
          >
            {text('annotate.delete.delete')}
          </Button>
        </>
      }
    >
      <p>{text('annotate.delete.text')}</p>
    </Dialog>
  );
}
