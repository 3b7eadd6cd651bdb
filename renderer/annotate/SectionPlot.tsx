/** The depth profile along the drawn line: height over distance in mm, where it crosses masks, how deep they are. */
import { useMemo, useRef, useState, useLayoutEffect, type ReactElement } from 'react';
import { depthProfile, type Crossing, type Profile } from '../../core/annotation/profile.js';
import type { AnnotationDocument } from '../../core/annotation/document.js';
import { topShapes } from '../../core/annotation/shape-mask.js';
import { text } from '../../core/text/index.js';
import { ticks } from '../capture/plots.js';
import { IconButton } from '../controls/Button.js';
import type { OpenSample } from '../state/annotate.js';
import { fixed } from '../state/format.js';
import { shapeNumbers } from './canvas/scene.js';
import { useEditor } from './useEditor.js';
import { useLabelColours } from './useLabelColours.js';

const HEIGHT = 118;
const LEFT = 34;
const RIGHT = 14;
const TOP = 8;
const BOTTOM = 18;
/** Narrower crossings are marked and not measured. */
const LEAST_WIDTH_PX = 10;

export function SectionPlot(props: { readonly open: OpenSample }): ReactElement | null {
  const { open } = props;
  const { editor, data } = open;
  const section = useEditor(editor, (now) => now.section);
  const marked = useEditor(editor, ({ history }) => history.isMarked);
  const document = useEditor(editor, (now) => now.document);
  // During a drag the plot keeps the document of its start: it must not slow the hand down.
  const held = useHeld(document, marked);
  const profile = useMemo(() => {
    if (!section || !data.depth) return null;
    const labels = topShapes(held.shapes, held.width, held.height);
    return depthProfile(data.depth, section.a, section.b, data.board, labels);
  }, [section, data, held]);
  if (!section) return null;
  return (
    <section className="aprofile" aria-label={text('annotate.section')}>
      <header className="aprofile__head">
        <h2>{text('annotate.section')}</h2>
        <span className="t2 s12 cut">
          {profile
            ? text(
                profile.aboveBoard ? 'annotate.section.note.board' : 'annotate.section.note.free',
                { length: fixed(profile.lengthMm, 1) },
              )
            : ''}
        </span>
        <span className="grow" />
        <span className="aprofile__key aprofile__key--depth s12 t2">
          {text('annotate.section.depth')}
        </span>
        <span className="aprofile__key aprofile__key--rim s12 t2">
          {text('annotate.section.rim')}
        </span>
        <IconButton
          size="s"
          tone="ghost"
          icon="close"
          label={text('annotate.section.close')}
          onClick={() => {
            editor.setSection(null);
          }}
        />
      </header>
      {profile ? (
        <Plot profile={profile} open={open} document={held} />
      ) : (
        <p className="aprofile__none t3">{text('annotate.section.none')}</p>
      )}
    </section>
  );
}

/** The value of before while `hold`. */
function useHeld<T>(value: T, hold: boolean): T {
  const last = useRef(value);
  if (!hold) last.current = value;
  return last.current;
}

function Plot(props: {
  readonly profile: Profile;
  readonly open: OpenSample;
  readonly document: AnnotationDocument;
}): ReactElement {
  const { profile } = props;
  const { editor } = props.open;
  const { shapes } = props.document;
  const colourOf = useLabelColours();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(900);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      setWidth(Math.max(300, element.clientWidth));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  const heights = profile.samples.flatMap(({ heightMm }) => (heightMm === null ? [] : [heightMm]));
  const [low, high] = niceRange(heights);
  const x = (mm: number): number =>
    LEFT + (mm / Math.max(profile.lengthMm, 1e-6)) * (width - LEFT - RIGHT);
  const y = (mm: number): number => TOP + ((high - mm) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const numbers = shapeNumbers(shapes, editor);
  const nameOf = (crossing: Crossing): { name: string; colour: string } => {
    const shape = shapes[crossing.label - 1];
    if (!shape) return { name: '', colour: '#b6bbc3' };
    return {
      name: `${(numbers.get(shape.id) ?? '').toString()} ${shape.label}`,
      colour: colourOf(shape.label),
    };
  };
  let path = '';
  let pen = false;
  for (const { alongMm, heightMm } of profile.samples) {
    if (heightMm === null) {
      pen = false;
      continue;
    }
    path += `${pen ? 'L' : 'M'}${x(alongMm).toFixed(1)} ${y(heightMm).toFixed(1)}`;
    pen = true;
  }
  const deepest = profile.crossings.flatMap(({ deepest: found }) => (found ? [found] : []));
  const spoken = deepest
    .map(({ depthMm }) => text('annotate.section.deep', { depth: fixed(depthMm, 1) }))
    .join(', ');
  return (
    <div ref={box} className="aprofile__plot">
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={`${text('annotate.section.label')} ${spoken}`}
      >
        {ticks(low, high, 5).map((value) => (
          <g key={value}>
            <line
              className="aprofile__grid"
              x1={LEFT}
              x2={width - RIGHT}
              y1={y(value)}
              y2={y(value)}
            />
            <text className="aprofile__tick" x={LEFT - 6} y={y(value) + 4} textAnchor="end">
              {fixed(value, value % 1 === 0 ? 0 : 1)}
            </text>
          </g>
        ))}
        {ticks(0, profile.lengthMm, 11).map((value) => (
          <text
            key={value}
            className="aprofile__tick"
            x={x(value)}
            y={HEIGHT - 4}
            textAnchor="middle"
          >
            {fixed(value, value % 1 === 0 ? 0 : 1)}
          </text>
        ))}
        {profile.crossings.map((crossing) => {
          const { name, colour } = nameOf(crossing);
          const from = x(crossing.fromMm);
          const to = x(crossing.toMm);
          return (
            <g key={crossing.fromMm}>
              <rect
                x={from}
                y={TOP}
                width={Math.max(1, to - from)}
                height={HEIGHT - TOP - BOTTOM}
                fill={colour}
                opacity="0.16"
              />
              {[from, to].map((edge) => (
                <line
                  key={edge}
                  className="aprofile__edge"
                  x1={edge}
                  x2={edge}
                  y1={TOP}
                  y2={HEIGHT - BOTTOM}
                  stroke={colour}
                />
              ))}
              {to - from > 60 ? (
                <text className="aprofile__name" x={from + 5} y={TOP + 11}>
                  {text('annotate.section.crossing', { name, width: fixed(crossing.widthMm, 1) })}
                </text>
              ) : null}
              <Depth crossing={crossing} x={x} y={y} width={width} />
            </g>
          );
        })}
        <path className="aprofile__line" d={path} />
        <text className="aprofile__end" x={LEFT + 4} y={TOP + 10}>
          {'A'}
        </text>
        <text className="aprofile__end" x={width - RIGHT - 4} y={TOP + 10} textAnchor="end">
          {'B'}
        </text>
      </svg>
    </div>
  );
}

/** The line from rim to rim and how far the deepest point lies below it. */
function Depth(props: {
  readonly crossing: Crossing;
  readonly x: (mm: number) => number;
  readonly y: (mm: number) => number;
  readonly width: number;
}): ReactElement | null {
  const { crossing, x, y } = props;
  const { deepest, rimMm } = crossing;
  if (!deepest || !rimMm) return null;
  if (x(crossing.toMm) - x(crossing.fromMm) < LEAST_WIDTH_PX) return null;
  const at = x(deepest.alongMm);
  const bottom = y(deepest.heightMm);
  const rim = y(deepest.heightMm + deepest.depthMm);
  const right = at + 120 < props.width;
  return (
    <>
      <line
        className="aprofile__rim"
        x1={x(crossing.fromMm)}
        x2={x(crossing.toMm)}
        y1={y(rimMm[0])}
        y2={y(rimMm[1])}
      />
      <path
        className="aprofile__measure"
        d={`M${at.toFixed(1)} ${rim.toFixed(1)}V${bottom.toFixed(1)}m-4 0h8M${(at - 4).toFixed(1)} ${rim.toFixed(1)}h8`}
      />
      <text
        className="aprofile__deep"
        x={right ? at + 8 : at - 8}
        y={Math.min(HEIGHT - BOTTOM - 4, Math.max(bottom, rim) + 14)}
        textAnchor={right ? 'start' : 'end'}
      >
        {text(deepest.depthMm >= 0 ? 'annotate.section.deep' : 'annotate.section.high', {
          depth: fixed(Math.abs(deepest.depthMm), 1),
        })}
      </text>
    </>
  );
}

/** A range with room around; never so narrow that noise looks like hills. */
function niceRange(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length * 0.005)] ?? 0;
  const high = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.995))] ?? 1;
  const span = Math.max(high - low, 4);
  const middle = (low + high) / 2;
  return [middle - span * 0.58, middle + span * 0.62];
}
