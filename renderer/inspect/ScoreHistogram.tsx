/** Scores of validation and test with the line on them: drag it, or move it by the arrow keys. */
import { useMemo, useRef, type ReactElement } from 'react';
import type { SampleScore } from '../../core/contract/schema/detector.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { useWidth } from '../plots/useWidth.js';
import { fixed } from '../state/format.js';

const BINS = 36;
const HEIGHT = 168;
const BOTTOM = 18;
/** Until the page has told how wide it is. */
const USUAL_WIDTH = 520;
const GRIP = 52;
const TICKS = 5;

export function ScoreHistogram(props: {
  readonly scores: readonly SampleScore[];
  readonly line: number;
  /** Score of the sample on screen; null without. */
  readonly here: number | null;
  readonly onMove: (value: number) => void;
  readonly onRest: () => void;
}): ReactElement {
  const { scores, line, here } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box) || USUAL_WIDTH;
  const high = useMemo(
    () => 1.05 * Math.max(line, here ?? 0, ...scores.map(({ score }) => score), 1e-9),
    [scores, line, here],
  );
  const bins = useMemo(() => {
    const good = new Array<number>(BINS).fill(0);
    const bad = new Array<number>(BINS).fill(0);
    for (const { anomaly, score } of scores) {
      const bin = Math.max(0, Math.min(BINS - 1, Math.floor((score / high) * BINS)));
      const of = anomaly === GOOD ? good : bad;
      of[bin] = (of[bin] ?? 0) + 1;
    }
    return { good, bad, most: Math.max(1, ...good.map((n, i) => n + (bad[i] ?? 0))) };
  }, [scores, high]);
  const x = (score: number): number => (Math.max(0, Math.min(high, score)) / high) * width;
  const tall = (count: number): number => (count / bins.most) * (HEIGHT - BOTTOM - 22);
  const step = high / 200;
  const grip = Math.max(0, Math.min(width - GRIP, x(line) - GRIP / 2));
  const move = (clientX: number): void => {
    const rect = box.current?.getBoundingClientRect();
    if (!rect) return;
    props.onMove(Math.max(0, ((clientX - rect.left) / rect.width) * high));
  };
  return (
    <div ref={box} className="scores__box">
      <svg className="scores" viewBox={`0 0 ${width.toString()} ${HEIGHT.toString()}`}>
        <defs>
          <pattern
            id="anomalous"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="6" height="6" className="scores__hatch-back" />
            <line x1="0" y1="0" x2="0" y2="6" className="scores__hatch" />
          </pattern>
        </defs>
        {bins.good.map((count, i) => {
          const left = (i / BINS) * width;
          const wide = width / BINS - 1;
          const bad = bins.bad[i] ?? 0;
          const base = HEIGHT - BOTTOM;
          return (
            <g key={left}>
              <rect
                x={left}
                y={base - tall(count)}
                width={wide}
                height={tall(count)}
                className="scores__good"
              />
              <rect
                x={left}
                y={base - tall(count) - tall(bad)}
                width={wide}
                height={tall(bad)}
                fill="url(#anomalous)"
              />
            </g>
          );
        })}
        {here === null ? null : (
          <>
            <line x1={x(here)} x2={x(here)} y1={34} y2={HEIGHT - BOTTOM} className="scores__here" />
            <text
              x={x(here)}
              y={31}
              textAnchor={x(here) > width / 2 ? 'end' : 'start'}
              className="scores__tick"
            >
              {text('inspect.thisSampleShort')}
            </text>
          </>
        )}
        <g
          role="slider"
          tabIndex={0}
          aria-label={text('inspect.threshold')}
          aria-valuemin={0}
          aria-valuemax={high}
          aria-valuenow={line}
          aria-valuetext={fixed(line, 3)}
          className="scores__handle"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            move(event.clientX);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event.clientX);
          }}
          onPointerUp={props.onRest}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : null;
            if (by === null) {
              if (event.key === 'Enter') props.onRest();
              else return;
            } else props.onMove(Math.max(0, line + by * (event.shiftKey ? 10 : 1)));
            event.preventDefault();
            event.stopPropagation();
          }}
        >
          <line x1={x(line)} x2={x(line)} y1={18} y2={HEIGHT - BOTTOM} className="scores__line" />
          <rect x={grip} y={0} width={GRIP} height={18} rx={3} className="scores__grip" />
          <text x={grip + GRIP / 2} y={13} textAnchor="middle" className="scores__value">
            {fixed(line, 3)}
          </text>
        </g>
        {Array.from({ length: TICKS }, (_, i) => (high * i) / TICKS).map((tick) => (
          <text
            key={tick}
            x={x(tick)}
            y={HEIGHT - 4}
            textAnchor={tick === 0 ? 'start' : 'middle'}
            className="scores__tick"
          >
            {fixed(tick, 2)}
          </text>
        ))}
      </svg>
    </div>
  );
}
