/** The shapes in drawing order, later ones first: select, hide, lock; what else can be done is in the menu. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, type ReactElement } from 'react';
import { compoundAt } from '../../../core/annotation/compound.js';
import {
  BACKGROUND_LABEL,
  type AnnotationDocument,
  type Shape,
} from '../../../core/annotation/document.js';
import { distance } from '../../../core/annotation/shapes.js';
import { text } from '../../../core/text/index.js';
import { Button, IconButton } from '../../controls/Button.js';
import { Mark } from '../../controls/Mark.js';
import { Popover } from '../../controls/Popover.js';
import { Keys } from '../../controls/Kbd.js';
import { useKeyOf } from '../../shell/useKeyOf.js';
import type { OpenSample } from '../../state/annotate.js';
import { runAction } from '../../state/commands.js';
import { useProject, useStudio } from '../../state/context.js';
import { count, fixed } from '../../state/format.js';
import { useEditor } from '../useEditor.js';
import { useLabelColours } from '../useLabelColours.js';
import { measured } from '../measured.js';

const ROW = 27;
const MOST_ROWS_SHOWN = 8;

export interface Listed {
  readonly shape: Shape;
  readonly number: number;
  readonly holes: number;
  readonly name: string;
}

export function listShapes(document: AnnotationDocument): Listed[] {
  const list: Listed[] = [];
  for (let index = 0; index < document.shapes.length;) {
    const parts = compoundAt(document, index);
    const shape = document.shapes[index]!;
    const number = list.length + 1;
    const label = shape.label === BACKGROUND_LABEL ? text('annotate.shape.hole') : shape.label;
    list.push({ shape, number, holes: parts.length - 1, name: `${number.toString()} ${label}` });
    index += Math.max(1, parts.length);
  }
  return list;
}

export function ShapesPanel({ open }: { readonly open: OpenSample }): ReactElement {
  const studio = useStudio();
  const { editor } = open;
  const document = useEditor(editor, (now) => now.document);
  const list = useMemo(() => listShapes(document), [document]);
  return (
    <section className="panel" aria-labelledby="annotate-shapes">
      <header className="panel__head">
        <h2 id="annotate-shapes">{text('annotate.shapes')}</h2>
        <span className="t3 s12">{list.length === 0 ? '' : count(list.length)}</span>
        <span className="grow" />
        <Button
          size="s"
          icon="subtract"
          disabled={editor.readOnly}
          onClick={() => {
            runAction(studio, 'toolSubtract');
          }}
        >
          {text('annotate.subtract')}
        </Button>
        <ShapeMenu />
      </header>
      {list.length === 0 ? (
        <p className="panel__none t3 s12">{text('annotate.shapes.none')}</p>
      ) : (
        <ShapeList open={open} list={list} />
      )}
      <Filed shapes={document.shapes} />
    </section>
  );
}

function ShapeList(props: {
  readonly open: OpenSample;
  readonly list: readonly Listed[];
}): ReactElement {
  const { open, list } = props;
  const { editor } = open;
  const box = useRef<HTMLDivElement>(null);
  const selection = useEditor(editor, (now) => now.selection);
  useEditor(editor, (now) => now.version());
  const rows = useVirtualizer({
    count: list.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8,
    getItemKey: (i) => list[i]?.shape.id ?? i,
  });
  const height = Math.min(MOST_ROWS_SHOWN, list.length) * ROW;
  return (
    <div ref={box} className="shapes" style={{ height }}>
      <ul
        className="shapes__sheet"
        aria-label={text('annotate.shapes.list')}
        style={{ height: rows.getTotalSize() }}
      >
        {rows.getVirtualItems().map((item) => {
          const entry = list[item.index];
          return entry ? (
            <ShapeRow
              key={item.key}
              open={open}
              entry={entry}
              top={item.start}
              on={selection.has(entry.shape.id)}
            />
          ) : null;
        })}
      </ul>
    </div>
  );
}

function ShapeRow(props: {
  readonly open: OpenSample;
  readonly entry: Listed;
  readonly top: number;
  readonly on: boolean;
}): ReactElement {
  const { open, entry, on } = props;
  const { editor } = open;
  const { annotator } = useStudio();
  const colourOf = useLabelColours();
  const { shape, name } = entry;
  const hidden = editor.hidden.has(shape.id);
  const locked = editor.locked.has(shape.id);
  return (
    <li
      className={`row shapes__row ${on ? 'row--on' : ''}`}
      style={{ transform: `translateY(${props.top.toString()}px)` }}
    >
      <IconButton
        size="s"
        tone="ghost"
        icon={hidden ? 'eyeOff' : 'eye'}
        pressed={hidden}
        label={text(hidden ? 'annotate.shape.show' : 'annotate.shape.hide', { name })}
        onClick={() => {
          editor.toggle('hidden', [shape.id]);
        }}
      />
      <button
        type="button"
        className="shapes__name"
        aria-pressed={on}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) {
            const next = new Set(editor.selection);
            if (!next.delete(shape.id)) next.add(shape.id);
            editor.select(next);
          } else editor.select([shape.id]);
          const [point] = shape.points;
          if (point) annotator.view.reveal(point);
        }}
      >
        <i className="swatch" style={{ background: colourOf(shape.label) }} />
        <span className="cut">{name}</span>
        <span className="t3 s12 cut">{factOf(entry)}</span>
        <span className="grow" />
        <span className="s12">{sizeOf(open, entry)}</span>
      </button>
      <IconButton
        size="s"
        tone="ghost"
        icon={locked ? 'lock' : 'unlock'}
        pressed={locked}
        label={text(locked ? 'annotate.shape.unlock' : 'annotate.shape.lock', { name })}
        onClick={() => {
          editor.toggle('locked', [shape.id]);
        }}
      />
    </li>
  );
}

function factOf({ shape, holes }: Listed): string {
  if (shape.bitmap) return text('annotate.shape.bitmap');
  const [a, b] = shape.points;
  if (shape.type === 'circle' && a && b)
    return text('annotate.shape.radius', { radius: fixed(distance(a, b), 1) });
  if (holes > 0)
    return text(holes === 1 ? 'annotate.shape.holes.one' : 'annotate.shape.holes', {
      count: holes,
    });
  return text('annotate.shape.points', { count: count(shape.points.length) });
}

function sizeOf(open: OpenSample, { shape }: Listed): string {
  const { areaMm2, pixels } = measured(open, shape);
  if (areaMm2 !== null)
    return text('annotate.shape.area', { area: fixed(areaMm2, areaMm2 < 10 ? 1 : 0) });
  return text('annotate.shape.areaPx', { area: count(pixels) });
}

const MENU = [
  ['duplicateShapes', 'annotate.menu.duplicate'],
  ['copyToNext', 'annotate.menu.copyToNext'],
  ['orderUp', 'annotate.menu.up'],
  ['orderDown', 'annotate.menu.down'],
  ['mergeShapes', 'annotate.menu.merge'],
  ['simplifyShapes', 'annotate.menu.simplify'],
  ['shapesToPolygons', 'annotate.menu.toPolygon'],
  ['deleteShapes', 'annotate.menu.delete'],
] as const;
const FILE_MENU = [
  ['versions', 'annotate.menu.versions'],
  ['saveCopy', 'annotate.menu.saveCopy'],
  ['deleteFile', 'annotate.menu.deleteFile'],
  ['closeSample', 'annotate.menu.close'],
] as const;

function ShapeMenu(): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  return (
    <Popover
      label={text('annotate.shape.menu')}
      align="end"
      trigger={(open, toggle) => (
        <IconButton
          size="s"
          tone="ghost"
          icon="more"
          label={text('annotate.shape.menu')}
          expanded={open}
          onClick={toggle}
        />
      )}
    >
      {(close) => (
        <div className="menu menu--keys">
          {[...MENU, ...FILE_MENU].map(([action, label], i) => (
            <button
              key={action}
              type="button"
              className={`menu__item ${i === MENU.length ? 'menu__item--first' : ''}`}
              onClick={() => {
                close();
                runAction(studio, action);
              }}
            >
              <span>{text(label)}</span>
              <span className="grow" />
              <Keys keys={keyOf(action) ?? ''} />
            </button>
          ))}
        </div>
      )}
    </Popover>
  );
}

/** Whether the labels fit what the sample is filed as. */
function Filed(props: { readonly shapes: readonly Shape[] }): ReactElement | null {
  const wanted = useProject((state) => state.samples);
  const { annotator } = useStudio();
  const { open } = annotator.state;
  const sample = wanted.find(({ id }) => id === open?.id);
  const labels = new Set(
    props.shapes.map((shape) => shape.label).filter((label) => label !== BACKGROUND_LABEL),
  );
  if (!sample || labels.size === 0) return null;
  const { anomaly } = sample;
  const others = labels.size - (labels.has(anomaly) ? 1 : 0);
  const words =
    anomaly === 'good'
      ? text('annotate.filed.good')
      : !labels.has(anomaly)
        ? text('annotate.filed.missing', { anomaly })
        : others > 0
          ? text(others === 1 ? 'annotate.filed.others.one' : 'annotate.filed.others', {
              anomaly,
              count: others,
            })
          : null;
  if (words === null) return null;
  return (
    <p className="panel__warn s12 t2">
      <Mark state="warn" />
      {words}
    </p>
  );
}
