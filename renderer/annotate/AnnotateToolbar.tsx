/** Annotate's toolbar: which sample, how far it is, undo, saving, layout, and the way on. */
import type { ReactElement } from 'react';
import type { Editor } from '../../core/annotation/editor.js';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { ANNOTATE_LAYOUTS } from '../state/annotate.js';
import { runAction } from '../state/commands.js';
import { useAnnotate, useProject, useStudio } from '../state/context.js';
import { clock } from '../state/format.js';
import { sampleName } from './queue-model.js';
import { StateMark } from './StateMark.js';
import { useEditor } from './useEditor.js';
import { WorkPopover } from './WorkPopover.js';

const LAYOUT_ACTIONS = {
  relief: 'layoutRelief',
  depth: 'layoutDepth',
  one: 'layoutOne',
  overlay: 'layoutOverlay',
  cloud: 'layoutCloud',
} as const;

export function AnnotateToolbar(props: { readonly onToggleSide: () => void }): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  const open = useAnnotate((state) => state.open);
  const layout = useAnnotate((state) => state.layout);
  return (
    <div className="toolbar annotate__bar" role="toolbar" aria-label={text('annotate.toolbar')}>
      <IconButton
        size="s"
        icon="left"
        label={text('annotate.previous')}
        keys={keyOf('previousSample')}
        onClick={() => {
          runAction(studio, 'previousSample');
        }}
      />
      <IconButton
        size="s"
        icon="right"
        label={text('annotate.next')}
        keys={keyOf('nextSample')}
        onClick={() => {
          runAction(studio, 'nextSample');
        }}
      />
      <SampleTitle />
      <span className="grow" />
      {open ? (
        <>
          <Steps editor={open.editor} />
          <span className="vsep" />
          <SaveMark />
          <span className="vsep" />
        </>
      ) : null}
      <SegmentedControl
        size="s"
        label={text('annotate.layout')}
        value={layout}
        options={ANNOTATE_LAYOUTS.map((value) => ({
          value,
          label: text(`annotate.layout.${value}`),
          hint: keyOf(LAYOUT_ACTIONS[value]),
        }))}
        onChange={(value) => {
          studio.annotator.patch({ layout: value });
        }}
      />
      <span className="vsep annotate__wide" />
      <span className="annotate__wide">
        <Button
          size="s"
          icon="copy"
          hint={text('annotate.copyLast.hint')}
          keys={keyOf('copyLast')}
          disabled={open?.lock.state !== 'mine'}
          onClick={() => {
            runAction(studio, 'copyLast');
          }}
        >
          {text('annotate.copyLast')}
        </Button>
      </span>
      <Button
        size="s"
        tone="primary"
        icon="check"
        keys={keyOf('doneNext')}
        disabled={!open}
        onClick={() => {
          runAction(studio, 'doneNext');
        }}
      >
        {text('annotate.done')}
      </Button>
      <span className="toolbar__drawer">
        <Button size="s" icon="tag" onClick={props.onToggleSide}>
          {text('annotate.panel')}
        </Button>
      </span>
    </div>
  );
}

function SampleTitle(): ReactElement | null {
  const wanted = useAnnotate((state) => state.wanted);
  const sample = useProject((state) => state.samples.find(({ id }) => id === wanted));
  const readOnly = useAnnotate((state) => state.open && state.open.lock.state !== 'mine');
  if (!sample) return null;
  return (
    <>
      <b className="cut annotate__title">{`${sample.category}, ${sample.split}, ${sampleName(sample)}`}</b>
      <span className="mono t3 cut annotate__id">{sample.id}</span>
      <WorkPopover sample={sample}>
        <StateMark state={sample.work.state} />
        {text(`annotate.state.${sample.work.state}`)}
      </WorkPopover>
      {readOnly === true ? (
        <span className="tag tag--warn">{text('annotate.readOnly')}</span>
      ) : null}
    </>
  );
}

function Steps(props: { readonly editor: Editor }): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  const { editor } = props;
  const undoCount = useEditor(editor, ({ history }) => history.undoCount);
  const redoCount = useEditor(editor, ({ history }) => history.redoCount);
  const drawing = useEditor(editor, ({ tool }) => tool.draft !== null);
  return (
    <>
      <IconButton
        size="s"
        icon="undo"
        label={text('annotate.undo')}
        keys={keyOf('undoShapes')}
        disabled={undoCount === 0 && !drawing}
        onClick={() => {
          runAction(studio, 'undoShapes');
        }}
      />
      <IconButton
        size="s"
        icon="redo"
        label={text('annotate.redo')}
        keys={keyOf('redoShapes')}
        disabled={redoCount === 0}
        onClick={() => {
          runAction(studio, 'redoShapes');
        }}
      />
      <span className="t2 s12 annotate__steps">
        {undoCount === 0
          ? text('annotate.steps.none')
          : text(undoCount === 1 ? 'annotate.steps.one' : 'annotate.steps', { count: undoCount })}
      </span>
    </>
  );
}

/** Whether the file holds what is on the screen; a failure says why and offers to try again. */
function SaveMark(): ReactElement {
  const studio = useStudio();
  const save = useAnnotate((state) => state.save);
  if (save.kind === 'failed')
    return (
      <span
        className="annotate__save annotate__save--failed"
        role="status"
        title={`${save.message} ${save.hint}`}
      >
        <Mark state="fail" />
        {text('annotate.save.failed')}
        <Button
          size="s"
          onClick={() => {
            runAction(studio, 'saveSample');
          }}
        >
          {text('annotate.save.retry')}
        </Button>
      </span>
    );
  return (
    <span className="annotate__save t2 s12" role="status" data-save={save.kind}>
      <Mark state={save.kind === 'saved' ? 'done' : 'new'} />
      {save.kind === 'saved'
        ? save.at === null
          ? text('annotate.save.nothing')
          : text('annotate.save.saved', { time: clock(save.at, true) })
        : text(`annotate.save.${save.kind}`)}
    </span>
  );
}
