/** What the export keeps: the centred 4:3 part of the picture at full height, as in MVTec 3D-AD. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { useCamera, useCapture } from '../state/context.js';

export interface CropSize {
  readonly width: number;
  readonly height: number;
}

/** Largest centred 4:3 part. */
export function exportCrop(width: number, height: number): CropSize {
  const cropWidth = Math.min(width, Math.round((height * 4) / 3));
  return { width: cropWidth, height: Math.min(height, Math.round((cropWidth * 3) / 4)) };
}

export function CropGuide(): ReactElement | null {
  const shown = useCapture((state) => state.crop);
  const width = useCamera((state) => state.state?.profile?.width ?? 0);
  const height = useCamera((state) => state.state?.profile?.height ?? 0);
  if (!shown || width === 0 || height === 0) return null;
  const crop = exportCrop(width, height);
  const side = ((width - crop.width) / 2 / width) * 100;
  return (
    <>
      {side > 0 ? (
        <svg className="crop" aria-hidden="true">
          {[side, 100 - side].map((x) => (
            <g key={x}>
              <line x1={`${x.toString()}%`} x2={`${x.toString()}%`} y1="0" y2="100%" />
            </g>
          ))}
        </svg>
      ) : null}
      <span className="readout crop__label">
        <i>{text('capture.view.exportCrop')}</i>{' '}
        {`${crop.width.toString()} × ${crop.height.toString()}`}
      </span>
    </>
  );
}
