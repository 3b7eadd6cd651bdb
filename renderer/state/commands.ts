/** What each key and palette entry does. One table, used by keyboard, palette and buttons. */
import type { PlanCell } from '../../core/contract/schema/project.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { annotateCommands } from '../annotate/commands.js';
import { datasetCommands } from '../dataset/commands.js';
import { inspectCommands } from '../inspect/commands.js';
import { trainCommands } from '../train/commands.js';
import { lightingOf } from './cells.js';
import type { ActionName } from './keys.js';
import {
  currentShutter,
  retryShot,
  shoot,
  startRetake,
  trashSamples,
  undoTrash,
} from './shooting.js';
import { setPreferences } from './set-preferences.js';
import { attempt, type Studio } from './studio.js';

export { setPreferences };

/** Runs an action; actions without sense now do nothing. */
export function runAction(studio: Studio, name: ActionName): void {
  COMMANDS[name](studio);
}

const COMMANDS: Readonly<Record<ActionName, (studio: Studio) => void>> = {
  shoot(studio) {
    const state = currentShutter(studio);
    if (state.kind === 'ready' || state.kind === 'refused') void shoot(studio);
    else if (state.kind === 'blocked') studio.ui.getState().actions.open('override');
    else if (state.kind === 'no-project') studio.ui.getState().actions.open('new-project');
  },
  override(studio) {
    const { kind } = currentShutter(studio);
    if (kind === 'blocked' || kind === 'refused') studio.ui.getState().actions.open('override');
  },
  tryAgain(studio) {
    if (currentShutter(studio).kind === 'pending') void retryShot(studio);
  },
  level(studio) {
    const { dialog, actions } = studio.ui.getState();
    if (dialog === 'level') actions.close('level');
    else actions.open('level');
  },
  newSession(studio) {
    const { info } = studio.project.getState();
    if (info && !info.readOnly) studio.ui.getState().actions.open('new-session');
  },
  nextCell: (studio) => {
    stepCell(studio, 1);
  },
  previousCell: (studio) => {
    stepCell(studio, -1);
  },
  viewSide: (studio) => {
    studio.capture.getState().actions.setView('side');
  },
  viewRgb: (studio) => {
    studio.capture.getState().actions.setView('rgb');
  },
  viewDepth: (studio) => {
    studio.capture.getState().actions.setView('depth');
  },
  viewOverlay: (studio) => {
    studio.capture.getState().actions.setView('overlay');
  },
  viewCloud: (studio) => {
    studio.capture.getState().actions.setView('cloud');
  },
  onion: (studio) => {
    studio.capture.getState().actions.toggle('onion');
  },
  crop: (studio) => {
    studio.capture.getState().actions.toggle('crop');
  },
  freeze: (studio) => {
    studio.capture.getState().actions.toggle('frozen');
  },
  retake(studio) {
    const sample = selectedSample(studio);
    if (sample) startRetake(studio, sample);
  },
  markRetake(studio) {
    const sample = selectedSample(studio);
    if (sample)
      void attempt(
        studio,
        studio.link.call('samples.markRetake', { id: sample.id, retake: !sample.retake }),
      );
  },
  trash(studio) {
    const sample = selectedSample(studio);
    if (sample) void trashSamples(studio, [sample.id]);
  },
  undoTrash: (studio) => {
    void undoTrash(studio);
  },
  note(studio) {
    if (selectedSample(studio)) studio.ui.getState().actions.open('note');
  },
  palette: (studio) => {
    studio.ui.getState().actions.open('palette');
  },
  help: (studio) => {
    studio.ui.getState().actions.open('help');
  },
  goCapture: (studio) => {
    studio.ui.getState().actions.go('capture');
  },
  goAnnotate: (studio) => {
    studio.ui.getState().actions.go('annotate');
  },
  goSettings: (studio) => {
    studio.ui.getState().actions.go('settings');
  },
  ...annotateCommands,
  ...datasetCommands,
  ...inspectCommands,
  ...trainCommands,
  theme(studio) {
    const next = { system: 'light', light: 'dark', dark: 'system' } as const;
    void setPreferences(studio, { theme: next[studio.prefs.getState().value.theme] });
  },
};

export function selectedSample(studio: Studio): SampleSummary | undefined {
  const { selected } = studio.capture.getState();
  return studio.project.getState().samples.find((sample) => sample.id === selected);
}

/** Makes a cell of the plan the next shot. */
export function jumpTo(studio: Studio, cell: Omit<PlanCell, 'target'>): void {
  const { info } = studio.project.getState();
  const capture = studio.capture.getState();
  if (!info) return;
  const lighting =
    capture.cell?.category === cell.category
      ? capture.cell.lighting
      : lightingOf(info.project, cell.category);
  capture.actions.setReplaces(null);
  capture.actions.setCell({
    category: cell.category,
    split: cell.split,
    anomaly: cell.anomaly,
    lighting,
  });
}

function stepCell(studio: Studio, step: number): void {
  const { info } = studio.project.getState();
  const { cell } = studio.capture.getState();
  if (!info || !cell) return;
  const { plan } = info.project;
  const at = plan.findIndex(
    (entry) =>
      entry.category === cell.category &&
      entry.split === cell.split &&
      entry.anomaly === cell.anomaly,
  );
  const next = plan[(at + step + plan.length) % plan.length];
  if (next) jumpTo(studio, next);
}
