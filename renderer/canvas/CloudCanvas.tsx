/** The canvas of a point cloud: drag or arrow keys orbit, wheel or + and - come nearer, Home resets. */
import { useEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import { makeCloudStage, type CloudStage } from './cloud-stage.js';

const KEY_RADIANS = 0.08;
const TURNS: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function CloudCanvas(props: {
  readonly label: string;
  /** Said where the browser has no WebGL. */
  readonly noWebgl: string;
  /** Said over the canvas instead of points; null where there are some. */
  readonly absent: string | null;
  /** Holds the stage while it is there; effects of the parent run after it was made. */
  readonly stage: RefObject<CloudStage | null>;
}): ReactElement {
  const { stage } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [failed, setFailed] = useState(false);
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
  }, [stage]);
  const note = failed ? props.noWebgl : props.absent;
  return (
    <>
      {note === null ? null : <p className="cloud__failed">{note}</p>}
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={props.label}
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
    </>
  );
}
