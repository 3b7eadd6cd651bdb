/** The same studio in an Electron window, where the binary is present. */
import { _electron, expect, test } from '@playwright/test';
import { findElectron } from '../scripts/lib/electron-binary.mjs';
import { makeFolder, removeFolder } from './support/studio.js';

const binary = findElectron();

test('the Electron window shows the live camera', async () => {
  test.skip(binary === null, "Electron's binary is not installed");
  const folder = await makeFolder();
  const app = await _electron.launch({
    executablePath: binary ?? '',
    args: ['.', '--source', 'simulated'],
    env: { ...(process.env as Record<string, string>), PD_STUDIO_CONFIG: folder },
  });
  const window = await app.firstWindow();
  await expect(window.getByText('Camera streaming')).toBeVisible({ timeout: 30_000 });
  await app.close();
  await removeFolder(folder);
});
