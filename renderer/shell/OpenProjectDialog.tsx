/** Opens a project: recent ones first, or any folder of the host. */
import { useState, type ReactElement } from 'react';
import { sentenceOf } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { Mark } from '../controls/Mark.js';
import { useStudio, useUi } from '../state/context.js';
import { savedBefore } from './saved-before.js';
import { FolderPicker } from './FolderPicker.js';

export function OpenProjectDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const [folder, setFolder] = useState<string | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const path = picked ?? folder;
  const open = async (): Promise<void> => {
    if (path === null || !(await savedBefore(studio, 'open-project'))) return;
    try {
      const info = await studio.link.call('project.open', { path });
      studio.project.getState().actions.setInfo(info);
      studio.ui.getState().actions.go('capture');
      close('open-project');
    } catch (problem) {
      setError(sentenceOf(problem));
    }
  };
  return (
    <Dialog
      title={text('project.open')}
      onClose={() => {
        close('open-project');
      }}
      footer={
        <>
          <span className="t3 s12 cut">{path ?? ''}</span>
          <span className="grow" />
          <Button
            onClick={() => {
              close('open-project');
            }}
          >
            {text('app.cancel')}
          </Button>
          <Button
            tone="primary"
            disabled={path === null}
            onClick={() => {
              void open();
            }}
          >
            {text('project.open.open')}
          </Button>
        </>
      }
    >
      <div className="form">
        <p className="t2">{text('project.open.hint')}</p>
        <FolderPicker
          start={null}
          show={['folder', 'project']}
          picked={picked}
          onFolder={(listing) => {
            setFolder(listing.path);
            setPicked(null);
            setError(null);
          }}
          onPick={(entry) => {
            setPicked(entry.path);
          }}
        />
        {error === null ? null : (
          <p className="hint hint--fail" role="alert">
            <Mark state="fail" />
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}
