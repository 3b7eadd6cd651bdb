/** The sample's point cloud with the mask painted on it; drag or arrow keys turn, wheel or + and - zoom. */
import { useEffect, useMemo, useRef, type PointerEvent, type ReactElement } from 'react';
import { topShapes } from '../../core/annotation/shape-mask.js';
import type { AnnotationDocument } from '../../core/annotation/document.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import type { OpenSample } from '../state/annotate.js';
import { useStudio } from '../state/context.js';
import { CloudCanvas } from '../canvas/CloudCanvas.js';
import type { CloudStage } from '../canvas/cloud-stage.js';
import type { SampleData } from './sample-data.js';
import { placeOf, surfacePoints } from './surface-points.js';
import { useEditor } from './useEditor.js';
import { useLabelColours } from './useLabelColours.js';

/** How strongly the label's colour covers the picture. */
const PAINT = 0.62;

export default function CloudPane({ open }: { readonly open: OpenSample }): ReactElement {
  const { annotator } = useStudio();
  const stage = useRef<CloudStage | null>(null);
  const colourOf = useLabelColours();
  const document = useEditor(open.editor, (editor) => editor.document);
  const points = useMemo(() => surfacePoints(open.data), [open.data]);
  useEffect(() => {
    if (!points) return;
    stage.current?.show({
      ...points,
      colours: paintPoints(open.data, points.pixels, document, colourOf),
    });
  }, [points, document, colourOf, open.data]);
  useEffect(() => {
    const follow = (): void => {
      const at = annotator.cursor.get();
      stage.current?.mark(at && placeOf(open.data, at.u, at.v));
    };
    follow();
    return annotator.cursor.subscribe(follow);
  }, [annotator, open.data]);
  const point = (event: PointerEvent<HTMLElement>): void => {
    // While the cloud is turned, the pointer means no place on it.
    if (event.buttons !== 0 || !(event.target instanceof HTMLCanvasElement)) return;
    const box = event.target.getBoundingClientRect();
    const found = stage.current?.pick(event.clientX - box.left, event.clientY - box.top) ?? null;
    const pixel = found === null ? undefined : points?.pixels[found];
    const { width } = open.data;
    annotator.cursor.set(
      pixel === undefined ? null : { u: (pixel % width) + 0.5, v: Math.floor(pixel / width) + 0.5 },
    );
  };
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
      <div
        className="apane cloud acloud"
        onPointerMove={point}
        onPointerLeave={() => {
          annotator.cursor.set(null);
        }}
      >
        <CloudCanvas
          stage={stage}
          label={text('annotate.cloud.label')}
          noWebgl={text('annotate.cloud.noWebgl')}
          absent={points ? null : text('annotate.cloud.none')}
        />
      </div>
    </section>
  );
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
