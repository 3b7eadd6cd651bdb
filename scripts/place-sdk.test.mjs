import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeSdk } from './place-sdk.mjs';
import { root } from './lib/root.mjs';

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pd-place-sdk-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the SDK of the installers', () => {
  it('is the fetched library with its notice, where the builder looks for it', async () => {
    const path = join(folder, 'librealsense2.so.2.53');
    writeFileSync(path, 'library');
    const fetch = () => Promise.resolve([{ version: '2.53.1', path, reason: null }]);
    const sdkRoot = join(folder, 'sdk');
    expect(await placeSdk({ sdkRoot, platform: 'linux', fetch })).toMatchObject({ placed: true });
    expect(readdirSync(join(sdkRoot, 'linux')).sort()).toEqual([
      'NOTICE.librealsense.txt',
      'librealsense2.so.2.53',
    ]);
    expect(readFileSync(join(root, 'electron-builder.yml'), 'utf8')).toContain('from: sdk/${os}');
  });

  it('is what somebody put there', async () => {
    mkdirSync(join(folder, 'win'));
    writeFileSync(join(folder, 'win', 'realsense2.dll'), 'own');
    const fetch = () => Promise.reject(new Error('nothing is fetched'));
    expect(await placeSdk({ sdkRoot: folder, platform: 'win32', fetch })).toMatchObject({
      placed: true,
    });
  });

  it('is told to be missing, with the reason', async () => {
    const fetch = () => Promise.resolve([{ version: '2.53.1', path: null, reason: 'no client' }]);
    expect(await placeSdk({ sdkRoot: folder, platform: 'linux', fetch })).toEqual({
      placed: false,
      folder: join(folder, 'linux'),
      reason: 'no client',
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the script after installation', () => {
  it("does all that electron-builder's own does, and then reloads the udev rules", () => {
    const own = readFileSync(join(root, 'assets/linux/after-install.sh'), 'utf8');
    const template = readFileSync(
      join(root, 'node_modules/app-builder-lib/templates/linux/after-install.tpl'),
      'utf8',
    ).trimEnd();
    expect(own.startsWith(template)).toBe(true);
    expect(own.slice(template.length)).toContain('udevadm control --reload-rules');
    // The builder replaces these words and knows no others.
    const macros = own.slice(template.length).match(/\$\{[a-zA-Z]+\}/g);
    expect(macros).toBeNull();
  });
});
