/** What happens to a whole sample: done and on to the next, checked, reopened, assigned, copied out. */
import { toWire } from '../../core/annotation/wire.js';
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
    if ((await annotator.save()) === false) return;
    const set = await attempt(
      studio,
      studio.link.call('annotate.setState', { ids: [open.id], state: 'done' }),
    );
    if (!set) return;
  }
  const next = nextToDo(studio);
  if (next !== null) await annotator.show(next);
  else
    studio.ui.getState().actions.notify({ level: 'pass', message: text('annotate.queue.allDone') });
}

export async function setSampleState(studio: Studio, state: WorkState): Promise<void> {
  const { annotator } = studio;
  const { open } = annotator.state;
  if (!open) return;
  await annotator.save();
  await attempt(studio, studio.link.call('annotate.setState', { ids: [open.id], state }));
}

export async function assignSample(studio: Studio, assignee: string | null): Promise<void> {
  const { open } = studio.annotator.state;
  if (!open) return;
  await attempt(studio, studio.link.call('annotate.assign', { ids: [open.id], assignee }));
}

/** The annotation as a LabelMe file of its own, where the browser puts downloads. */
export async function downloadCopy(studio: Studio): Promise<void> {
  const { open } = studio.annotator.state;
  if (!open) return;
  const { document } = open.editor;
  const wire = toWire(document);
  const file = {
    version: '5.1.1',
    flags: wire.flags,
    shapes: document.shapes
      .filter((shape) => shape.type !== 'other')
      .map(({ label, points, groupId, description, type, flags }) => ({
        label,
        points,
        group_id: groupId,
        description,
        shape_type: type,
        flags,
      })),
    imagePath: 'rgb.png',
    imageData: null,
    imageHeight: document.height,
    imageWidth: document.width,
  };
  const blob = new Blob([JSON.stringify(file, null, 2)], { type: 'application/json' });
  const link = window.document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${open.id}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
  await studio.annotator.save();
}
