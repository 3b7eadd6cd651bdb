/** Labels with their number keys; the chosen one is drawn with, and selected shapes get it. */
import type { ReactElement } from 'react';
import { BACKGROUND_LABEL } from '../../../core/annotation/document.js';
import { text } from '../../../core/text/index.js';
import { IconButton } from '../../controls/Button.js';
import { useKeyOf } from '../../shell/useKeyOf.js';
import type { OpenSample } from '../../state/annotate.js';
import { useAnnotate, useProject, useStudio, useUi } from '../../state/context.js';
import { showKey } from '../../state/keys.js';
import { useEditor } from '../useEditor.js';

const LABEL_ACTIONS = [
  'label1',
  'label2',
  'label3',
  'label4',
  'label5',
  'label6',
  'label7',
  'label8',
  'label9',
] as const;

export function LabelsPanel({ open }: { readonly open: OpenSample }): ReactElement {
  const { annotator } = useStudio();
  const ui = useUi((state) => state.actions);
  const keyOf = useKeyOf();
  const all = useProject((state) => state.info?.project.labels);
  const label = useAnnotate((state) => state.label);
  const shapes = useEditor(open.editor, ({ document }) => document.shapes);
  const labels = (all ?? []).filter(({ value }) => value !== 0);
  // Labels of the file that the project does not list are drawn with as well.
  const others = [...new Set(shapes.map((shape) => shape.label))].filter(
    (name) => name !== BACKGROUND_LABEL && !labels.some((known) => known.name === name),
  );
  const listed = [...labels, ...others.map((name) => ({ name, colour: '#b6bbc3' }))];
  return (
    <section className="panel" aria-labelledby="annotate-labels">
      <header className="panel__head">
        <h2 id="annotate-labels">{text('annotate.labels')}</h2>
        <span className="grow" />
        <IconButton
          size="s"
          tone="ghost"
          icon="plus"
          label={text('annotate.labels.edit')}
          onClick={() => {
            ui.goSettings('labels');
          }}
        />
      </header>
      <ul className="rows-list">
        {listed.map(({ name, colour }, i) => {
          const action = LABEL_ACTIONS[i];
          const keys = action ? keyOf(action) : undefined;
          const count = shapes.filter((shape) => shape.label === name).length;
          return (
            <li key={name}>
              <button
                type="button"
                className={`row ${name === label ? 'row--on' : ''}`}
                aria-pressed={name === label}
                aria-keyshortcuts={keys}
                onClick={() => {
                  annotator.setLabel(name);
                }}
              >
                {keys === undefined ? (
                  <span className="row__nokey" />
                ) : (
                  <kbd aria-hidden="true">{showKey(keys)}</kbd>
                )}
                <i className="swatch" style={{ background: colour }} />
                <span className="cut">{name}</span>
                <span className="grow" />
                {count > 0 ? (
                  <span className="t3" title={text('annotate.labels.count', { count })}>
                    {count}
                  </span>
                ) : null}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
