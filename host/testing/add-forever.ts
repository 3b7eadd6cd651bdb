/** Child process of a test: adds samples to a project until it is killed, telling each one it finished. */
import { createCaptureService } from '../capture/capture-service.js';
import { openProject } from '../project/open-project.js';
import { FakeCamera } from './fake-camera.js';

const store = await openProject(process.argv[2] ?? '');
const camera = new FakeCamera();
const service = createCaptureService({
  camera,
  store: () => store,
  operator: () => 'test',
  changed: () => undefined,
  notice: () => undefined,
});
for (let i = 0; ; i++) {
  camera.level = (i * 37) % 200;
  const result = await service.shoot({
    cell: { category: 'crab', split: 'train', anomaly: 'good', lighting: 'C' },
    override: 'test',
    burst: 1,
    note: '',
    replaces: null,
  });
  if (result.outcome === 'saved') process.stdout.write(`${result.sample.id}\n`);
}
