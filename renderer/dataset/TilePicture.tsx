/** A tile's picture: RGB, depth in the user's palette and the project's range, or the mask over RGB. */
import { useSyncExternalStore, type ReactElement } from 'react';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import type { UrlCache } from '../capture/thumbnail-cache.js';
import { useCapture, usePrefs, useProject, useStudio } from '../state/context.js';
import type { TilePicture } from '../state/dataset.js';
import { depthKey } from './small-pictures.js';

/** URL of a cached picture; null until it is there, and for no key. */
export function useUrl(cache: UrlCache, key: string | null): string | null {
  return useSyncExternalStore(
    (listener) => (key === null ? () => undefined : cache.use(key, listener)),
    () => (key === null ? null : cache.url(key)),
  );
}

export function TilePictureView(props: {
  readonly sample: SampleSummary;
  readonly kind: TilePicture;
}): ReactElement | null {
  const { sample, kind } = props;
  if (kind === 'depth') return <DepthPicture sample={sample} size="thumbnail" />;
  if (kind === 'mask') return <MaskPicture sample={sample} />;
  return <RgbPicture id={sample.id} />;
}

function RgbPicture(props: { readonly id: string }): ReactElement | null {
  const { thumbnails } = useStudio();
  const url = useUrl(thumbnails, props.id);
  return url === null ? null : <img src={url} alt="" draggable={false} />;
}

export function DepthPicture(props: {
  readonly sample: SampleSummary;
  readonly size: 'thumbnail' | 'preview';
}): ReactElement | null {
  const { depthPictures } = useStudio();
  const palette = usePrefs((state) => state.value.depthPalette);
  const loose = useCapture((state) => state.looseRangeMm);
  const range = useProject((state) => state.info?.project.depthRangeMm) ?? loose;
  const { id, hasDepth } = props.sample;
  const url = useUrl(depthPictures, hasDepth ? depthKey(id, palette, range, props.size) : null);
  return url === null ? null : <img src={url} alt="" draggable={false} />;
}

function MaskPicture(props: { readonly sample: SampleSummary }): ReactElement {
  const { maskPictures } = useStudio();
  const { id, anomaly } = props.sample;
  const colour = useProject(
    (state) => state.info?.project.labels.find((label) => label.name === anomaly)?.colour,
  );
  const url = useUrl(maskPictures, anomaly === GOOD ? null : id);
  return (
    <>
      <span className="tile__under">
        <RgbPicture id={id} />
      </span>
      {url === null ? null : (
        <span
          className="tile__mask"
          style={{ maskImage: `url(${url})`, background: colour ?? 'var(--plot-2)' }}
        />
      )}
    </>
  );
}
