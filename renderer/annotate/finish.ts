/** What happens to a whole sample: done and on to the next, checked, reopened, assigned, copied out. */
import type { MaskPng } from '../../core/annotation/labelme/png-codec.js';
import { writeLabelme } from '../../core/annotation/labelme/write.js';
import type { WorkState } from '../../core/contract/schema/work.js';
import { text } from '../../core/text/index.js';
import { attempt, type Studio } from '../state/studio.js';
import { nextToDo } from './queue-model.js';

/** Saves, marks as done and opens the next unfinished sample. */
export async function finishSample(studio: Studio): Promise<void> {
  const { annotator } = studio;
  const { open } = annotator.state;
  if (!open) return;
  if (open.lock.state === 'mine') {
    // Given up, it is left as it is and not marked.
    const goOn = (): void => {
      void showNext(studio);
    };
    if (!(await annotator.settle(goOn))) return;
    const set = await attempt(
      studio,
      studio.link.call('annotate.setState', { ids: [open.id], state: 'done' }),
    );
    if (!set) return;
  }
  await showNext(studio);
}

async function showNext(studio: Studio): Promise<void> {
  const { annotator } = studio;
  const next = nextToDo(studio);
  if (next !== null) await annotator.show(next);
  else
    studio.ui.getState().actions.notify({ level: 'pass', message: text('annotate.queue.allDone') });
}

export async function setSampleState(studio: Studio, state: WorkState): Promise<void> {
  const { annotator } = studio;
  const { open } = annotator.state;
  if (!open) return;
  // What is not saved is not yet what the state says; the save button tells why.
  if ((await annotator.save()) === false) return;
  await attempt(studio, studio.link.call('annotate.setState', { ids: [open.id], state }));
}

export async function assignSample(studio: Studio, assignee: string | null): Promise<void> {
  const { open } = studio.annotator.state;
  if (!open) return;
  await attempt(studio, studio.link.call('annotate.assign', { ids: [open.id], assignee }));
}

/** Mask shapes are written as polygons, which every LabelMe opens: no PNG is made. */
const NO_PNG: MaskPng = {
  decode() {
    throw new Error('A copy is never read.');
  },
  encode() {
    throw new Error('A copy has no mask shapes.');
  },
};

/**
 * The annotation as a LabelMe file of its own, where the browser puts downloads. Where the host cannot
 * be asked any more, without what only its file holds.
 */
export async function downloadCopy(studio: Studio): Promise<void> {
  const { open } = studio.annotator.state;
  const settings = studio.project.getState().info?.project.annotation;
  if (!open || !settings) return;
  const { document } = open.editor;
  const file =
    (await studio.annotator.fileText().catch(() => undefined)) ??
    writeLabelme(
      { ...document, shapes: document.shapes.map((shape) => ({ ...shape, source: null })) },
      null,
      {
        // Younger readers would get masks as PNG, which the page cannot make.
        readers: settings.readers === '3' ? '3' : '5.1',
        ...{ imagePath: 'rgb.png', png: NO_PNG, rasteriser: settings.rasteriser },
      },
    );
  const link = window.document.createElement('a');
  link.href = URL.createObjectURL(new Blob([file], { type: 'application/json' }));
  link.download = `${open.id}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
  await studio.annotator.save();
}
