/** libusb for librealsense: on Linux the SDK crashes or does not load where it is missing and no USB bus exists. */
import { existsSync } from 'node:fs';
import { run } from './run.mjs';

const PACKAGE = 'libusb-1.0-0';
const FOLDERS = ['/lib', '/usr/lib', '/usr/local/lib', '/lib64', '/usr/lib64'];
const MULTIARCH = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

function hasLibusb() {
  const inner = MULTIARCH[process.arch];
  return FOLDERS.flatMap((folder) => (inner ? [folder, `${folder}/${inner}`] : [folder])).some(
    (folder) => existsSync(`${folder}/libusb-1.0.so.0`),
  );
}

/** Installs it with the system's packages where that is allowed. @returns {Promise<string | null>} why it cannot be had */
export async function ensureLibusb() {
  if (hasLibusb()) return null;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`Installing ${PACKAGE} with the system packages ...`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = () =>
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', PACKAGE], {
        capture: true,
        timeoutMs: 300_000,
        env,
      });
    if ((await install()).code !== 0) {
      await run('apt-get', ['update', '-qq'], { capture: true, timeoutMs: 180_000 });
      await install();
    }
    if (hasLibusb()) return null;
  }
  return `libusb-1.0.so.0 is missing (install the package ${PACKAGE})`;
}
