/** Chooses a folder tree to train on instead of the project. */
import { useEffect, useState, type ReactElement } from 'react';
import type { CategoryCounts } from '../../../core/contract/schema/detector.js';
import { StudioError } from '../../../core/contract/errors.js';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import { Mark } from '../../controls/Mark.js';
import { FolderPicker } from '../../shell/FolderPicker.js';
import { useStudio, useTrain, useUi } from '../../state/context.js';
import { chooseSource } from '../training.js';

type Found = readonly CategoryCounts[] | StudioError | null;

export function SourceDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const start = useTrain((state) => state.draft.source);
  const [path, setPath] = useState<string | null>(null);
  const [found, setFound] = useState<Found>(null);
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    studio.link.call('detector.categories', { source: path }, stop.signal).then(
      ({ categories }) => {
        setFound(categories);
      },
      (error: unknown) => {
        if (error instanceof StudioError && error.code !== 'cancelled') setFound(error);
      },
    );
    return () => {
      stop.abort();
    };
  }, [studio, path]);
  const shut = (): void => {
    close('train-source');
  };
  const ready = found !== null && !(found instanceof StudioError);
  return (
    <Dialog
      title={text('trainPage.source.title')}
      size="m"
      onClose={shut}
      footer={
        <>
          <Button onClick={shut}>{text('app.cancel')}</Button>
          <Button
            tone="primary"
            disabled={!ready}
            onClick={() => {
              if (path === null) return;
              shut();
              void chooseSource(studio, path);
            }}
          >
            {text('trainPage.source.use')}
          </Button>
        </>
      }
    >
      <p className="t2">{text('trainPage.source.note')}</p>
      <FolderPicker
        start={start}
        show={['folder']}
        onFolder={(listing) => {
          setFound(null);
          setPath(listing.path);
        }}
      />
      <p className={`hint train__found ${ready ? 'hint--pass' : ''}`} role="status">
        {found === null ? null : ready ? (
          <>
            <Mark state="pass" />
            {text('trainPage.source.found', {
              count: found.length,
              names: found.map(({ name, train }) => `${name} ${String(train)}`).join(', '),
            })}
          </>
        ) : found instanceof StudioError ? (
          <>
            <Mark state="unsure" />
            <span>
              {found.message}
              <span className="hint__detail">{found.hint}</span>
            </span>
          </>
        ) : null}
      </p>
    </Dialog>
  );
}
