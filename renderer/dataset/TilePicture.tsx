/** A tile's picture: the RGB thumbnail, the depth in the user's palette, or the mask over RGB. */
import { useSyncExternalStore, type ReactElement } from 'react';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { useStudio } from '../state/context.js';
import type { TilePicture } from '../state/dataset.js';

export function TilePictureView(props: {
  readonly sample: SampleSummary;
  readonly kind: TilePicture;
}): ReactElement | null {
  const { thumbnails } = useStudio();
  const { id } = props.sample;
  const url = useSyncExternalStore(
    (listener) => thumbnails.use(id, listener),
    () => thumbnails.url(id),
  );
  return url === null ? null : <img src={url} alt="" draggable={false} />;
}
