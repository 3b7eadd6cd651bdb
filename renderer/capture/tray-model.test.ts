import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeSample } from '../testing/fake-samples.js';
import { inFilter, tileFact, trayLayout } from './tray-model.js';

const failedTilt = { name: 'tilt', value: 0.6, limit: 0.5, passed: false };

describe('tiles', () => {
  it('says what was accepted, and what is to be retaken, each with its own mark', () => {
    expect(tileFact(fakeSample())).toMatchObject({ mark: 'done', tone: 'plain' });
    const override = { reason: 'Trial shot', by: 'A' };
    expect(tileFact(fakeSample({ override, gates: [failedTilt] }))).toMatchObject({
      mark: 'warn',
      line: 'tilt 0.6° accepted',
    });
    expect(
      tileFact(fakeSample({ retake: true, gates: [{ ...failedTilt, name: 'sharpness' }] })),
    ).toMatchObject({ mark: 'fail', line: 'blur, retake' });
  });

  it('filters by mark', () => {
    const marked = fakeSample({ retake: true });
    const overridden = fakeSample({ override: { reason: 'x', by: 'A' } });
    expect([marked, overridden].map((sample) => inFilter(sample, 'retake'))).toEqual([true, false]);
    expect([marked, overridden].map((sample) => inFilter(sample, 'overridden'))).toEqual([
      false,
      true,
    ]);
    expect([marked, overridden].every((sample) => inFilter(sample, 'all'))).toBe(true);
  });
});

describe('trayLayout', () => {
  it('renders every tile in sight and a bounded number of tiles', () => {
    const tile = { minWidth: 96, gap: 8, rowHeight: 112 };
    fc.assert(
      fc.property(
        fc.nat(20_000),
        fc.integer({ min: 50, max: 4000 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, width, height, share) => {
          const whole = trayLayout(count, { width, height, scrollTop: 0 }, tile);
          const scrollTop = Math.max(0, whole.height - height) * share;
          const layout = trayLayout(count, { width, height, scrollTop }, tile);
          const firstSeen = Math.floor(scrollTop / tile.rowHeight) * layout.columns;
          const lastSeen = Math.ceil((scrollTop + height) / tile.rowHeight) * layout.columns;
          expect(layout.from).toBeLessThanOrEqual(Math.min(count, firstSeen));
          expect(layout.to).toBeGreaterThanOrEqual(Math.min(count, lastSeen));
          expect(layout.from % layout.columns).toBe(0);
          const rows = Math.ceil(height / tile.rowHeight) + 4;
          expect(layout.to - layout.from).toBeLessThanOrEqual(rows * layout.columns);
        },
      ),
    );
  });
});
