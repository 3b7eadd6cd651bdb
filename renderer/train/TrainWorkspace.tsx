/** Train: what the next run shall be at the left, the run in sight and all runs at the right. */
import { useEffect, type ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Mark } from '../controls/Mark.js';
import { useProject, useStudio, useTrain } from '../state/context.js';
import { CompareView } from './CompareView.js';
import { ModelView } from './ModelView.js';
import { NewRun } from './NewRun.js';
import { RunHead } from './RunHead.js';
import { RunsTable } from './RunsTable.js';
import { RunView } from './RunView.js';
import { openTrain } from './training.js';

export function TrainWorkspace(): ReactElement {
  const studio = useStudio();
  const project = useProject((state) => state.info?.path);
  const view = useTrain((state) => state.view);
  useEffect(() => {
    if (project !== undefined) void openTrain(studio);
  }, [studio, project]);
  if (project === undefined)
    return (
      <div className="train-empty">
        <Mark state="new" size={32} />
        <h2>{text('trainPage.noProject')}</h2>
        <p className="t2">{text('trainPage.noProject.note')}</p>
      </div>
    );
  return (
    <div className="train">
      <NewRun />
      <section className="train__run" aria-label={text(`trainPage.view.${view}`, { count: '' })}>
        <RunHead />
        {view === 'run' ? <RunView /> : view === 'compare' ? <CompareView /> : <ModelView />}
        <RunsTable />
      </section>
    </div>
  );
}
