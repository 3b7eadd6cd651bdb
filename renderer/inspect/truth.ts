/** The annotation's mask of a sample as a grid, for its outline and its small picture. */
import { useEffect, useState } from 'react';
import type { MapGrid } from '../../core/inspect/contour.js';
import type { Link } from '../bridge/link.js';
import { useStudio } from '../state/context.js';

/** null while it is loaded and where the sample has none. */
export function useTruth(sample: string | null, annotated: boolean): MapGrid | null {
  const { link } = useStudio();
  const [known, setKnown] = useState<{ readonly sample: string; readonly grid: MapGrid } | null>(
    null,
  );
  useEffect(() => {
    if (sample === null || !annotated) return;
    let wanted = true;
    loadMask(link, sample).then(
      (grid) => {
        if (wanted && grid) setKnown({ sample, grid });
      },
      () => {
        // Without its mask a sample has no outline; Annotate says what is wrong with it.
      },
    );
    return () => {
      wanted = false;
    };
  }, [link, sample, annotated]);
  return annotated && known?.sample === sample ? known.grid : null;
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
