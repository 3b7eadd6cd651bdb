/** What each key of the Train workspace does. */
import type { Studio } from '../state/studio.js';
import type { TrainView } from '../state/train.js';
import type { TrainAction } from './actions.js';
import {
  evaluate,
  openReport,
  pauseOrResume,
  selectedRun,
  startRuns,
  stepRun,
} from './training.js';
import { isOver } from './words.js';

const view =
  (name: TrainView) =>
  (studio: Studio): void => {
    studio.train.getState().actions.set({ view: name });
  };

export const trainCommands: Readonly<Record<TrainAction, (studio: Studio) => void>> = {
  goTrain: (studio) => {
    studio.ui.getState().actions.go('train');
  },
  trainStart: (studio) => {
    void startRuns(studio);
  },
  trainPause: (studio) => {
    const run = selectedRun(studio);
    if (run) void pauseOrResume(studio, run);
  },
  trainCancel: (studio) => {
    const run = selectedRun(studio);
    if (run && !isOver(run.state)) studio.ui.getState().actions.open('cancel-run');
  },
  trainNextRun: (studio) => {
    stepRun(studio, 1);
  },
  trainPreviousRun: (studio) => {
    stepRun(studio, -1);
  },
  trainCheck: (studio) => {
    const { selected, checked, actions } = studio.train.getState();
    if (selected !== null) actions.check(selected, !checked.has(selected));
  },
  trainEvaluate: (studio) => {
    void evaluate(studio);
  },
  trainReport: (studio) => {
    const run = selectedRun(studio);
    if (run?.hasReport === true) void openReport(studio, run.id);
  },
  trainViewRun: view('run'),
  trainViewCompare: view('compare'),
  trainViewModel: view('model'),
};
