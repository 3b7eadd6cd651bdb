/** Child process of the doctor: prints what the SDK look-up finds as one JSON line. */
import { Context, loadRealSense, SdkNotFoundError } from '../../native/index.js';
import { packagedSdkFolder } from '../camera/sources/sdk.js';
import type { SdkReport } from './doctor.js';

function report(): SdkReport {
  try {
    const library = loadRealSense({ packaged: packagedSdkFolder() });
    const cameras = new Context(library).queryDevices().map((device) => ({
      name: device.info('name') ?? 'RealSense',
      serial: device.info('serial-number') ?? '',
      usb: device.info('usb-type-descriptor') ?? '',
      firmware: device.info('firmware-version') ?? '',
    }));
    return {
      found: { version: library.version, path: library.path },
      refused: library.refused,
      cameras,
    };
  } catch (error) {
    if (error instanceof SdkNotFoundError)
      return { found: null, refused: error.attempts, cameras: [] };
    throw error;
  }
}

process.stdout.write(`${JSON.stringify(report())}\n`, () => {
  process.kill(process.pid, 'SIGKILL');
});
