/** Keys of the Inspect workspace: the verdict is given by one hand. */
import type { ActionKeys } from '../state/action-keys.js';

export const INSPECT_ACTIONS = [
  { name: 'inspectAccept', scope: 'inspect', group: 'inspect', keys: ['A'] },
  { name: 'inspectReject', scope: 'inspect', group: 'inspect', keys: ['R'] },
  { name: 'inspectUnsure', scope: 'inspect', group: 'inspect', keys: ['U', 'E'] },
  { name: 'inspectConfirm', scope: 'inspect', group: 'inspect', keys: ['Enter', 'Space'] },
  { name: 'inspectUndo', scope: 'inspect', group: 'inspect', keys: ['Ctrl+Z'] },
  { name: 'inspectNext', scope: 'inspect', group: 'inspect', keys: ['ArrowDown', 'J', 'S'] },
  { name: 'inspectPrevious', scope: 'inspect', group: 'inspect', keys: ['ArrowUp', 'K', 'W'] },
  { name: 'inspectHideHeat', scope: 'inspect', group: 'inspect', keys: ['H', 'Q'] },
  { name: 'inspectCompare', scope: 'inspect', group: 'inspect', keys: ['C'] },
  { name: 'inspectComment', scope: 'inspect', group: 'inspect', keys: ['T'] },
  { name: 'inspectFit', scope: 'inspect', group: 'inspect', keys: ['F'] },
  { name: 'inspectLive', scope: 'inspect', group: 'inspect', keys: ['L'] },
  { name: 'inspectCamera', scope: 'inspect', group: 'inspect', keys: ['I'] },
  { name: 'inspectReason1', scope: 'inspect', group: 'inspect', keys: ['1'] },
  { name: 'inspectReason2', scope: 'inspect', group: 'inspect', keys: ['2'] },
  { name: 'inspectReason3', scope: 'inspect', group: 'inspect', keys: ['3'] },
  { name: 'inspectReason4', scope: 'inspect', group: 'inspect', keys: ['4'] },
  { name: 'inspectReason5', scope: 'inspect', group: 'inspect', keys: ['5'] },
  { name: 'inspectReason6', scope: 'inspect', group: 'inspect', keys: ['6'] },
  { name: 'inspectReason7', scope: 'inspect', group: 'inspect', keys: ['7'] },
  { name: 'inspectReason8', scope: 'inspect', group: 'inspect', keys: ['8'] },
  { name: 'inspectReason9', scope: 'inspect', group: 'inspect', keys: ['9'] },
  { name: 'inspectReason10', scope: 'inspect', group: 'inspect', keys: ['0'] },
  { name: 'goInspect', scope: 'studio', group: 'inspect', keys: ['Alt+5'] },
] as const satisfies readonly ActionKeys[];

export type InspectAction = (typeof INSPECT_ACTIONS)[number]['name'];
