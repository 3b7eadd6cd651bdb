/** The sample with the heat over it: picture, heat, contour are layers of their own, so that opacity costs nothing. */
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { pointAt } from '../../core/annotation/depth-grid.js';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import { levelLines, onPicture } from '../../core/inspect/contour.js';
import { fillHeat, scoreAt } from '../../core/inspect/heat.js';
import { text } from '../../core/text/index.js';
import type { SampleData } from '../annotate/sample-data.js';
import { useDepthColours } from '../capture/useDepthColours.js';
import { fixed } from '../state/format.js';
import { useInspect } from '../state/context.js';
import { mapOf, regionsAt } from './map.js';

export function HeatPicture(props: {
  readonly data: SampleData;
  /** null while it is made, or where it could not be made. */
  readonly inspection: Inspection | null;
  readonly kind: 'rgb' | 'depth' | 'relief';
  readonly name: string;
}): ReactElement {
  const { data, inspection, kind } = props;
  const colours = useDepthColours();
  const heat = useInspect((state) => state.heat);
  const line = useInspect((state) => state.line);
  const under = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const [cursor, setCursor] = useState<readonly [number, number] | null>(null);
  const threshold = line ?? inspection?.rule.threshold ?? 0;

  useEffect(() => {
    const canvas = under.current;
    const picture = data.picture(kind, colours) ?? data.picture('rgb', colours);
    if (!canvas || !picture) return;
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext('2d')?.drawImage(picture, 0, 0);
  }, [data, kind, colours]);

  useEffect(() => {
    const canvas = over.current;
    if (!canvas) return;
    const context = canvas.getContext('2d');
    if (!inspection || !context) {
      context?.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    const { map } = mapOf(inspection);
    canvas.width = map.width;
    canvas.height = map.height;
    const image = new ImageData(map.width, map.height);
    fillHeat(image.data, map, {
      palette: heat.palette,
      range: inspection.mapRange,
      threshold,
      clearBelow: heat.clearBelow,
    });
    context.putImageData(image, 0, 0);
  }, [inspection, heat.palette, heat.clearBelow, threshold]);

  const outlines = useMemo(() => {
    if (!inspection) return '';
    const { map } = mapOf(inspection);
    return levelLines(map, threshold)
      .map((points) => pathOf(onPicture(points, map, inspection)))
      .join('');
  }, [inspection, threshold]);
  const board = useMemo(() => {
    if (!inspection || !heat.foreground) return '';
    const { map, foreground } = mapOf(inspection);
    const mask = { ...map, data: Float32Array.from(foreground, (cell) => (cell === 0 ? 0 : 1)) };
    return levelLines(mask, 0.5)
      .map((points) => pathOf(onPicture(points, map, inspection)))
      .join('');
  }, [inspection, heat.foreground]);
  const regions = inspection ? regionsAt(inspection, line) : [];
  const shown = !heat.hidden && inspection !== null;
  return (
    <div className="heat">
      <div
        className="heat__picture picture"
        style={{ aspectRatio: `${data.width.toString()} / ${data.height.toString()}` }}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setCursor([
            ((event.clientX - box.left) / box.width) * data.width,
            ((event.clientY - box.top) / box.height) * data.height,
          ]);
        }}
        onPointerLeave={() => {
          setCursor(null);
        }}
      >
        <canvas ref={under} role="img" aria-label={props.name} />
        <canvas
          ref={over}
          className="heat__map"
          aria-hidden="true"
          style={{ opacity: shown ? heat.opacity : 0 }}
        />
        <svg
          className="heat__lines"
          viewBox={`0 0 ${data.width.toString()} ${data.height.toString()}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {shown && heat.contour ? (
            <>
              <path d={outlines} className="heat__casing" />
              <path d={outlines} className="heat__line" />
            </>
          ) : null}
          {board === '' ? null : <path d={board} className="heat__board" />}
        </svg>
        {shown && heat.contour
          ? regions.slice(0, 5).map((region) => (
              <span
                key={region.number}
                className="heat__tag"
                style={{
                  left: `${((region.box[2] / data.width) * 100).toString()}%`,
                  top: `${((region.box[1] / data.height) * 100).toString()}%`,
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
        <span className="heat__legend-note readout">
          {inspection
            ? text('inspect.lineAt', { line: fixed(threshold, 3) })
            : text('inspect.computing')}
        </span>
      </div>
      <ReadOut data={data} inspection={inspection} cursor={cursor} />
    </div>
  );
}

function ReadOut(props: {
  readonly data: SampleData;
  readonly inspection: Inspection | null;
  readonly cursor: readonly [number, number] | null;
}): ReactElement {
  const { data, inspection, cursor } = props;
  if (!cursor) return <p className="heat__readout t3">{text('inspect.pointAt')}</p>;
  const [x, y] = cursor;
  const score = inspection ? scoreAt(mapOf(inspection).map, inspection, x - 0.5, y - 0.5) : null;
  const point = data.depth ? pointAt(data.depth, x, y) : null;
  return (
    <p className="heat__readout">
      {text('inspect.under', {
        x: Math.floor(x),
        y: Math.floor(y),
        score: score === null ? '–' : fixed(score, 3),
        z: point ? fixed(point[2], 1) : '–',
      })}
    </p>
  );
}

function pathOf(points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${(x + 0.5).toFixed(1)} ${(y + 0.5).toFixed(1)}`).join('L')}Z`;
}
