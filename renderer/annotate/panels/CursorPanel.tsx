/** x, y and z in mm under the cursor, the label there and the pixel; moves with the pointer. */
import { useSyncExternalStore, type ReactElement } from 'react';
import { pointAt } from '../../../core/annotation/depth-grid.js';
import { hitTest } from '../../../core/annotation/hit.js';
import { ownerOf } from '../../../core/annotation/compound.js';
import { text } from '../../../core/text/index.js';
import type { OpenSample } from '../../state/annotate.js';
import { useStudio } from '../../state/context.js';
import { fixed, signed } from '../../state/format.js';
import { useLabelColours } from '../useLabelColours.js';
import { listShapes } from './ShapesPanel.js';

export function CursorPanel({ open }: { readonly open: OpenSample }): ReactElement {
  const { annotator } = useStudio();
  const { cursor } = annotator;
  const colourOf = useLabelColours();
  const at = useSyncExternalStore(cursor.subscribe, cursor.get);
  const { depth } = open.data;
  const point = at && depth ? pointAt(depth, at.u, at.v) : null;
  const { document } = open.editor;
  const hit = at ? hitTest(document, [at.u, at.v], { tolerance: 0.5 }) : null;
  const owner = hit ? ownerOf(document, hit.id) : null;
  const entry =
    owner === null ? undefined : listShapes(document).find(({ shape }) => shape.id === owner);
  return (
    <section className="panel" aria-labelledby="annotate-cursor">
      <header className="panel__head">
        <h2 id="annotate-cursor">{text('annotate.cursor')}</h2>
      </header>
      <div className="xyz">
        {(['x', 'y', 'z'] as const).map((axis, i) => (
          <span key={axis}>
            <small>{text(`annotate.cursor.${axis}`)}</small>
            {axis === 'z' ? fixed(point?.[i], 1) : signed(point?.[i], 1)}
          </span>
        ))}
        <small>{text('annotate.cursor.mm')}</small>
      </div>
      <p className="panel__line s12 t2">
        {at === null ? (
          <span className="t3">{text('annotate.cursor.away')}</span>
        ) : (
          <>
            {entry ? (
              <i className="swatch" style={{ background: colourOf(entry.shape.label) }} />
            ) : null}
            <span className="cut">{entry?.name ?? text('annotate.cursor.none')}</span>
            <span className="grow" />
            <span className="t3">
              {text('annotate.cursor.pixel', { x: Math.floor(at.u), y: Math.floor(at.v) })}
            </span>
          </>
        )}
      </p>
    </section>
  );
}
