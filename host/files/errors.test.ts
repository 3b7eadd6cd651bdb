import { describe, expect, it } from 'vitest';
import { asStudioError } from './errors.js';

describe('asStudioError', () => {
  it.each([
    ['/data/rig/samples/.tmp-77-ab12-x', '/data/rig/samples'],
    ['/data/rig/samples/.tmp-77-ab12-x/rgb.png', '/data/rig/samples'],
    ['C:\\rig\\samples\\.tmp-77-x', 'C:\\rig\\samples'],
    ['/data/rig/samples/one', '/data/rig/samples/one'],
  ])('names for %s the folder that stays', (path, named) => {
    const error = asStudioError(Object.assign(new Error('full'), { code: 'ENOSPC' }), path);
    expect(error).toMatchObject({ code: 'disk-full', message: `The disk with ${named} is full.` });
  });
});
