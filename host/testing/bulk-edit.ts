/** Edits every sample of a project in one step, a line on each; tests kill it half-way. */
import { openProject } from '../project/open-project.js';

const store = await openProject(process.argv[2] ?? '');
await store.bulkEdit(
  { kind: 'edit', ids: store.samples().map((sample) => sample.id), patch: { split: 'test' } },
  {
    by: 'test',
    told: (done) => {
      process.stdout.write(`${String(done)}\n`);
    },
    signal: { aborted: false },
  },
);
await store.close();
