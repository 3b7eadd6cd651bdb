import { describe, expect, it } from 'vitest';
import { usbObstacle } from './library.js';

describe('usbObstacle', () => {
  const machine = (platform: NodeJS.Platform, hasLibusb: boolean, hasUsbBus: boolean) => ({
    platform,
    hasLibusb: () => hasLibusb,
    hasUsbBus: () => hasUsbBus,
  });

  it('refuses the library where neither libusb nor a USB bus exists, and names the package', () => {
    expect(usbObstacle(machine('linux', false, false))).toContain(
      'install the package libusb-1.0-0',
    );
  });

  it.each([
    ['a USB bus without the system libusb', machine('linux', false, true)],
    ['libusb without a USB bus', machine('linux', true, false)],
    ['another system', machine('darwin', false, false)],
  ])('lets %s pass', (_, given) => {
    expect(usbObstacle(given)).toBeNull();
  });
});
