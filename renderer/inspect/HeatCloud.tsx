/** The 3D surface with the heat painted on it; drag or arrow keys turn, wheel or + and - zoom. */
import { useEffect, useMemo, useRef, type ReactElement } from 'react';
import type { Inspection } from '../../core/contract/schema/inspect.js';
import { heatAlpha, heatStep, heatSteps, scoreAt } from '../../core/inspect/heat.js';
import { text } from '../../core/text/index.js';
import type { SampleData } from '../annotate/sample-data.js';
import { surfacePoints } from '../annotate/surface-points.js';
import { CloudCanvas } from '../canvas/CloudCanvas.js';
import type { CloudStage } from '../canvas/cloud-stage.js';
import { useInspect } from '../state/context.js';
import { mapOf } from './map.js';

export default function HeatCloud(props: {
  readonly data: SampleData;
  readonly inspection: Inspection | null;
}): ReactElement {
  const { data, inspection } = props;
  const heat = useInspect((state) => state.heat);
  const line = useInspect((state) => state.line);
  const stage = useRef<CloudStage | null>(null);
  const points = useMemo(() => surfacePoints(data), [data]);
  // Read off the map once: opacity, palette and line only mix anew.
  const scores = useMemo(() => {
    if (!points || !inspection) return null;
    const { map } = mapOf(inspection);
    return Float32Array.from(points.pixels, (pixel) =>
      scoreAt(map, inspection, pixel % data.width, Math.floor(pixel / data.width)),
    );
  }, [points, inspection, data.width]);
  useEffect(() => {
    if (!points) return;
    const colours = new Uint8Array(points.pixels.length * 3);
    const steps = heatSteps(heat.palette);
    const style = {
      palette: heat.palette,
      range: inspection?.mapRange ?? ([0, 1] as const),
      threshold: line ?? inspection?.rule.threshold ?? 1,
      clearBelow: heat.clearBelow,
    };
    const opacity = heat.hidden ? 0 : heat.opacity;
    points.pixels.forEach((pixel, i) => {
      const score = scores?.[i] ?? 0;
      const alpha = scores ? heatAlpha(score, style) * opacity : 0;
      const step = heatStep(score, style.range) * 3;
      for (let c = 0; c < 3; c++)
        colours[3 * i + c] = Math.round(
          data.rgba[pixel * 4 + c]! * (1 - alpha) + steps[step + c]! * alpha,
        );
    });
    stage.current?.show({ ...points, colours });
  }, [points, scores, inspection, heat, line, data]);
  return (
    <div className="heat cloud">
      <CloudCanvas
        stage={stage}
        label={text('inspect.view.cloud')}
        noWebgl={text('inspect.noWebgl')}
        absent={points ? null : text('inspect.noSurface')}
      />
    </div>
  );
}
