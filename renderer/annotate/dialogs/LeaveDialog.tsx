/** The sample cannot be saved and was to be left: it stays, unless the user gives up what is drawn. */
import type { ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import type { OpenSample, Stuck } from '../../state/annotate.js';
import { useStudio } from '../../state/context.js';
import { downloadCopy } from '../finish.js';
import { sampleName } from '../queue-model.js';

export function LeaveDialog(props: {
  readonly open: OpenSample;
  readonly stuck: Stuck;
}): ReactElement {
  const studio = useStudio();
  const { annotator } = studio;
  const { sample } = props.open.data;
  const { message, hint } = props.stuck;
  const stay = (): void => {
    annotator.patch({ stuck: null });
  };
  return (
    <Dialog
      title={text('annotate.leave.title', { sample: `${sample.category} ${sampleName(sample)}` })}
      onClose={stay}
      footer={
        <>
          <Button
            tone="danger"
            onClick={() => {
              void annotator.leaveUnsaved();
            }}
          >
            {text('annotate.leave.leave')}
          </Button>
          <span className="grow" />
          <Button
            onClick={() => {
              void downloadCopy(studio);
            }}
          >
            {text('annotate.leave.copy')}
          </Button>
          <Button
            onClick={() => {
              void annotator.retryLeaving();
            }}
          >
            {text('annotate.leave.retry')}
          </Button>
          <Button tone="primary" onClick={stay}>
            {text('annotate.leave.stay')}
          </Button>
        </>
      }
    >
      <p>
        <b>{message}</b> {hint}
      </p>
      <p>{text('annotate.leave.text')}</p>
    </Dialog>
  );
}
