/** What each key of the Annotate workspace does. */
import type { Editor } from '../../core/annotation/editor.js';
import type { ToolName } from '../../core/annotation/tools/tool.js';
import type { AnnotateLayout } from '../state/annotate.js';
import type { Studio } from '../state/studio.js';
import type { AnnotateAction } from './actions.js';
import { PICTURE_KINDS } from './canvas/pictures.js';
import { downloadCopy, finishSample, setSampleState } from './finish.js';
import { nextToDo } from './queue-model.js';

type Command = (studio: Studio) => void;

const tool =
  (name: ToolName): Command =>
  ({ annotator }) => {
    annotator.setTool(name);
  };
const edit =
  (run: (editor: Editor) => void): Command =>
  ({ annotator }) => {
    if (annotator.editor) run(annotator.editor);
  };
const layout =
  (name: AnnotateLayout): Command =>
  ({ annotator }) => {
    annotator.patch({ layout: name });
  };
const label =
  (number: number): Command =>
  (studio) => {
    const chosen = drawnLabels(studio)[number - 1];
    if (chosen) studio.annotator.setLabel(chosen.name);
  };

/** Labels that are drawn with: all but the background. */
export function drawnLabels(
  studio: Studio,
): readonly { readonly name: string; readonly colour: string }[] {
  const labels = studio.project.getState().info?.project.labels ?? [];
  return labels.filter(({ value }) => value !== 0);
}

/** Image pixels that a simplified outline may be off. */
const SIMPLIFY_PX = 0.75;
const BRUSH_STEP = 1.25;

export const annotateCommands: Readonly<Record<AnnotateAction, Command>> = {
  toolSelect: tool('select'),
  toolPan: tool('pan'),
  toolPolygon: tool('polygon'),
  toolRectangle: tool('rectangle'),
  toolCircle: tool('circle'),
  toolLine: tool('line'),
  toolLinestrip: tool('linestrip'),
  toolPoint: tool('point'),
  toolBrush: tool('brush'),
  toolEraser: tool('eraser'),
  toolSubtract: tool('subtract'),
  toolWand: tool('wand'),
  toolSection: tool('section'),
  toolComment: tool('comment'),
  brushSmaller: edit((editor) => {
    editor.sizeBrush(1 / BRUSH_STEP);
  }),
  brushLarger: edit((editor) => {
    editor.sizeBrush(BRUSH_STEP);
  }),
  snapping({ annotator }) {
    const snapping = !annotator.state.snapping;
    annotator.patch({ snapping });
    if (annotator.editor) annotator.editor.snapping = snapping;
  },
  undoShapes: edit((editor) => {
    editor.undo();
  }),
  redoShapes: edit((editor) => {
    editor.redo();
  }),
  deleteShapes: edit((editor) => {
    editor.deleteSelection();
  }),
  removePoint: edit((editor) => {
    editor.removePoint();
  }),
  addPoint({ annotator }) {
    const at = annotator.cursor.get();
    if (at) annotator.editor?.addPoint([at.u, at.v]);
  },
  duplicateShapes: edit((editor) => {
    editor.duplicate();
  }),
  copyShapes({ annotator }) {
    const copied = annotator.editor?.copied() ?? [];
    if (copied.length > 0) annotator.clipboard = copied;
  },
  pasteShapes({ annotator }) {
    annotator.editor?.paste(annotator.clipboard);
  },
  copyLast({ annotator }) {
    annotator.copyLast();
  },
  copyToNext({ annotator }) {
    void annotator.copyToNext();
  },
  editLabel: ({ annotator }) => {
    if ((annotator.editor?.selection.size ?? 0) > 0) annotator.patch({ dialog: 'properties' });
  },
  selectAllShapes: edit((editor) => {
    editor.selectAll();
  }),
  orderUp: edit((editor) => {
    editor.order('up');
  }),
  orderDown: edit((editor) => {
    editor.order('down');
  }),
  mergeShapes: edit((editor) => {
    editor.merge();
  }),
  simplifyShapes: edit((editor) => {
    editor.simplify(SIMPLIFY_PX);
  }),
  shapesToPolygons: edit((editor) => {
    editor.toPolygon();
  }),
  label1: label(1),
  label2: label(2),
  label3: label(3),
  label4: label(4),
  label5: label(5),
  label6: label(6),
  label7: label(7),
  label8: label(8),
  label9: label(9),
  zoomIn({ annotator }) {
    annotator.view.zoomSteps(2);
  },
  zoomOut({ annotator }) {
    annotator.view.zoomSteps(-2);
  },
  zoomFull({ annotator }) {
    annotator.view.setScale(1);
  },
  fitWindow({ annotator }) {
    annotator.view.fit('window');
  },
  fitObject({ annotator }) {
    annotator.view.fit('object');
  },
  fitWidth({ annotator }) {
    annotator.view.fit('width');
  },
  bareShapes({ annotator }) {
    annotator.patch({ bare: !annotator.state.bare });
  },
  layoutRelief: layout('relief'),
  layoutDepth: layout('depth'),
  layoutOne: layout('one'),
  layoutOverlay: layout('overlay'),
  layoutCloud: layout('cloud'),
  nextPicture({ annotator }) {
    const at = PICTURE_KINDS.indexOf(annotator.state.single);
    const single = PICTURE_KINDS[(at + 1) % PICTURE_KINDS.length];
    if (single) annotator.patch({ layout: 'one', single });
  },
  nextSample({ annotator }) {
    void annotator.step(1);
  },
  previousSample({ annotator }) {
    void annotator.step(-1);
  },
  doneNext(studio) {
    void finishSample(studio);
  },
  nextUnfinished(studio) {
    const next = nextToDo(studio);
    if (next !== null) void studio.annotator.show(next);
  },
  previousUnfinished(studio) {
    const next = nextToDo(studio, true);
    if (next !== null) void studio.annotator.show(next);
  },
  checkSample(studio) {
    void setSampleState(studio, 'checked');
  },
  reopenSample(studio) {
    void setSampleState(studio, 'in-progress');
  },
  saveSample({ annotator }) {
    void annotator.save();
  },
  saveCopy(studio) {
    void downloadCopy(studio);
  },
  openFolder({ ui }) {
    ui.getState().actions.open('open-project');
  },
  versions({ annotator }) {
    if (annotator.state.open) annotator.patch({ dialog: 'versions' });
  },
  deleteFile({ annotator }) {
    if (annotator.state.open) annotator.patch({ dialog: 'delete' });
  },
  closeSample({ annotator }) {
    void annotator.close();
  },
  leaveStudio({ annotator }) {
    // A tab that the user opened cannot close itself; its sample is saved and given back all the same.
    void annotator.close(() => {
      window.close();
    });
  },
};
