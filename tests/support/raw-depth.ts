/** The first depth frame of a recording as the SDK gives it, read in a process of its own without the studio. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './shared-data.js';

const SCRIPT = `
const [native, file] = process.argv.slice(1);
const { Context, FrameQueue, loadRealSense, Playback } = await import(native);
const { createHash } = await import('node:crypto');
const library = loadRealSense();
const playback = new Playback(library, new Context(library), file);
playback.setRealTime(false);
const queue = new FrameQueue(library, 8);
for (const sensor of playback.sensors()) {
  const profile = sensor.profiles().find((p) => p.stream === 'depth');
  if (!profile) continue;
  sensor.open([profile]);
  sensor.start(queue);
}
let frame = null;
for (let i = 0; i < 100 && !frame; i++) frame = await queue.wait(100);
const pixels = Buffer.alloc(frame.bytes);
frame.copyTo(pixels);
process.stdout.write(createHash('sha256').update(pixels).digest('hex'), () =>
  process.kill(process.pid, 'SIGKILL'),
);
`;

/** SHA-256 of the raw 16-bit counts, hex. */
export function rawDepthDigest(sdk: string, recording: string): Promise<string> {
  const native = pathToFileURL(join(root, 'out/native/index.js')).href;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--input-type=module', '-e', SCRIPT, native, recording],
      { env: { ...process.env, PD_STUDIO_LIBREALSENSE: sdk } },
      // The process ends itself by a signal: what it printed counts.
      (_error, stdout) => {
        resolve(stdout);
      },
    );
  });
}
