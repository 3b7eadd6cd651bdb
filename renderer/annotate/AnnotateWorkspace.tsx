/** The Annotate workspace: tools at the left, linked pictures, section and queue, labels and shapes at the right. */
import { useState, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Icon } from '../controls/Icon.js';
import { runAction } from '../state/commands.js';
import { useAnnotate, useProject, useStudio, useUi } from '../state/context.js';
import { AnnotateToolbar } from './AnnotateToolbar.js';
import { Banners } from './Banners.js';
import { AnnotateDialogs } from './dialogs/AnnotateDialogs.js';
import { Queue } from './Queue.js';
import { SectionPlot } from './SectionPlot.js';
import { SidePanel } from './panels/SidePanel.js';
import { ToolStrip } from './ToolStrip.js';
import { useAnnotateKeys } from './useAnnotateKeys.js';
import { AnnotateViews } from './AnnotateViews.js';

export function AnnotateWorkspace(): ReactElement {
  useAnnotateKeys();
  const [drawer, setDrawer] = useState(false);
  const info = useProject((state) => state.info);
  const any = useProject((state) => state.samples.length > 0);
  const loaded = useProject((state) => state.loaded);
  const open = useAnnotate((state) => state.open);
  if (info === null || (info && loaded && !any)) return <NothingToDo project={info !== null} />;
  return (
    <div className={`annotate ${drawer ? 'annotate--drawer' : ''}`}>
      <h1 className="sr">{text('app.annotate')}</h1>
      <AnnotateToolbar
        onToggleSide={() => {
          setDrawer(!drawer);
        }}
      />
      <ToolStrip />
      <div className="annotate__main">
        <Banners />
        <div className="annotate__views">{open ? <AnnotateViews open={open} /> : <Waiting />}</div>
        {open ? <SectionPlot open={open} /> : null}
        <Queue />
      </div>
      <aside className="annotate__side" aria-label={text('annotate.side')}>
        {open ? <SidePanel open={open} /> : null}
      </aside>
      <AnnotateDialogs />
    </div>
  );
}

function NothingToDo(props: { readonly project: boolean }): ReactElement {
  const studio = useStudio();
  const ui = useUi((state) => state.actions);
  return (
    <div className="annotate__nothing">
      <h1 className="sr">{text('app.annotate')}</h1>
      <Icon name="annotate" />
      <h2>{text(props.project ? 'annotate.empty' : 'annotate.empty.project')}</h2>
      <p>{text(props.project ? 'annotate.empty.hint' : 'annotate.empty.projectHint')}</p>
      <Button
        tone="primary"
        onClick={() => {
          if (props.project) runAction(studio, 'goCapture');
          else ui.open('open-project');
        }}
      >
        {text(props.project ? 'annotate.empty.shoot' : 'annotate.empty.open')}
      </Button>
    </div>
  );
}

/** In the place of the pictures: loading, failed, or nothing chosen yet. */
function Waiting(): ReactElement {
  const studio = useStudio();
  const wanted = useAnnotate((state) => state.wanted);
  const failure = useAnnotate((state) => state.failure);
  const loaded = useProject((state) => state.loaded);
  if (failure && wanted !== null)
    return (
      <div className="annotate__wait" role="alert">
        <h2>{text('annotate.failed')}</h2>
        <p>{failure.message}</p>
        {failure.hint === '' ? null : <p className="t3">{failure.hint}</p>}
        <div className="annotate__choices">
          <Button
            onClick={() => {
              void studio.annotator.show(wanted);
            }}
          >
            {text('annotate.failed.again')}
          </Button>
          <Button
            onClick={() => {
              runAction(studio, 'nextSample');
            }}
          >
            {text('annotate.failed.next')}
          </Button>
        </div>
      </div>
    );
  if (wanted !== null || !loaded)
    return (
      <div className="annotate__wait annotate__wait--busy" role="status">
        <span className="spinner" />
        <p>{text(loaded ? 'annotate.loading' : 'app.loading')}</p>
      </div>
    );
  return (
    <div className="annotate__wait">
      <h2>{text('annotate.empty.pick')}</h2>
      <p>{text('annotate.empty.pickHint')}</p>
      <Button
        tone="primary"
        onClick={() => {
          runAction(studio, 'nextUnfinished');
        }}
      >
        {text('annotate.empty.start')}
      </Button>
    </div>
  );
}
