/** What each key of the Inspect workspace does. */
import { NO_DEFECT_REASONS } from '../../core/contract/schema/inspect.js';
import type { Studio } from '../state/studio.js';
import type { InspectAction } from './actions.js';
import { choose, confirm, stepSample, toggleReason, undoVerdict } from './inspecting.js';

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
