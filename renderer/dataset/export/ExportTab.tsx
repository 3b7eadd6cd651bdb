/** Export: what is written on the right, what readers and a dry run say above, the samples below. */
import type { ReactElement } from 'react';
import type { Project } from '../../../core/contract/schema/project.js';
import { GridSection } from '../GridSection.js';
import { ExportReport } from './ExportReport.js';
import { ExportSide } from './ExportSide.js';
import { useExport } from './useExport.js';

export function ExportTab(props: {
  readonly project: Project;
  readonly toolbar: ReactElement;
}): ReactElement {
  const state = useExport();
  return (
    <>
      <div className="dataset__main">
        {props.toolbar}
        <ExportReport state={state} />
        <GridSection />
      </div>
      <ExportSide state={state} project={props.project} />
    </>
  );
}
