/** The SDK for sources: a missing one is a fault with its remedy, not a crash. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  SdkNotFoundError,
  type DiscoveryOptions,
  type RealSenseLibrary,
} from '../../../native/index.js';
import { SourceFault } from '../faults.js';

/** Folder of the copy packaged with the app: beside the unpacked code, under `sdk`. */
export function packagedSdkFolder(): string {
  return join(fileURLToPath(new URL('../../../../', import.meta.url)), 'sdk');
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
