/**
 * One picture of the open sample on a Konva stage of three layers: the picture, the shapes that rest,
 * what moves. Konva draws and forwards pointers; the editor decides. All panes share view and cursor.
 */
import type Konva from 'konva';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ReactElement,
} from 'react';
import { Layer, Shape, Stage } from 'react-konva';
import type { OpenSample } from '../../state/annotate.js';
import { useStudio } from '../../state/context.js';
import { drawMoving, RestingShapes, splitScene, type SceneOptions } from './scene.js';
import { usePointers } from './usePointers.js';
import type { Size } from './view.js';

/** Zoomed further, pixels are shown as squares. */
const SHARP_FROM = 1;
/** How long the view must rest before the shapes are drawn for its zoom. */
const REST_MS = 90;
/** Of a frame's 16 ms, for each of two panes. */
const SLICE_MS = 4;

export function Pane(props: {
  readonly open: OpenSample;
  readonly picture: HTMLCanvasElement | null;
  /** What lies over the picture; asked for at every draw. */
  readonly scene: () => SceneOptions;
  readonly label: string;
  /** The pane that decides how large all are. */
  readonly leads: boolean;
}): ReactElement {
  const { annotator } = useStudio();
  const { view, cursor } = annotator;
  const { open, picture, scene, leads } = props;
  const { editor } = open;
  const box = useRef<HTMLDivElement>(null);
  const base = useRef<Konva.Layer>(null);
  const resting = useRef<Konva.Layer>(null);
  const moving = useRef<Konva.Layer>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const [rest] = useState(() => new RestingShapes());
  const restTimer = useRef<number | undefined>(undefined);
  const slice = useRef(0);
  const sceneRef = useRef(scene);
  sceneRef.current = scene;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
      if (leads && width > 0 && height > 0) view.setPane({ width, height });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [view, leads]);

  /** Draws the resting shapes for the view where their bitmap does not do. */
  const refresh = useCallback(
    (now: boolean): void => {
      const { resting: drawn, key } = splitScene(editor, sceneRef.current());
      const changed = !rest.holds(key);
      if (!changed && rest.fits(view.state, size)) return;
      window.clearTimeout(restTimer.current);
      cancelAnimationFrame(slice.current);
      if (changed || now) {
        rest.render(drawn, key, view.state, size, window.devicePixelRatio);
        return;
      }
      // A slice a frame: the picture goes on moving while thousands of points are drawn anew.
      const onSlice = (): void => {
        if (rest.step(SLICE_MS)) resting.current?.batchDraw();
        else slice.current = requestAnimationFrame(onSlice);
      };
      restTimer.current = window.setTimeout(() => {
        const { resting: anew, key: newKey } = splitScene(editor, sceneRef.current());
        rest.begin(anew, newKey, view.state, size, window.devicePixelRatio);
        onSlice();
      }, REST_MS);
    },
    [editor, rest, size, view],
  );

  useEffect(() => {
    if (size.width === 0) return;
    refresh(true);
    base.current?.batchDraw();
    resting.current?.batchDraw();
    moving.current?.batchDraw();
    const onView = (): void => {
      editor.pixel = 1 / view.state.scale;
      refresh(false);
      base.current?.batchDraw();
      resting.current?.batchDraw();
      moving.current?.batchDraw();
    };
    const onEdit = (): void => {
      const { key } = splitScene(editor, sceneRef.current());
      if (!rest.holds(key)) {
        refresh(true);
        resting.current?.batchDraw();
      }
      moving.current?.batchDraw();
    };
    const onCursor = (): void => {
      moving.current?.batchDraw();
    };
    editor.pixel = 1 / view.state.scale;
    const stops = [view.subscribe(onView), editor.subscribe(onEdit), cursor.subscribe(onCursor)];
    return () => {
      for (const stop of stops) stop();
      window.clearTimeout(restTimer.current);
      cancelAnimationFrame(slice.current);
    };
  }, [cursor, editor, refresh, rest, size, view, picture]);

  // What the scene shows may have changed with this rendering.
  useEffect(() => {
    if (size.width === 0) return;
    refresh(false);
    resting.current?.batchDraw();
    moving.current?.batchDraw();
  });

  const pointers = usePointers(open, box);
  const drawPicture = (context: Konva.Context): void => {
    if (!picture) return;
    const native = context._context;
    const { scale, centre } = view.state;
    native.imageSmoothingEnabled = scale < SHARP_FROM;
    native.imageSmoothingQuality = 'low';
    const x = size.width / 2 - centre[0] * scale;
    const y = size.height / 2 - centre[1] * scale;
    // Only what is in sight: a picture at 3200 % is 40,000 pixels wide.
    const x0 = Math.max(0, Math.floor(-x / scale));
    const y0 = Math.max(0, Math.floor(-y / scale));
    const x1 = Math.min(picture.width, Math.ceil((size.width - x) / scale));
    const y1 = Math.min(picture.height, Math.ceil((size.height - y) / scale));
    if (x1 <= x0 || y1 <= y0) return;
    native.drawImage(
      picture,
      x0,
      y0,
      x1 - x0,
      y1 - y0,
      x0 * scale + x,
      y0 * scale + y,
      (x1 - x0) * scale,
      (y1 - y0) * scale,
    );
  };

  return (
    <div
      ref={box}
      className={`apane apane--${editor.toolName}`}
      role="application"
      aria-label={props.label}
      tabIndex={0}
      // The browser's own: Konva's takes two quick clicks at different places for one.
      onDoubleClick={(event) => {
        if (event.button === 0) editor.doubleClick();
      }}
      data-tool={editor.toolName}
      data-sample={open.id}
    >
      {size.width > 0 ? (
        <Stage width={size.width} height={size.height} {...pointers}>
          <Layer ref={base} listening={false}>
            <Shape sceneFunc={drawPicture} />
          </Layer>
          <Layer ref={resting} listening={false}>
            <Shape
              sceneFunc={(context) => {
                rest.blit(context._context, view.state, size);
              }}
            />
          </Layer>
          <Layer ref={moving} listening={false}>
            <Shape
              sceneFunc={(context) => {
                const options = sceneRef.current();
                const point = cursor.get();
                drawMoving(
                  context._context,
                  editor,
                  splitScene(editor, options).moving,
                  view,
                  size,
                  point ? [point.u, point.v] : null,
                  options,
                );
              }}
            />
          </Layer>
        </Stage>
      ) : null}
    </div>
  );
}
