import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPage } from './page-protocol.js';

let root = '';
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pd-studio-page-'));
  root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(root, 'index.html'), '<title>page</title>');
  await writeFile(join(root, 'assets', 'main.js'), 'export {};');
  await writeFile(join(root, 'assets', 'main.js.map'), '{}');
  await writeFile(join(folder, 'secret.json'), '{}');
});
afterAll(() => rm(join(root, '..'), { recursive: true, force: true }));

describe('answerPage', () => {
  it.each([
    ['studio://app/', 'text/html; charset=utf-8', '<title>page</title>'],
    ['studio://app/index.html', 'text/html; charset=utf-8', '<title>page</title>'],
    ['studio://app/assets/main.js', 'text/javascript; charset=utf-8', 'export {};'],
  ])('should answer %s', async (address, type, body) => {
    const response = await answerPage(root, address);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(body);
  });

  it('should set the policy of the page on every answer', async () => {
    for (const address of ['studio://app/', 'studio://app/nothing.html']) {
      const { headers } = await answerPage(root, address);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("connect-src 'self';");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it.each([
    'studio://app/../secret.json',
    'studio://app/%2e%2e/secret.json',
    'studio://app/..%2fsecret.json',
    'studio://app/assets/main.js.map',
    'studio://app/assets',
    'studio://app/%00',
    'studio://app/%',
    'studio://elsewhere/index.html',
    'not an address',
  ])('should not give out %s', async (address) => {
    const response = await answerPage(root, address);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });
});
