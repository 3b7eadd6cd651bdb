/** The selected shape in numbers: area, depth, whether depth is there under the mask; group and flags. */
import type { ReactElement } from 'react';
import { MUCH_WITHOUT_DEPTH } from '../../../core/annotation/mask-check.js';
import { text } from '../../../core/text/index.js';
import { IconButton } from '../../controls/Button.js';
import { Mark } from '../../controls/Mark.js';
import { useKeyOf } from '../../shell/useKeyOf.js';
import type { OpenSample } from '../../state/annotate.js';
import { runAction } from '../../state/commands.js';
import { useStudio } from '../../state/context.js';
import { count, fixed, percent } from '../../state/format.js';
import { measured } from '../measured.js';
import { useEditor } from '../useEditor.js';
import { listShapes, type Listed } from './ShapesPanel.js';

export function ShapeDetail({ open }: { readonly open: OpenSample }): ReactElement | null {
  const { editor } = open;
  const selection = useEditor(editor, (now) => now.selection);
  const document = useEditor(editor, (now) => now.document);
  const marked = useEditor(editor, ({ history }) => history.isMarked);
  if (selection.size === 0) return null;
  if (selection.size > 1)
    return (
      <section className="panel">
        <header className="panel__head">
          <h2>{text('annotate.detail.many', { count: count(selection.size) })}</h2>
        </header>
      </section>
    );
  const entry = listShapes(document).find(({ shape }) => selection.has(shape.id));
  if (!entry) return null;
  return <Detail open={open} entry={entry} moving={marked} />;
}

function Detail(props: {
  readonly open: OpenSample;
  readonly entry: Listed;
  readonly moving: boolean;
}): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  const { open, entry } = props;
  const { shape, name } = entry;
  const { areaMm2, pixels, withoutDepth, deepestMm } = measured(open, shape);
  const flags = Object.entries(shape.flags)
    .filter(([, on]) => on)
    .map(([flag]) => flag);
  const gaps = withoutDepth !== null && withoutDepth > MUCH_WITHOUT_DEPTH;
  return (
    <section className="panel" aria-labelledby="annotate-detail">
      <header className="panel__head">
        <h2 id="annotate-detail" className="cut">
          {name}
        </h2>
        <span className="grow" />
        {withoutDepth === null ? (
          <span className="tag">{text('annotate.detail.noDepth')}</span>
        ) : (
          <span className={`tag ${gaps ? 'tag--warn' : 'tag--pass'}`}>
            <Mark state={gaps ? 'warn' : 'pass'} size={12} />
            {text(gaps ? 'annotate.detail.gaps' : 'annotate.detail.agrees')}
          </span>
        )}
        <IconButton
          size="s"
          tone="ghost"
          icon="tag"
          label={text('annotate.detail.edit')}
          keys={keyOf('editLabel')}
          disabled={open.editor.readOnly}
          onClick={() => {
            runAction(studio, 'editLabel');
          }}
        />
      </header>
      <dl className="kv kv--panel">
        <div>
          <dt>{text('annotate.detail.area')}</dt>
          <dd>
            {areaMm2 === null
              ? text('annotate.detail.pixels', { pixels: count(pixels) })
              : text('annotate.detail.areaValue', {
                  area: fixed(areaMm2, areaMm2 < 10 ? 1 : 0),
                  pixels: count(pixels),
                })}
          </dd>
        </div>
        {deepestMm === null ? null : (
          <div>
            <dt>{text(deepestMm >= 0 ? 'annotate.detail.deepest' : 'annotate.detail.highest')}</dt>
            <dd>{text('annotate.detail.mm', { value: fixed(Math.abs(deepestMm), 1) })}</dd>
          </div>
        )}
        {withoutDepth === null ? null : (
          <div>
            <dt>{text('annotate.detail.blind')}</dt>
            <dd>{text('annotate.detail.percent', { value: percent(withoutDepth) })}</dd>
          </div>
        )}
        <div>
          <dt>{text('annotate.detail.group')}</dt>
          <dd className={shape.groupId === null ? 't2' : ''}>
            {shape.groupId ?? text('annotate.detail.none')}
          </dd>
        </div>
        <div>
          <dt>{text('annotate.detail.flags')}</dt>
          <dd className={flags.length === 0 ? 't2' : ''}>
            {flags.length === 0 ? text('annotate.detail.none') : flags.join(', ')}
          </dd>
        </div>
      </dl>
    </section>
  );
}
