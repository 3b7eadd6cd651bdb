/** The Samples part: counts and plots above, the grid below. */
import type { ReactElement } from 'react';
import type { Project } from '../../core/contract/schema/project.js';
import { CountsMatrix } from './CountsMatrix.js';
import { GridSection } from './GridSection.js';
import { Overview } from './Overview.js';

export function SamplesTab(props: { readonly project: Project }): ReactElement {
  return (
    <>
      <div className="dataset__top">
        <CountsMatrix project={props.project} />
        <Overview project={props.project} />
      </div>
      <GridSection />
    </>
  );
}
