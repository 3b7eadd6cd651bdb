/**
 * Where a user's SDK is found, in order: PD_STUDIO_LIBREALSENSE, the copy packaged with the app,
 * the system's library, a pip-installed pyrealsense2 (its module exports the whole C API).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface Candidate {
  readonly path: string;
  /** Libraries to load first, their symbols visible to it; missing ones are passed over. */
  readonly before: readonly string[];
}

export interface DiscoveryOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  /** Folder of the copy packaged with the app. */
  readonly packaged?: string;
}

/** Static libusb inside some builds fails where there is no USB bus; the system's one does not. */
export const LIBUSB = 'libusb-1.0.so.0';

/** All places worth trying, best first. */
export function candidates(options: DiscoveryOptions = {}): Candidate[] {
  const env = options.env ?? process.env;
  const platform = options.platform ?? process.platform;
  const found: Candidate[] = [];
  const add = (path: string): void => {
    found.push({ path, before: companions(path, platform) });
  };
  const chosen = env['PD_STUDIO_LIBREALSENSE'];
  if (chosen !== undefined && chosen !== '') {
    add(chosen);
    // A path that was asked for is used or refused; another version is not taken silently.
    return found;
  }
  if (options.packaged !== undefined && existsSync(options.packaged)) {
    for (const name of readdirSync(options.packaged).filter(isLibraryName).sort())
      add(join(options.packaged, name));
  }
  for (const path of systemLibraries(platform, env)) add(path);
  for (const path of pythonModules(platform)) add(path);
  return found;
}

export function isLibraryName(name: string): boolean {
  return (
    /^(lib)?realsense2(\.\d[\d.]*)?\.(so(\.[\d.]+)?|dylib|dll)$/.test(name) ||
    /^pyrealsense2\..*\.(so|pyd)$/.test(name)
  );
}

function systemLibraries(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  if (platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)']].filter(
      (root) => root !== undefined,
    );
    const vendor = roots.flatMap((root) => [
      join(root, 'RealSense SDK 2.0', 'bin', 'x64', 'realsense2.dll'),
      join(root, 'Intel RealSense SDK 2.0', 'bin', 'x64', 'realsense2.dll'),
    ]);
    return [...vendor.filter((path) => existsSync(path)), 'realsense2.dll'];
  }
  if (platform === 'darwin') {
    return [
      '/opt/homebrew/lib/librealsense2.dylib',
      '/usr/local/lib/librealsense2.dylib',
      'librealsense2.dylib',
    ];
  }
  const versions = ['librealsense2.so.2', 'librealsense2.so'];
  const folders = [
    '/usr/local/lib',
    '/usr/lib',
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib/aarch64-linux-gnu',
  ];
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      if (/^librealsense2\.so\.2\.\d+/.test(name)) versions.push(join(folder, name));
    }
  }
  return versions;
}

/** pyrealsense2's extension module of the Python on the path; none where Python is missing. */
function pythonModules(platform: NodeJS.Platform): string[] {
  const script =
    'import importlib.util as u; s=u.find_spec("pyrealsense2"); print(s.submodule_search_locations[0] if s else "")';
  try {
    const folder = execFileSync(platform === 'win32' ? 'python' : 'python3', ['-c', script], {
      encoding: 'utf8',
      timeout: 5000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    if (folder === '') return [];
    return readdirSync(folder)
      .filter((name) => /^pyrealsense2\..*\.(so|pyd)$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function companions(path: string, platform: NodeJS.Platform): string[] {
  if (platform !== 'linux') return [];
  const python = /cpython-3(\d+)/.exec(basename(path))?.[1];
  if (python === undefined) return [LIBUSB];
  const name = `libpython3.${python}.so.1.0`;
  return [LIBUSB, join(dirname(path), name), name, ...pythonLibraries(name)];
}

/** libpython of interpreters outside the loader's path. */
function pythonLibraries(name: string): string[] {
  const version = /3\.\d+/.exec(name)?.[0] ?? '3';
  try {
    const folder = execFileSync(
      `python${version}`,
      ['-c', 'import sysconfig; print(sysconfig.get_config_var("LIBDIR"))'],
      {
        encoding: 'utf8',
        timeout: 5000,
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    ).trim();
    return [join(folder, name)];
  } catch {
    return [];
  }
}
