/** A new project: a name and a folder with a sensible default; the paper's plan is filled in. */
import { useEffect, useState, type ReactElement } from 'react';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { TextField } from '../controls/Field.js';
import { useStudio, useUi } from '../state/context.js';
import { attempt } from '../state/studio.js';
import { FolderPicker } from './FolderPicker.js';
import { folderName, joinPath } from './project-path.js';

export function NewProjectDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const [name, setName] = useState(text('project.new.defaultName'));
  const [parent, setParent] = useState<string | null>(null);
  const [ownPath, setOwnPath] = useState<string | null>(null);
  const [browsing, setBrowsing] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void attempt(studio, studio.link.call('folders.list', { path: null })).then((home) => {
      if (home) setParent((now) => now ?? joinPath(home.path, text('project.new.homeFolder')));
    });
  }, [studio]);
  const path = ownPath ?? (parent === null ? '' : joinPath(parent, folderName(name)));

  const create = async (): Promise<void> => {
    setBusy(true);
    try {
      const info = await studio.link.call('project.create', { path, name: name.trim() });
      studio.project.getState().actions.setInfo(info);
      studio.ui.getState().actions.go('capture');
      close('new-project');
    } catch (problem) {
      setBusy(false);
      setError(
        problem instanceof StudioError
          ? [problem.message, problem.hint].join(' ').trim()
          : String(problem),
      );
    }
  };
  const ready = name.trim() !== '' && path !== '' && !busy;
  return (
    <Dialog
      title={text('project.new')}
      onClose={() => {
        close('new-project');
      }}
      footer={
        <>
          <Button
            onClick={() => {
              close('new-project');
            }}
          >
            {text('app.cancel')}
          </Button>
          <Button
            tone="primary"
            disabled={!ready}
            onClick={() => {
              void create();
            }}
          >
            {text('project.new.create')}
          </Button>
        </>
      }
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void create();
        }}
      >
        <TextField
          label={text('project.name')}
          value={name}
          maxLength={120}
          autoFocus
          onChange={setName}
          hint={text('project.new.nameHint')}
        />
        <TextField
          label={text('project.new.folder')}
          mono
          value={path}
          onChange={(value) => {
            setOwnPath(value);
            setError(null);
          }}
          hint={text('project.new.folderHint')}
          error={error ?? undefined}
        />
        <Button
          size="s"
          icon="folder"
          expanded={browsing}
          onClick={() => {
            setBrowsing(!browsing);
          }}
        >
          {text('project.new.browse')}
        </Button>
        {browsing ? (
          <FolderPicker
            start={null}
            show={['folder']}
            onFolder={(listing) => {
              setParent(listing.path);
              setOwnPath(null);
              setError(listing.writable ? null : text('folders.notWritable'));
            }}
          />
        ) : null}
      </form>
    </Dialog>
  );
}
