/** The sample at the width of the side column, with its mask or depth as the grid shows them. */
import type { ReactElement } from 'react';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { useDataset } from '../state/context.js';
import { TilePictureView } from './TilePicture.js';

export function SamplePicture(props: { readonly sample: SampleSummary }): ReactElement {
  const picture = useDataset((state) => state.picture);
  return (
    <div className="side-picture tile__picture">
      <TilePictureView sample={props.sample} kind={picture} />
    </div>
  );
}
