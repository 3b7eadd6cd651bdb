/** Which execution provider runs a model, and what is said where it is not the one that was asked for. */
import { expect, it } from 'vitest';
import { contrastDetector } from '../../models/testing/contrast-detector.js';
import { openSession, sessionProviders } from './session.js';

/** One that no build for this platform has. */
const ELSEWHERE = process.platform === 'win32' ? 'coreml' : 'dml';

it('knows the CPU everywhere, and others only where onnxruntime has them', async () => {
  const known = await sessionProviders();
  expect(known[0]).toBe('cpu');
  expect(known).not.toContain(ELSEWHERE);
});

it('falls back to the CPU with the reason, and says nothing where the CPU was asked for', async () => {
  const elsewhere = await openSession(contrastDetector(), { provider: ELSEWHERE });
  expect(elsewhere.provider).toBe('cpu');
  expect(elsewhere.providerNote).toContain(process.platform);
  await elsewhere.close();
  const plain = await openSession(contrastDetector(), { provider: 'cpu' });
  expect([plain.provider, plain.providerNote]).toEqual(['cpu', null]);
  await plain.close();
});
