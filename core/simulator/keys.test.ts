import { describe, expect, it } from 'vitest';
import { D405_PROFILES } from './d405.js';
import { DEFAULT_SIMULATOR, parseSimulatedKeys } from './keys.js';

describe('keys of simulated:', () => {
  it('takes every key and leaves the rest at its default', () => {
    expect(parseSimulatedKeys('')).toEqual(DEFAULT_SIMULATOR);
    expect(
      parseSimulatedKeys(
        'tilt=2.5, azimuth=-90,distance=200,object=Banana,defect=combine-s,seed=7,lighting=u,profile=848x480@60,fault=blur',
      ),
    ).toEqual({
      tiltDeg: 2.5,
      azimuthDeg: -90,
      distanceMm: 200,
      object: 'banana',
      defect: 'combine-S',
      seed: 7,
      lighting: 'U',
      width: 848,
      height: 480,
      fps: 60,
      fault: 'blur',
    });
  });

  it('knows every mode of the camera', () => {
    for (const { width, height, rates } of D405_PROFILES) {
      for (const fps of rates) {
        const text = `profile=${String(width)}x${String(height)}@${String(fps)}`;
        expect(parseSimulatedKeys(text)).toMatchObject({ width, height, fps });
      }
    }
  });

  it.each([
    ['colour=red', /no key colour/],
    ['tilt', /tilt has no value/],
    ['tilt=', /tilt= is not a number/],
    ['tilt=31', /not a number from 0 to 30/],
    ['tilt=NaN', /tilt=NaN/],
    ['distance=59', /not a number from 60 to 1000/],
    ['object=apple', /object=apple is not one of .*strawberry/],
    ['defect=hole', /defect=hole is not one of none, dent/],
    ['lighting=X', /lighting=X is not one of C, U, M/],
    ['profile=1280x720@60', /not a D405 profile/],
    ['profile=800x600@30', /sizes 1280x720/],
    ['fault=fire', /fault=fire is not one of none, usb2/],
  ])('refuses %s with a sentence', (text, message) => {
    expect(() => parseSimulatedKeys(text)).toThrow(message);
  });
});
