/** Inspect: one click to a heat map on one scale, and a verdict that counts. */
import { useEffect, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { useInspect, useProject, useStudio } from '../state/context.js';
import { CardPanel } from './CardPanel.js';
import { Centre } from './Centre.js';
import { Deciding } from './Deciding.js';
import { InspectToolbar } from './InspectToolbar.js';
import { openInspect, selectFirst } from './inspecting.js';
import { LivePane } from './LivePane.js';
import { LiveVerdict } from './LiveVerdict.js';
import { QueueColumn } from './QueueColumn.js';
import { VerdictPanel } from './VerdictPanel.js';

export function InspectWorkspace(): ReactElement {
  const studio = useStudio();
  const project = useProject((state) => state.info?.path);
  const loaded = useProject((state) => state.loaded);
  const ready = useInspect((state) => state.loaded);
  const model = useInspect((state) => state.model);
  const mode = useInspect((state) => state.mode);
  useEffect(() => {
    if (project !== undefined) void openInspect(studio);
  }, [studio, project]);
  // Samples of a large project come after its models: neither waits for the other.
  useEffect(() => {
    if (loaded && studio.inspect.getState().selected === null) void selectFirst(studio);
  }, [studio, loaded]);
  if (project === undefined)
    return <Empty title={text('inspect.noProject')} note={text('inspect.noProject.note')} />;
  if (ready && model === null)
    return <Empty title={text('inspect.noModels.title')} note={text('inspect.noModels.note')} />;
  return (
    <div className={`inspect inspect--${mode}`}>
      <h1 className="sr">{text('app.inspect')}</h1>
      <InspectToolbar />
      {mode === 'queue' ? (
        <>
          <QueueColumn />
          <Centre />
        </>
      ) : (
        <LivePane />
      )}
      <aside className="inspect__side" aria-label={text('inspect.side')}>
        {mode === 'queue' ? (
          <>
            <VerdictPanel />
            <Deciding />
          </>
        ) : (
          <LiveVerdict />
        )}
        <CardPanel />
      </aside>
    </div>
  );
}

function Empty(props: { readonly title: string; readonly note: string }): ReactElement {
  return (
    <div className="inspect-empty">
      <h1 className="sr">{text('app.inspect')}</h1>
      <Mark state="new" size={32} />
      <h2>{props.title}</h2>
      <p className="t2">{props.note}</p>
    </div>
  );
}
