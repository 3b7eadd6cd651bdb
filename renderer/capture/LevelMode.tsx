/**
 * Levelling with both hands on the rig: the whole screen, to be read from two metres. One bubble,
 * two numbers, two sentences; state by shape and words as well as colour.
 */
import { useEffect, useRef, type ReactElement } from 'react';
import { levelGuide } from '../../core/levelling/guide.js';
import { text } from '../../core/text/index.js';
import { IconButton } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { useCamera, useStudio, useUi } from '../state/context.js';
import { fixed } from '../state/format.js';
import { BubbleLevel } from './BubbleLevel.js';
import { levelWords } from './gate-words.js';
import { FaultOverlay } from './FaultOverlay.js';
import { useLevel } from './live.js';
import { useTargetDeg } from './LevelOverlay.js';

export function LevelMode(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const ref = useRef<HTMLDialogElement>(null);
  const level = useLevel();
  const target = useTargetDeg();
  const tilt = useCamera((state) => fixed(state.measures?.measures.tiltDeg, 1));
  const distance = useCamera((state) => fixed(state.measures?.measures.distanceMm, 1));
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    const leave = dialog ? fillScreen(dialog, () => close('level')) : null;
    return () => {
      leave?.();
      dialog?.close();
    };
  }, [close]);
  const inTarget = level !== null && levelGuide(level.pitchDeg, level.rollDeg, target).inTarget;
  const tone = level === null ? 'none' : inTarget ? 'ok' : 'off';
  const words = level ? levelWords(level.pitchDeg, level.rollDeg, target) : [];
  return (
    <dialog
      ref={ref}
      className={`levelmode levelmode--${tone}`}
      aria-label={text('capture.levelMode')}
      onCancel={(event) => {
        event.preventDefault();
        close('level');
      }}
    >
      <div className="levelmode__close">
        <IconButton
          label={text('capture.levelMode.close')}
          icon="close"
          size="l"
          tone="ghost"
          onClick={() => {
            studio.ui.getState().actions.close('level');
          }}
        />
      </div>
      <div className="levelmode__bubble">
        {level ? (
          <BubbleLevel {...level} targetDeg={target} label={text('capture.level.bubble')} />
        ) : (
          <Mark state="unsure" size={180} />
        )}
      </div>
      <div className="levelmode__side">
        <div className="levelmode__verdict" role="status">
          <Mark state={level === null ? 'unsure' : inTarget ? 'pass' : 'fail'} size={72} />
          <strong>
            {text(
              level === null
                ? 'capture.level.noPlane'
                : inTarget
                  ? 'capture.level.isLevel'
                  : 'capture.level.notLevel',
            )}
          </strong>
        </div>
        {words.map((axis) => (
          <div
            key={axis.axis}
            className={`levelmode__axis ${axis.ok ? '' : 'levelmode__axis--off'}`}
          >
            <span>{axis.label}</span>
            <b>{axis.value}</b>
            <em>{axis.words}</em>
          </div>
        ))}
        <div className="levelmode__facts">
          <span>{text('capture.levelMode.tilt', { tilt, target: target.toString() })}</span>
          <span>{text('capture.levelMode.distance', { distance })}</span>
        </div>
      </div>
      <FaultOverlay />
    </dialog>
  );
}

/**
 * Takes the whole screen where that is allowed; else the dialog fills the window as it does already.
 * Leaving full screen (Esc there never reaches the page) calls `left`. Returns what gives it back.
 */
function fillScreen(dialog: HTMLDialogElement, left: () => void): () => void {
  let ours = false;
  let over = false;
  const changed = (): void => {
    if (ours && !document.fullscreenElement) {
      ours = false;
      left();
    }
  };
  const give = (): void => {
    if (ours && document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    ours = false;
  };
  document.addEventListener('fullscreenchange', changed);
  if (document.fullscreenEnabled && !document.fullscreenElement)
    document.documentElement.requestFullscreen().then(
      () => {
        ours = true;
        if (over) give();
        else if (dialog.open) {
          // The page came to the top as the last one; the dialog belongs over it.
          dialog.close();
          dialog.showModal();
        }
      },
      // Refused: without a key press, or by the browser's settings.
      () => undefined,
    );
  return () => {
    over = true;
    document.removeEventListener('fullscreenchange', changed);
    give();
  };
}
