/** The 3D surface with the heat painted on it; drag or arrow keys turn, wheel or + and - zoom. */
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { pointAt } from '../../core/annotation/depth-grid.js';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import { heatAlpha, heatStep, heatSteps, scoreAt } from '../../core/inspect/heat.js';
import { text } from '../../core/text/index.js';
import type { SampleData } from '../annotate/sample-data.js';
import { makeCloudStage, type CloudStage } from '../canvas/cloud-stage.js';
import { useInspect } from '../state/context.js';
import { mapOf } from './map.js';

const STEP = 2;
const KEY_RADIANS = 0.08;
const TURNS: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export default function HeatCloud(props: {
  readonly data: SampleData;
  readonly inspection: Inspection | null;
}): ReactElement {
  const { data, inspection } = props;
  const heat = useInspect((state) => state.heat);
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<CloudStage | null>(null);
  const [failed, setFailed] = useState(false);
  const points = useMemo(() => surface(data), [data]);
  useEffect(() => {
    if (!canvas.current) return;
    try {
      stage.current = makeCloudStage(canvas.current);
    } catch {
      setFailed(true);
    }
    return () => {
      stage.current?.dispose();
      stage.current = null;
    };
  }, []);
  useEffect(() => {
    if (!points) return;
    const colours = new Uint8Array(points.pixels.length * 3);
    const steps = heatSteps(heat.palette);
    points.pixels.forEach((pixel, i) => {
      const score = inspection
        ? scoreAt(
            mapOf(inspection).map,
            inspection,
            pixel % data.width,
            Math.floor(pixel / data.width),
          )
        : 0;
      const style = {
        palette: heat.palette,
        range: inspection?.mapRange ?? ([0, 1] as const),
        threshold: inspection?.rule.threshold ?? 1,
        clearBelow: heat.clearBelow,
      };
      const alpha = inspection && !heat.hidden ? heatAlpha(score, style) * heat.opacity : 0;
      const step = heatStep(score, style.range) * 3;
      for (let c = 0; c < 3; c++)
        colours[3 * i + c] = Math.round(
          data.rgba[pixel * 4 + c]! * (1 - alpha) + steps[step + c]! * alpha,
        );
    });
    stage.current?.show({ ...points, colours, count: points.pixels.length });
  }, [points, inspection, heat, data]);
  return (
    <div className="heat cloud">
      {failed || !points ? (
        <p className="cloud__failed">{text(failed ? 'inspect.noWebgl' : 'inspect.noSurface')}</p>
      ) : null}
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={text('inspect.view.cloud')}
        onKeyDown={(event) => {
          const turn = TURNS[event.key];
          const nearer = event.key === '+' || event.key === '=';
          if (turn) stage.current?.orbit(turn[0] * KEY_RADIANS, turn[1] * KEY_RADIANS);
          else if (nearer || event.key === '-') stage.current?.zoom(nearer ? 0.9 : 1 / 0.9);
          else if (event.key === 'Home') stage.current?.reset();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
    </div>
  );
}

/** Every second pixel with data, metres, the table flat: x stays, up is -Z, towards the viewer is Y. */
function surface(data: SampleData) {
  const { depth } = data;
  if (!depth?.intrinsics) return null;
  const positions: number[] = [];
  const pixels: number[] = [];
  for (let v = 0; v < depth.height; v += STEP) {
    for (let u = 0; u < depth.width; u += STEP) {
      const point = pointAt(depth, u + 0.5, v + 0.5);
      if (!point) continue;
      positions.push(point[0] / 1000, -point[2] / 1000, point[1] / 1000);
      pixels.push(v * depth.width + u);
    }
  }
  const sorted = pixels.map((pixel) => depth.zMm[pixel]!).sort((a, b) => a - b);
  const middleMetres = (sorted[sorted.length >> 1] ?? 200) / 1000;
  return {
    positions: Float32Array.from(positions),
    pixels,
    middleMetres,
    spacingMetres: (STEP * middleMetres) / depth.intrinsics.fx,
  };
}
