/** The Dataset workspace: filters, the counts and samples they leave, and beside them what is known. */
import { useState, type ReactElement } from 'react';
import type { Project } from '../../core/contract/schema/project.js';
import { text } from '../../core/text/index.js';
import { Welcome } from '../capture/Welcome.js';
import { useDataset, useProject } from '../state/context.js';
import { DatasetToolbar } from './DatasetToolbar.js';
import { ExportTab } from './export/ExportTab.js';
import { FilterColumn } from './FilterColumn.js';
import { ForegroundTab } from './foreground/ForegroundTab.js';
import { SampleSide } from './SampleSide.js';
import { SamplesTab } from './SamplesTab.js';
import { StatisticsTab } from './statistics/StatisticsTab.js';

export function DatasetWorkspace(): ReactElement {
  const info = useProject((state) => state.info);
  const tab = useDataset((state) => state.tab);
  const [drawer, setDrawer] = useState(false);
  if (!info)
    return (
      <div className="dataset dataset--none">
        <h1 className="sr">{text('app.dataset')}</h1>
        {info === null ? <Welcome /> : <p className="empty">{text('app.loading')}</p>}
      </div>
    );
  return (
    <div className={`dataset dataset--${tab} ${drawer ? 'dataset--drawer' : ''}`}>
      <h1 className="sr">{text('app.dataset')}</h1>
      <FilterColumn />
      <Part
        key={info.path}
        project={info.project}
        toolbar={
          <DatasetToolbar
            onToggleSide={() => {
              setDrawer(!drawer);
            }}
          />
        }
      />
    </div>
  );
}

/** Centre and right column of the chosen part. */
function Part(props: { readonly project: Project; readonly toolbar: ReactElement }): ReactElement {
  const { project, toolbar } = props;
  const tab = useDataset((state) => state.tab);
  switch (tab) {
    case 'statistics':
      return (
        <div className="dataset__main">
          {toolbar}
          <StatisticsTab project={project} />
        </div>
      );
    case 'export':
      return <ExportTab project={project} toolbar={toolbar} />;
    case 'foreground':
      return <ForegroundTab project={project} toolbar={toolbar} />;
    case 'samples':
      return (
        <>
          <div className="dataset__main">
            {toolbar}
            <SamplesTab project={project} />
          </div>
          <SampleSide />
        </>
      );
  }
}
