/** The SDK for sources: a missing one is a fault with its remedy, not a crash. */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  SdkNotFoundError,
  type DiscoveryOptions,
  type RealSenseLibrary,
} from '../../../native/index.js';
import { SourceFault } from '../faults.js';

/**
 * Folder of the copy packaged with the app: `sdk` among its resources, where the archive with the
 * code lies (also seen as app.asar.unpacked); `sdk` beside the code elsewhere.
 */
export function packagedSdkFolder(
  program = fileURLToPath(new URL('../../../../', import.meta.url)),
): string {
  const folder = resolve(program);
  return join(/\.asar(\.unpacked)?$/.test(folder) ? dirname(folder) : folder, 'sdk');
}

/** @throws SourceFault sdk-missing */
export function loadSdk(load: (options: DiscoveryOptions) => RealSenseLibrary): RealSenseLibrary {
  try {
    return load({ packaged: packagedSdkFolder() });
  } catch (error) {
    if (error instanceof SdkNotFoundError) throw new SourceFault('sdk-missing');
    throw error;
  }
}
