import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packagedSdkFolder } from './sdk.js';

describe('the packaged SDK', () => {
  it.each([
    ['/opt/PD Studio/resources/app.asar/', '/opt/PD Studio/resources/sdk'],
    ['/opt/PD Studio/resources/app.asar.unpacked/', '/opt/PD Studio/resources/sdk'],
    ['/home/ada/pd-studio/', '/home/ada/pd-studio/sdk'],
  ])('of the program in %s is looked for in %s', (program, folder) => {
    expect(packagedSdkFolder(program)).toBe(join(folder));
  });
});
