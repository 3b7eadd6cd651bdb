/** Heat, lines and numbers of an inspection over its picture: layers of their own, so that opacity costs nothing. */
import { useEffect, useMemo, useRef, type ReactElement } from 'react';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import { levelLines, onPicture, type MapGrid } from '../../core/inspect/contour.js';
import { fillHeat } from '../../core/inspect/heat.js';
import { text } from '../../core/text/index.js';
import { fixed } from '../state/format.js';
import { useInspect } from '../state/context.js';
import { mapOf, regionsAt } from './map.js';

/** More tags would hide the part. */
const TAGS = 5;

export function HeatLayers(props: {
  readonly inspection: Inspection;
  /** Where the line is being dragged to; null where it rests. */
  readonly line: number | null;
  /** Outlines of the annotation on the picture's grid. */
  readonly truth?: MapGrid | null;
  readonly tags?: boolean;
}): ReactElement {
  const { inspection, line } = props;
  const heat = useInspect((state) => state.heat);
  const over = useRef<HTMLCanvasElement>(null);
  const threshold = line ?? inspection.rule.threshold;
  useEffect(() => {
    if (over.current)
      drawHeat(over.current, inspection, {
        palette: heat.palette,
        clearBelow: heat.clearBelow,
        threshold,
      });
  }, [inspection, heat.palette, heat.clearBelow, threshold]);
  const outlines = useMemo(() => {
    const { map } = mapOf(inspection);
    return pathsOf(map, threshold, inspection);
  }, [inspection, threshold]);
  const board = useMemo(() => {
    if (!heat.foreground) return '';
    const { map, foreground } = mapOf(inspection);
    const mask = { ...map, data: Float32Array.from(foreground) };
    return pathsOf(mask, 0.5, inspection);
  }, [inspection, heat.foreground]);
  const truth = useMemo(
    () => (props.truth && heat.truth ? pathsOf(props.truth, 0.5, inspection) : ''),
    [props.truth, heat.truth, inspection],
  );
  const shown = !heat.hidden;
  const percent = (share: number): string => `${(share * 100).toString()}%`;
  return (
    <>
      <canvas
        ref={over}
        className="heat__map"
        aria-hidden="true"
        style={{ opacity: shown ? heat.opacity : 0 }}
      />
      <svg
        className="heat__lines"
        viewBox={`0 0 ${inspection.width.toString()} ${inspection.height.toString()}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {board === '' ? null : <path d={board} className="heat__board" />}
        {truth === '' ? null : (
          <>
            <path d={truth} className="heat__casing" />
            <path d={truth} className="heat__truth" />
          </>
        )}
        {shown && heat.contour ? (
          <>
            <path d={outlines} className="heat__casing" />
            <path d={outlines} className="heat__line" />
          </>
        ) : null}
      </svg>
      {shown && heat.contour && props.tags !== false
        ? regionsAt(inspection, line)
            .slice(0, TAGS)
            .map((region, i) => (
              <span
                key={region.number}
                // Turn about above and below, so that those of neighbours can be read.
                className={`heat__tag ${i % 2 === 0 ? '' : 'heat__tag--below'}`}
                style={{
                  left: percent(region.box[2] / inspection.width),
                  top: percent(region.box[i % 2 === 0 ? 1 : 3] / inspection.height),
                }}
              >
                <b>{region.number}</b> {fixed(region.peak, 2)}
                {region.areaMm2 === null ? null : (
                  <span className="t2">
                    {' '}
                    {text('inspect.area', { area: fixed(region.areaMm2, 0) })}
                  </span>
                )}
              </span>
            ))
        : null}
    </>
  );
}

/** The map alone on a canvas of its own size. */
export function drawHeat(
  canvas: HTMLCanvasElement,
  inspection: Inspection,
  style: {
    readonly palette: Parameters<typeof fillHeat>[2]['palette'];
    readonly clearBelow: boolean;
    readonly threshold: number;
  },
): void {
  const { map } = mapOf(inspection);
  canvas.width = map.width;
  canvas.height = map.height;
  const image = new ImageData(map.width, map.height);
  fillHeat(image.data, map, { ...style, range: inspection.mapRange });
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

/** Level lines of a grid as an SVG path in pixels of the picture. */
export function pathsOf(
  grid: MapGrid,
  level: number,
  picture: { readonly width: number; readonly height: number },
): string {
  return levelLines(grid, level)
    .map((line) => {
      const points = onPicture(line, grid, picture).map(
        ([x, y]) => `${(x + 0.5).toFixed(1)} ${(y + 0.5).toFixed(1)}`,
      );
      return `M${points.join('L')}Z`;
    })
    .join('');
}
