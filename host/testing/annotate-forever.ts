/** Child process of a test: draws one shape after the other until it is killed, telling each one that is in the journal. */
import type { WireShape } from '../../core/contract/schema/annotation.js';
import { AnnotationSessions } from '../annotate/sessions.js';
import { openProject } from '../project/open-project.js';

const [folder = '', id = ''] = process.argv.slice(2);
const store = await openProject(folder);
const sessions = new AnnotationSessions(store, () => 'Ada', {
  locked: () => undefined,
  changed: () => undefined,
});
const opened = await sessions.openSample({ id, client: 'child', takeOver: false, readOnly: false });
const { session } = opened;
let { token } = opened;
let shapes: WireShape[] = [];
for (let i = 1; ; i++) {
  const shape: WireShape = {
    ...{ id: `n${String(i)}`, type: 'polygon', label: 'dent' },
    points: [i % 40, 2, (i % 40) + 9, 2, (i % 40) + 9, 20.5],
    ...{ groupId: null, description: '', flags: {}, bitmap: null, source: null },
  };
  shapes = [...shapes, shape];
  await sessions.journal(id, session, [
    { put: [shape], order: shapes.map((one) => one.id), flags: null },
  ]);
  if (i % 5 === 0) {
    const { width, height, flags } = opened.document;
    ({ token } = await sessions.save(id, session, { width, height, flags, shapes }, token));
  }
  process.stdout.write(`${String(i)}\n`);
}
