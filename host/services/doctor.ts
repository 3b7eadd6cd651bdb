/** What this machine has for the studio: Node, the SDK, USB permissions, cameras, disk, settings folder. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import type { Check } from '../../core/contract/methods.js';
import { text } from '../../core/text/index.js';
import { freeBytes } from '../files/space.js';

const GB = 1024 ** 3;
const LOW_SPACE = 5 * GB;
const UDEV_FOLDERS = ['/etc/udev/rules.d', '/usr/lib/udev/rules.d', '/lib/udev/rules.d'];

/** What an SDK look-up found, asked in a process of its own: loading a broken library must not end the studio. */
export interface SdkReport {
  readonly found: { readonly version: string; readonly path: string } | null;
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
  readonly cameras: readonly {
    readonly name: string;
    readonly serial: string;
    readonly usb: string;
    readonly firmware: string;
  }[];
}

export async function examine(configFolder: string, sdk: SdkReport): Promise<Check[]> {
  return [
    nodeCheck(),
    ...sdkChecks(sdk),
    ...cameraChecks(sdk),
    ...udevCheck(),
    await folderCheck(configFolder),
    await spaceCheck(configFolder),
  ];
}

function check(name: string, state: Check['state'], message: string, remedy = ''): Check {
  return { name, state, message, remedy };
}

function nodeCheck(): Check {
  return check('node', 'pass', text('doctor.node', { version: process.versions.node }));
}

function sdkChecks({ found, refused }: SdkReport): Check[] {
  const others = refused.map(({ path, reason }) =>
    check('sdk', 'info', text('doctor.sdk-refused', { path, reason })),
  );
  if (found) return [check('sdk', 'pass', text('doctor.sdk', found)), ...others];
  return [
    check('sdk', 'warn', text('fault.sdk-missing.message'), text('fault.sdk-missing.remedy')),
    ...others,
  ];
}

function cameraChecks({ found, cameras }: SdkReport): Check[] {
  if (!found) return [];
  if (cameras.length === 0)
    return [
      check('camera', 'info', text('fault.no-camera.message'), text('fault.no-camera.remedy')),
    ];
  return cameras.map((camera) => {
    const line = text('doctor.camera', camera);
    return camera.usb.startsWith('2')
      ? check('camera', 'warn', line, text('fault.usb2.remedy', { profile: '480 x 270' }))
      : check('camera', 'pass', line);
  });
}

function udevCheck(): Check[] {
  if (process.platform !== 'linux') return [];
  const found = UDEV_FOLDERS.some((folder) => existsSync(`${folder}/99-realsense-libusb.rules`));
  return [
    found
      ? check('usb', 'pass', text('doctor.udev'))
      : check('usb', 'warn', text('doctor.udev-missing'), text('doctor.udev-remedy')),
  ];
}

async function folderCheck(folder: string): Promise<Check> {
  const writable = await mkdir(folder, { recursive: true })
    .then(() => access(folder, constants.W_OK))
    .then(
      () => true,
      () => false,
    );
  return writable
    ? check('settings', 'pass', text('doctor.settings', { folder }))
    : check(
        'settings',
        'fail',
        text('doctor.settings-read-only', { folder }),
        text('doctor.settings-remedy'),
      );
}

async function spaceCheck(folder: string): Promise<Check> {
  const free = await freeBytes(folder);
  if (free === null) return check('disk', 'info', text('doctor.space-unknown'));
  const gigabytes = (free / GB).toFixed(1);
  return check(
    'disk',
    free < LOW_SPACE ? 'warn' : 'pass',
    text('doctor.space', { gigabytes }),
    free < LOW_SPACE ? text('doctor.space-remedy') : '',
  );
}

/** Runs the look-up in a child of its own, which may crash without harm. */
export async function lookForSdk(script: string): Promise<SdkReport> {
  const out = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [script],
      { encoding: 'utf8', timeout: 15_000, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
      // The child ends itself by a signal, so that no library is torn down: what it said counts.
      (_error, stdout) => {
        resolve(stdout);
      },
    );
  });
  const line = out.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) return { found: null, refused: [], cameras: [] };
  return JSON.parse(line) as SdkReport;
}
