/** What each key of the Inspect workspace does. */
import { NO_DEFECT_REASONS } from '../../core/contract/schema/inspect.js';
import type { Studio } from '../state/studio.js';
import type { InspectAction } from './actions.js';
import { toggleGood } from './comparing.js';
import { choose, COMMENT_ID, confirm, toggleReason, undoVerdict } from './deciding.js';
import { stepSample } from './inspecting.js';
import { everyMs, inspectCamera, startLive, stopLive } from './live.js';

const reason =
  (at: number) =>
  (studio: Studio): void => {
    const types = studio.project.getState().info?.project.anomalyTypes ?? [];
    const name = [...types, ...NO_DEFECT_REASONS][at];
    if (name !== undefined) toggleReason(studio, name);
  };

export const inspectCommands: Readonly<Record<InspectAction, (studio: Studio) => void>> = {
  inspectAccept: (studio) => {
    choose(studio, 'accept');
  },
  inspectReject: (studio) => {
    choose(studio, 'reject');
  },
  inspectUnsure: (studio) => {
    choose(studio, 'unsure');
  },
  inspectConfirm: (studio) => {
    void confirm(studio);
  },
  inspectUndo: (studio) => {
    void undoVerdict(studio);
  },
  inspectNext: (studio) => {
    stepSample(studio, 1);
  },
  inspectPrevious: (studio) => {
    stepSample(studio, -1);
  },
  inspectHideHeat: (studio) => {
    const { heat, actions } = studio.inspect.getState();
    actions.setHeat({ hidden: !heat.hidden });
  },
  inspectCompare: toggleGood,
  inspectComment: () => {
    document.getElementById(COMMENT_ID)?.focus();
  },
  inspectFit: (studio) => {
    const { fit, actions } = studio.inspect.getState();
    actions.set({ fit: fit === 'part' ? 'whole' : 'part' });
  },
  inspectLive: (studio) => {
    const { mode, live, actions } = studio.inspect.getState();
    if (mode === 'queue') actions.set({ mode: 'live' });
    else if (live.mode) stopLive(studio);
    else void startLive(studio, { when: 'stable', everyMs: everyMs(1, 30) });
  },
  inspectCamera: (studio) => {
    if (studio.inspect.getState().mode === 'live') void inspectCamera(studio);
  },
  inspectReason1: reason(0),
  inspectReason2: reason(1),
  inspectReason3: reason(2),
  inspectReason4: reason(3),
  inspectReason5: reason(4),
  inspectReason6: reason(5),
  inspectReason7: reason(6),
  inspectReason8: reason(7),
  inspectReason9: reason(8),
  inspectReason10: reason(9),
  goInspect: (studio) => {
    studio.ui.getState().actions.go('inspect');
  },
};
