/** The sample's point cloud with the mask painted on it; drag or arrow keys turn, wheel or + and - zoom. */
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { pointAt } from '../../core/annotation/depth-grid.js';
import { topShapes } from '../../core/annotation/shape-mask.js';
import type { AnnotationDocument } from '../../core/annotation/document.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import type { OpenSample } from '../state/annotate.js';
import { makeCloudStage, type CloudStage } from '../canvas/cloud-stage.js';
import type { SampleData } from './sample-data.js';
import { useEditor } from './useEditor.js';
import { useLabelColours } from './useLabelColours.js';

const KEY_RADIANS = 0.08;
const STEP = 2;
/** How strongly the label's colour covers the picture. */
const PAINT = 0.62;

const TURNS: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export default function CloudPane({ open }: { readonly open: OpenSample }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<CloudStage | null>(null);
  const [failed, setFailed] = useState(false);
  const colourOf = useLabelColours();
  const document = useEditor(open.editor, (editor) => editor.document);
  const points = useMemo(() => cloudPoints(open.data), [open.data]);
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
    stage.current?.show({
      positions: points.positions,
      colours: paintPoints(open.data, points.pixels, document, colourOf),
      count: points.pixels.length,
      middleMetres: points.middleMetres,
      spacingMetres: points.spacingMetres,
    });
  }, [points, document, colourOf, open.data]);
  return (
    <section className="aview" aria-label={text('annotate.layout.cloud')}>
      <header className="view__head">
        <b>{text('annotate.layout.cloud')}</b>
        <span className="t3 cut">{text('annotate.cloud.note')}</span>
        <span className="grow" />
        <Button size="s" icon="reset" onClick={() => stage.current?.reset()}>
          {text('annotate.cloud.reset')}
        </Button>
      </header>
      <div className="apane cloud acloud">
        {failed || !points ? (
          <p className="cloud__failed">
            {text(failed ? 'annotate.cloud.noWebgl' : 'annotate.cloud.none')}
          </p>
        ) : null}
        <canvas
          ref={canvas}
          tabIndex={0}
          role="img"
          aria-label={text('annotate.cloud.label')}
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
    </section>
  );
}

/** Every second pixel with data, in metres, the table flat: x stays, up is -Z, towards the viewer is Y. */
function cloudPoints(data: SampleData) {
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

function paintPoints(
  data: SampleData,
  pixels: readonly number[],
  document: AnnotationDocument,
  colourOf: (label: string) => string,
): Uint8Array {
  const { shapes } = document;
  const top = topShapes(shapes, document.width, document.height);
  const paints = shapes.map((shape) => Number.parseInt(colourOf(shape.label).slice(1), 16));
  const out = new Uint8Array(pixels.length * 3);
  pixels.forEach((pixel, i) => {
    const label = top[pixel]!;
    const paint = label === 0 ? null : (paints[label - 1] ?? null);
    for (let c = 0; c < 3; c++) {
      const own = data.rgba[pixel * 4 + c]!;
      const over = paint === null ? own : (paint >> (16 - 8 * c)) & 255;
      out[3 * i + c] = Math.round(own + (over - own) * PAINT);
    }
  });
  return out;
}
