/** The file was changed by another program: mine, theirs, or both. Closing it decides nothing. */
import type { ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import type { Conflict, OpenSample } from '../../state/annotate.js';
import { useStudio } from '../../state/context.js';
import { clock } from '../../state/format.js';
import { sampleName } from '../queue-model.js';

export function ConflictDialog(props: {
  readonly open: OpenSample;
  readonly conflict: Conflict;
}): ReactElement {
  const { annotator } = useStudio();
  const { open, conflict } = props;
  const { sample } = open.data;
  return (
    <Dialog
      title={text('annotate.conflict.title')}
      onClose={() => {
        // Nothing is given up by Escape: the choice stays open.
      }}
    >
      <div className="conflict">
        <p>
          {text('annotate.conflict.text', {
            sample: `${sample.category} ${sampleName(sample)}`,
            time: conflict.modifiedAt === null ? '' : clock(conflict.modifiedAt, true),
          })}
        </p>
        {(['both', 'mine', 'theirs'] as const).map((choice) => (
          <div key={choice} className="conflict__choice">
            <Button
              tone={choice === 'both' ? 'primary' : choice === 'theirs' ? 'danger' : 'plain'}
              onClick={() => {
                void annotator.resolve(choice);
              }}
            >
              {text(`annotate.conflict.${choice}`)}
            </Button>
            <span className="t2">{text(`annotate.conflict.${choice}.text`)}</span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
