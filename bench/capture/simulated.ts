import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProject } from '../../host/project/open-project.js';
import type { Row } from '../detector/row.js';
import { connect, startHost } from './host.js';
import { pause, row } from './row.js';

/** Starts to the first frame, and the simulator's own rate at the D405's default size. */
export async function simulated(tell: (line: string) => void): Promise<Row[]> {
  tell('start and simulator ...');
  const folder = mkdtempSync(join(tmpdir(), 'pd-bench-'));
  const project = join(folder, 'project');
  await createProject(project, 'Bench');
  const host = await startHost(folder, project, 'simulated:profile=848x480@30', null);
  try {
    const channel = await connect(host.url);
    const times: number[] = [];
    channel.listen('camera.preview', (_, more) => {
      times.push(performance.now());
      more();
    });
    while (times.length === 0) await pause(5);
    const first = (times[0] ?? 0) - host.begunMs;
    await pause(2000);
    times.length = 0;
    await pause(10_000);
    const rate = ((times.length - 1) * 1000) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
    channel.close();
    return [
      row(
        'npm start to the first live frame (installed and built)',
        first / 1000,
        's',
        'under 3 s',
        first < 3000,
      ),
      row(
        'simulated D405 at 848x480, fresh noise each frame',
        rate,
        'per second',
        'at least 15',
        rate >= 15,
      ),
    ];
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
