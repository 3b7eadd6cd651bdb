/**
 * Pointers on a pane: mouse, pen and touch go to the editor in image pixels; the middle button, Space
 * with a drag, the hand tool and two fingers move the picture; the wheel zooms at the cursor.
 */
import type Konva from 'konva';
import { useEffect, useRef, type RefObject } from 'react';
import type { ImagePoint } from '../../../core/annotation/document.js';
import type { ToolInput } from '../../../core/annotation/tools/tool.js';
import type { OpenSample } from '../../state/annotate.js';
import { useStudio } from '../../state/context.js';

const WHEEL_PX_PER_STEP = 60;
const LINE_PX = 40;

type StageHandlers = Readonly<
  Record<
    'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel',
    (event: Konva.KonvaEventObject<PointerEvent>) => void
  >
>;

interface Finger {
  x: number;
  y: number;
}

export function usePointers(
  open: OpenSample,
  box: RefObject<HTMLDivElement | null>,
): StageHandlers {
  const { annotator } = useStudio();
  const { view, cursor } = annotator;
  const { editor } = open;
  const panning = useRef<{ readonly id: number; x: number; y: number } | null>(null);
  const drawing = useRef<number | null>(null);
  const fingers = useRef(new Map<number, Finger>());
  const space = useRef(false);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const unit = event.deltaMode === 1 ? LINE_PX : 1;
      if (event.shiftKey) {
        const across = event.deltaX === 0 ? event.deltaY : event.deltaX;
        view.pan(-across * unit, 0);
        return;
      }
      const steps = (-event.deltaY * unit) / WHEEL_PX_PER_STEP;
      view.zoomSteps(steps, placeIn(element, event));
    };
    const onSpace = (event: KeyboardEvent): void => {
      if (event.key === ' ') space.current = event.type === 'keydown';
    };
    const onLeave = (): void => {
      if (drawing.current === null) cursor.set(null);
      editor.leave();
    };
    // Passive listeners could not keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerleave', onLeave);
    window.addEventListener('keydown', onSpace);
    window.addEventListener('keyup', onSpace);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerleave', onLeave);
      window.removeEventListener('keydown', onSpace);
      window.removeEventListener('keyup', onSpace);
    };
  }, [box, cursor, editor, view]);

  const place = (event: PointerEvent | MouseEvent): ImagePoint =>
    box.current ? placeIn(box.current, event) : [0, 0];
  const input = (event: PointerEvent): ToolInput => ({
    point: view.toImage(place(event)),
    shift: event.shiftKey,
    ctrl: event.ctrlKey || event.metaKey,
    alt: event.altKey,
    pressure: event.pressure,
    pointer:
      event.pointerType === 'pen' || event.pointerType === 'touch' ? event.pointerType : 'mouse',
  });

  return {
    onPointerDown({ evt }) {
      box.current?.focus({ preventScroll: true });
      if (evt.target instanceof Element) evt.target.setPointerCapture(evt.pointerId);
      if (evt.pointerType === 'touch') {
        fingers.current.set(evt.pointerId, { x: evt.clientX, y: evt.clientY });
        if (fingers.current.size === 2) {
          // The second finger turns drawing into moving the picture.
          editor.tool.cancel();
          drawing.current = null;
          return;
        }
      }
      if (evt.button === 1 || space.current || editor.toolName === 'pan') {
        evt.preventDefault();
        panning.current = { id: evt.pointerId, x: evt.clientX, y: evt.clientY };
        return;
      }
      if (evt.button !== 0 || fingers.current.size > 1) return;
      drawing.current = evt.pointerId;
      const at = input(evt);
      cursor.set({ u: at.point[0], v: at.point[1] });
      editor.down(at);
    },
    onPointerMove({ evt }) {
      const finger = fingers.current.get(evt.pointerId);
      if (finger && fingers.current.size === 2) {
        pinch(evt, finger);
        return;
      }
      if (panning.current?.id === evt.pointerId) {
        view.pan(evt.clientX - panning.current.x, evt.clientY - panning.current.y);
        panning.current = { id: evt.pointerId, x: evt.clientX, y: evt.clientY };
        return;
      }
      // A fast stroke has points between frames; the tool gets them all.
      const events = drawing.current === evt.pointerId ? evt.getCoalescedEvents() : [];
      for (const one of events.length > 0 ? events : [evt]) editor.move(input(one));
      const [u, v] = view.toImage(place(evt));
      cursor.set({ u, v });
    },
    onPointerUp({ evt }) {
      fingers.current.delete(evt.pointerId);
      if (panning.current?.id === evt.pointerId) panning.current = null;
      if (drawing.current !== evt.pointerId) return;
      drawing.current = null;
      editor.up(input(evt));
    },
    onPointerCancel({ evt }) {
      fingers.current.delete(evt.pointerId);
      panning.current = null;
      if (drawing.current !== evt.pointerId) return;
      drawing.current = null;
      editor.tool.cancel();
    },
  };

  function pinch(evt: PointerEvent, finger: Finger): void {
    const element = box.current;
    const other = [...fingers.current].find(([id]) => id !== evt.pointerId)?.[1];
    if (!element || !other) return;
    const { left, top } = element.getBoundingClientRect();
    const before = Math.hypot(finger.x - other.x, finger.y - other.y);
    const after = Math.hypot(evt.clientX - other.x, evt.clientY - other.y);
    // The middle moves half as far as one finger does.
    view.pan((evt.clientX - finger.x) / 2, (evt.clientY - finger.y) / 2);
    if (before > 0)
      view.zoomAt(
        [(evt.clientX + other.x) / 2 - left, (evt.clientY + other.y) / 2 - top],
        after / before,
      );
    finger.x = evt.clientX;
    finger.y = evt.clientY;
  }
}

function placeIn(element: HTMLElement, event: MouseEvent): ImagePoint {
  const { left, top } = element.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}
