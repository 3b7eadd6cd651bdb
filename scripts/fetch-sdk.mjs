#!/usr/bin/env node
/**
 * npm run sdk: librealsense for tests, from the package clients at hand, checked by sha256 and
 * unpacked under .sdk. What cannot be had is said in one line; tests that need it are then skipped.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { ensureLibusb } from './lib/libusb.mjs';
import { root } from './lib/root.mjs';
import { run } from './lib/run.mjs';

const LIMIT_MS = 180_000;
const SDKS = [
  {
    version: '2.53.1',
    archive: 'librealsense2-2.53.1-1.5.9-linux-x86_64.jar',
    sha256: '330b8b5c1c9c1a4071d8bd832714489992afa1483a8e34d0c8e4299ae887925f',
    file: 'librealsense2.so.2.53',
    client: (folder) => [
      'mvn',
      [
        '-q',
        '-B',
        'dependency:copy',
        '-Dartifact=org.bytedeco:librealsense2:2.53.1-1.5.9:jar:linux-x86_64',
        `-DoutputDirectory=${folder}`,
      ],
    ],
  },
  {
    version: '2.59.1',
    archive: 'pyrealsense2-2.59.1.11053-cp311-cp311-manylinux1_x86_64.whl',
    sha256: '04593436a55be82f147a485a261a601e35b49b2a3b25c35e2ad6eb5a775bdde1',
    file: 'pyrealsense2.cpython-311-x86_64-linux-gnu.so',
    client: (folder) => [
      python() ?? 'python3',
      [
        '-m',
        'pip',
        'download',
        '-q',
        '--no-deps',
        '--only-binary=:all:',
        '--python-version',
        '3.11',
        '--implementation',
        'cp',
        '--platform',
        'manylinux1_x86_64',
        '-d',
        folder,
        'pyrealsense2==2.59.1.11053',
      ],
    ],
    needs: () =>
      hasLibPython()
        ? null
        : 'libpython3.11.so.1.0 is missing (install Python 3.11 with its shared library)',
  },
];

/** Fetches what is missing. @returns {Promise<{ version: string, path: string | null, reason: string | null }[]>} */
export async function ensureSdks() {
  const results = [];
  for (const sdk of SDKS) results.push(await ensureSdk(sdk));
  mkdirSync(join(root, '.sdk'), { recursive: true });
  // Paths from the project's folder: a checkout that was moved or copied keeps its SDKs.
  const listed = results.map((sdk) => ({ ...sdk, path: sdk.path && relative(root, sdk.path) }));
  writeFileSync(join(root, '.sdk', 'manifest.json'), `${JSON.stringify(listed, null, 2)}\n`);
  return results;
}

async function ensureSdk(sdk) {
  const path = join(root, '.sdk', sdk.version, sdk.file);
  const refused = (reason) => ({ version: sdk.version, path: null, reason });
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return refused('it is fetched on Linux x64 only');
  const lack = sdk.needs?.() ?? (await ensureLibusb());
  if (lack) return refused(lack);
  if (existsSync(path)) return { version: sdk.version, path, reason: null };
  const folder = mkdtempSync(join(tmpdir(), 'pd-studio-sdk-'));
  try {
    const [command, args] = sdk.client(folder);
    console.log(`Fetching librealsense ${sdk.version} ...`);
    const { code, timedOut } = await run(command, args, { capture: true, timeoutMs: LIMIT_MS });
    const archive = join(folder, sdk.archive);
    if (!existsSync(archive))
      return refused(
        timedOut ? 'its download took too long' : `${command} could not fetch it (exit ${code})`,
      );
    const data = readFileSync(archive);
    if (createHash('sha256').update(data).digest('hex') !== sdk.sha256)
      return refused('the archive has another sha256 than expected');
    mkdirSync(join(root, '.sdk', sdk.version), { recursive: true });
    writeFileSync(`${path}.tmp`, fromZip(data, sdk.file));
    renameSync(`${path}.tmp`, path);
    return { version: sdk.version, path, reason: null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One file of a zip archive by its base name (jars and wheels are zips). */
function fromZip(zip, name) {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== 0x06054b50) end -= 1;
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = zip.readUInt16LE(at + 28);
    const entry = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (entry.endsWith(`/${name}`)) {
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
      return zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`${name} is not in the archive`);
}

function python() {
  for (const name of ['python3.11', 'python3']) {
    try {
      execFileSync(name, ['-m', 'pip', '--version'], { stdio: 'ignore', timeout: 20_000 });
      return name;
    } catch {
      continue;
    }
  }
  return null;
}

function hasLibPython() {
  const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib', '/usr/local/lib'];
  for (const name of ['python3.11', 'python3']) {
    try {
      folders.push(
        execFileSync(name, ['-c', 'import sysconfig; print(sysconfig.get_config_var("LIBDIR"))'], {
          encoding: 'utf8',
          timeout: 20_000,
        }).trim(),
      );
    } catch {
      continue;
    }
  }
  return folders.some(
    (folder) => existsSync(folder) && readdirSync(folder).includes('libpython3.11.so.1.0'),
  );
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').at(-1))) {
  for (const { version, path, reason } of await ensureSdks())
    console.log(`librealsense ${version}: ${path ?? reason}`);
}
