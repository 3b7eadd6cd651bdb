import { describe, expect, it } from 'vitest';
import { DEFAULT_GATES } from '../../core/capture/gates.js';
import type { LiveMeasures } from '../../core/contract/schema/camera.js';
import { gaugeModel } from './gauge-model.js';

function live(
  patch: Partial<LiveMeasures['measures']> = {},
  noise: number | null = 0.27,
): LiveMeasures {
  return {
    atMs: 0,
    frameNumber: 1,
    measures: {
      pitchDeg: 0.2,
      rollDeg: -0.7,
      tiltDeg: 0.73,
      distanceMm: 172.4,
      fillRate: 0.97,
      planeRmsMm: 0.21,
      subpixelRmsPx: 0.07,
      sharpness: 412,
      clippedDark: 0,
      clippedBright: 0,
      ...patch,
    },
    temporalNoiseMm: noise,
    noDataShare: 0.03,
    pairDeltaMs: 0,
    lumaHistogram: { from: 0, to: 256, counts: [1] },
    depthHistogramMm: { from: 0, to: 1, counts: [1] },
  };
}
const session = { firstDistanceMm: 172, medianSharpness: 400 };
const of = (
  name: Parameters<typeof gaugeModel>[0],
  measures = live(),
  used: typeof session | null = session,
) => gaugeModel(name, { live: measures, limits: DEFAULT_GATES, session: used });

describe('gaugeModel', () => {
  it('fails a tilt above its limit and shows pitch and roll', () => {
    expect(of('tilt')).toMatchObject({
      mark: 'fail',
      value: '0.7°',
      detail: 'pitch\u00a0+0.2 roll\u00a0\u22120.7',
      limit: 'limit 0.5°',
      zone: [0, 0.5],
      track: [0, 2],
    });
  });

  it('tells a value within a tenth of its limit as close', () => {
    expect(of('tilt', live({ tiltDeg: 0.47 }))).toMatchObject({
      mark: 'warn',
      limit: 'limit 0.5°, close',
    });
    expect(of('tilt', live({ tiltDeg: 0.3 })).mark).toBe('pass');
  });

  it('takes the target distance from the first shot', () => {
    expect(of('distance')).toMatchObject({ mark: 'pass', limit: '163 to 181 mm' });
    expect(of('distance', live(), null)).toMatchObject({
      mark: 'pass',
      zone: null,
      limit: 'first shot sets it',
    });
    expect(of('distance', live({ distanceMm: 150 })).mark).toBe('fail');
  });

  it('advises on noise in mm at this distance, without failing', () => {
    // 0.21 mm are 0.07 px, so 0.1 px are 0.3 mm.
    expect(of('planeRms')).toMatchObject({
      mark: 'pass',
      limit: 'at most 0.3 mm',
      detail: '0.07 px',
    });
    expect(of('temporalNoise', live({}, 0.29))).toMatchObject({ mark: 'warn' });
    expect(of('temporalNoise', live({}, 0.5))).toMatchObject({
      mark: 'warn',
      limit: 'at most 0.3 mm',
    });
  });

  it('measures sharpness against the session', () => {
    expect(of('sharpness')).toMatchObject({ mark: 'pass', limit: 'at least 240' });
    expect(of('sharpness', live({ sharpness: 100 })).mark).toBe('fail');
  });

  it('claims nothing without measures', () => {
    const model = gaugeModel('fillRate', { live: null, limits: DEFAULT_GATES, session: null });
    expect(model).toMatchObject({ mark: 'new', value: '\u2013', at: null });
  });

  it('has no zone where the gate is switched off', () => {
    const limits = { ...DEFAULT_GATES, tiltDeg: null };
    expect(gaugeModel('tilt', { live: live(), limits, session })).toMatchObject({
      mark: 'pass',
      zone: null,
      limit: 'no limit',
    });
  });
});
