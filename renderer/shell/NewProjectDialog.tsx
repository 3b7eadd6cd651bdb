/** A new project: a name and a folder with a sensible default; the paper's plan is filled in. */
import { useState, type ReactElement } from 'react';
import { sentenceOf } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { useStudio, useUi } from '../state/context.js';
import { savedBefore } from './saved-before.js';
import { ProjectPlaceFields, useProjectPlace } from './ProjectPlace.js';

export function NewProjectDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const place = useProjectPlace(text('project.new.defaultName'));
  const [busy, setBusy] = useState(false);

  const create = async (): Promise<void> => {
    if (!(await savedBefore(studio, 'new-project'))) return;
    setBusy(true);
    try {
      const { path, name } = place;
      const info = await studio.link.call('project.create', { path, name: name.trim() });
      studio.project.getState().actions.setInfo(info);
      studio.ui.getState().actions.go('capture');
      close('new-project');
    } catch (problem) {
      setBusy(false);
      place.setError(sentenceOf(problem));
    }
  };
  const ready = place.complete && !busy;
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
        <ProjectPlaceFields place={place} />
      </form>
    </Dialog>
  );
}
