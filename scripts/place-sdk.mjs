/** librealsense for the installers: what somebody put under sdk/PLATFORM, else on Linux the tested 2.53.1. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { ensureSdks } from './fetch-sdk.mjs';
import { root } from './lib/root.mjs';

/** electron-builder's ${os}. */
const PLATFORMS = { linux: 'linux', darwin: 'mac', win32: 'win' };
const LIBRARY = /realsense2.*(\.so|\.dylib|\.dll)/;
const NOTICE = `librealsense (Intel RealSense SDK 2.0), Copyright 2017-2022 Intel Corporation.
Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
Source: https://github.com/IntelRealSense/librealsense
`;

/**
 * @param {{ sdkRoot?: string, platform?: string, fetch?: typeof ensureSdks }} options
 * @returns {Promise<{ placed: boolean, folder: string, reason: string | null }>}
 */
export async function placeSdk({
  sdkRoot = join(root, 'sdk'),
  platform = process.platform,
  fetch = ensureSdks,
} = {}) {
  const folder = join(sdkRoot, PLATFORMS[platform] ?? platform);
  if (existsSync(folder) && readdirSync(folder).some((name) => LIBRARY.test(name)))
    return { placed: true, folder, reason: null };
  // The older one of the tested two: it is one plain library, the newer a Python module.
  const [sdk] = await fetch();
  if (!sdk?.path) return { placed: false, folder, reason: sdk?.reason ?? 'it is not fetched here' };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'NOTICE.librealsense.txt'), NOTICE);
  const to = join(folder, basename(sdk.path));
  copyFileSync(sdk.path, `${to}.tmp`);
  renameSync(`${to}.tmp`, to);
  return { placed: true, folder, reason: null };
}
