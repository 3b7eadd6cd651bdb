/** The shutter: one large button that says what it will do, or what is in the way. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { Button } from '../controls/Button.js';
import { Icon } from '../controls/Icon.js';
import { Keys } from '../controls/Kbd.js';
import { Mark } from '../controls/Mark.js';
import { cellPosition } from '../state/cells.js';
import { runAction } from '../state/commands.js';
import { useCamera, useCapture, useProject, useStudio, useUi } from '../state/context.js';
import { index } from '../state/format.js';
import { discardShot, readyProject, retryShot, shutterState } from '../state/shooting.js';
import { blockedTitle } from './gate-words.js';

export function Shutter(): ReactElement {
  const studio = useStudio();
  const info = useProject(readyProject);
  const samples = useProject((state) => state.samples);
  const cell = useCapture((state) => state.cell);
  const replaces = useCapture((state) => state.replaces);
  const shooting = useCapture((state) => state.shooting);
  const refused = useCapture((state) => state.refused);
  const saving = useCapture((state) => state.session?.saving ?? false);
  const pending = useCapture((state) => state.session?.pending ?? null);
  const status = useCamera((state) => state.state?.status);
  const faulty = useCamera((state) => state.state?.faults.some((fault) => fault.blocking) === true);
  const link = useUi((state) => state.link);
  const keyOf = useKeyOf();
  // Only what the button says of failed gates: its title, and how many more there are.
  const blocked = useCapture((state) => {
    const failed = state.session?.gates.filter((gate) => !gate.passed) ?? [];
    const first = failed[0];
    if (!first) return null;
    const { measures } = studio.camera.getState();
    const moved = failed.some((gate) => gate.name === 'rigMoved') ? 'moved' : '';
    return `${blockedTitle(first, measures?.measures ?? null)}\n${failed.length.toString()}\n${moved}`;
  });

  const gates = blocked === null ? [] : [{ name: '', value: null, limit: null, passed: false }];
  const state = shutterState(info, status, { gates, pending, saving }, shooting, refused);

  if (link !== 'connected')
    return (
      <Box
        kind="off"
        title={text('capture.shutter.offline')}
        note={text('capture.shutter.offlineNote')}
      />
    );
  switch (state.kind) {
    case 'loading':
      return (
        <Box
          kind="off"
          title={text('capture.shutter.loading')}
          note={text('capture.shutter.loadingNote')}
        />
      );
    case 'no-project':
      return (
        <Box
          kind="off"
          title={text('capture.shutter.noProject')}
          note={text('capture.shutter.noProjectNote')}
        />
      );
    case 'read-only':
      return <Box kind="off" title={text('capture.shutter.readOnly')} note={state.message} />;
    case 'no-camera':
      return (
        <Box
          kind="off"
          title={text(
            state.status === 'opening' || state.status === 'reopening'
              ? 'capture.shutter.opening'
              : 'capture.shutter.noCamera',
          )}
          note={text(faulty ? 'capture.shutter.seeFault' : 'capture.shutter.noCameraNote')}
        />
      );
    case 'saving':
      return (
        <Box
          kind="saving"
          title={text('capture.shutter.saving')}
          note={text('capture.shutter.savingNote')}
        />
      );
    case 'pending':
      return (
        <div className="shutter shutter--pending" role="alert">
          <div className="shutter__words">
            <Mark state="fail" size={18} />
            <div>
              <b>{state.pending.message}</b>
              <small>{state.pending.remedy}</small>
            </div>
          </div>
          <div className="shutter__choices">
            <Button
              tone="primary"
              keys={keyOf('tryAgain')}
              onClick={() => {
                void retryShot(studio);
              }}
            >
              {text('capture.shutter.tryAgain')}
            </Button>
            <Button
              onClick={() => {
                void discardShot(studio);
              }}
            >
              {text('capture.shutter.discard')}
            </Button>
          </div>
        </div>
      );
    case 'refused': {
      const [first] = state.failed;
      return (
        <Blocked
          title={first ? blockedTitle(first, null) : text('capture.refused')}
          note={text('capture.shutter.refused')}
          keys={keyOf('shoot') ?? ''}
          action="shoot"
          moved={state.failed.some((gate) => gate.name === 'rigMoved')}
        />
      );
    }
    case 'blocked': {
      const [title = '', failed = '1', moved = ''] = (blocked ?? '').split('\n');
      const more = Number(failed) - 1;
      return (
        <Blocked
          title={title}
          note={
            more > 0
              ? text('capture.shutter.overrideMore', { count: more })
              : text('capture.shutter.override')
          }
          keys={keyOf('override') ?? ''}
          action="override"
          moved={moved !== ''}
        />
      );
    }
    case 'ready': {
      const position = info && cell ? cellPosition(info.project, samples, cell) : null;
      const name = cell && position ? `${cell.anomaly} ${index(position.next)}` : '';
      return (
        <button
          type="button"
          className="shutter shutter--ready"
          aria-keyshortcuts="Space"
          onClick={() => {
            runAction(studio, 'shoot');
          }}
        >
          <Icon name="camera" size={20} />
          <span className="shutter__text">
            <b>
              {text(replaces === null ? 'capture.shutter.shoot' : 'capture.shutter.retake', {
                name,
              })}
            </b>
            <small>{text('capture.shutter.note')}</small>
          </span>
          <Keys keys={keyOf('shoot') ?? ''} />
        </button>
      );
    }
  }
}

function Blocked(props: {
  readonly title: string;
  readonly note: string;
  readonly keys: string;
  readonly action: 'shoot' | 'override';
  /** The rig moved since the first shot: no shot passes until it is put back or a session begins. */
  readonly moved: boolean;
}): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  return (
    <>
      {props.moved ? (
        <div className="shutter__offer">
          <Button
            wide
            icon="newSession"
            keys={keyOf('newSession')}
            onClick={() => {
              runAction(studio, 'newSession');
            }}
          >
            {text('capture.newSession.start')}
          </Button>
        </div>
      ) : null}
      <button
        type="button"
        className="shutter shutter--blocked"
        aria-keyshortcuts={props.action === 'shoot' ? 'Space' : 'Shift+Space'}
        onClick={() => {
          runAction(studio, props.action);
        }}
      >
        <Mark state="fail" size={18} />
        <span className="shutter__text">
          <b>{props.title}</b>
          <small>{props.note}</small>
        </span>
        <Keys keys={props.keys} />
      </button>
    </>
  );
}

function Box(props: {
  readonly kind: 'off' | 'saving';
  readonly title: string;
  readonly note: string;
}): ReactElement {
  return (
    <button
      type="button"
      className={`shutter shutter--${props.kind}`}
      aria-disabled="true"
      aria-live="polite"
    >
      {props.kind === 'saving' ? (
        <span className="spinner" aria-hidden="true" />
      ) : (
        <Icon name="camera" size={20} />
      )}
      <span className="shutter__text">
        <b>{props.title}</b>
        <small>{props.note}</small>
      </span>
    </button>
  );
}
