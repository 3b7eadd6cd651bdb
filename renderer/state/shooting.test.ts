import { describe, expect, it } from 'vitest';
import type { ProjectInfo } from '../../core/contract/schema/project.js';
import { FAKE_PROJECT } from '../testing/fake-project.js';
import { shutterState } from './shooting.js';

const info: ProjectInfo = {
  path: '/p',
  project: FAKE_PROJECT,
  readOnly: null,
  sampleCount: 0,
  broken: [],
  freeBytes: null,
};
const idle = { gates: [], pending: null, saving: false };
const failed = { name: 'tilt', value: 0.7, limit: 0.5, passed: false };
const pending = {
  cell: { category: 'crab', split: 'train' as const, anomaly: 'good', lighting: 'C' },
  takenAt: '2026-10-14T14:31:07Z',
  message: 'The disk is full.',
  remedy: 'Free some space.',
};

describe('shutterState', () => {
  it.each([
    ['without a project', shutterState(null, 'streaming', idle, false), 'no-project'],
    [
      'in a read-only project',
      shutterState(
        { ...info, readOnly: { reason: 'folder', message: 'locked' } },
        'streaming',
        idle,
        false,
      ),
      'read-only',
    ],
    ['while a shot is being taken', shutterState(info, 'streaming', idle, true), 'saving'],
    [
      'while the host saves',
      shutterState(info, 'streaming', { ...idle, saving: true }, false),
      'saving',
    ],
    ['while the camera reopens', shutterState(info, 'reopening', idle, false), 'no-camera'],
    [
      'with a failed gate',
      shutterState(info, 'streaming', { ...idle, gates: [failed] }, false),
      'blocked',
    ],
    ['after a refusal', shutterState(info, 'streaming', idle, false, [failed]), 'refused'],
    ['otherwise', shutterState(info, 'streaming', idle, false), 'ready'],
  ])('%s', (_when, state, kind) => {
    expect(state.kind).toBe(kind);
  });

  it('puts a shot that could not be written before everything else', () => {
    const state = shutterState(info, 'closed', { ...idle, pending, gates: [failed] }, true);
    expect(state).toEqual({ kind: 'pending', pending });
  });
});
