/** The annotation's mask of a sample as a grid, for its outline and its small picture. */
import { useEffect, useState } from 'react';
import type { MapGrid } from '../../core/inspect/contour.js';
import type { Link } from '../bridge/link.js';
import { useStudio } from '../state/context.js';

/** null while it is loaded, where the sample has none, and of good samples. */
export function useTruth(sample: string | null, anomalous: boolean): MapGrid | null {
  const { link } = useStudio();
  const [known, setKnown] = useState<{ readonly sample: string; readonly grid: MapGrid } | null>(
    null,
  );
  useEffect(() => {
    if (sample === null || !anomalous) return;
    let wanted = true;
    loadMask(link, sample).then(
      (grid) => {
        if (wanted && grid) setKnown({ sample, grid });
      },
      () => {
        // Not annotated yet; what is wrong with a broken mask is Annotate's to say.
      },
    );
    return () => {
      wanted = false;
    };
  }, [link, sample, anomalous]);
  return anomalous && known?.sample === sample ? known.grid : null;
}

async function loadMask(link: Pick<Link, 'call'>, id: string): Promise<MapGrid | null> {
  const { mime, bytes } = await link.call('samples.picture', { id, kind: 'mask' });
  const bitmap = await createImageBitmap(new Blob([bytes.slice()], { type: mime }), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    willReadFrequently: true,
  });
  if (!context) return null;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  bitmap.close();
  const cells = new Float32Array(width * height);
  for (let i = 0; i < cells.length; i++)
    cells[i] = data[4 * i]! + data[4 * i + 1]! + data[4 * i + 2]! > 0 ? 1 : 0;
  return { width, height, data: cells };
}
