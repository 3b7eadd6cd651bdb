import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision, Review } from '../contract/schema/inspect.js';
import { cohensKappa, lastShift, opinionPairs, shiftFigures } from './shift.js';

let made = 0;
const review = (
  by: string,
  at: string,
  decision: Decision,
  picture: string,
  verdict: Review['verdict'] = 'anomalous',
): Review => ({
  schema: 1,
  id: `verdict-${String(++made)}`,
  at: `2026-01-02T${at}.000Z`,
  by,
  decision,
  reasons: [],
  comment: '',
  blind: false,
  second: false,
  model: 'cookie-01',
  modelHash: 'a'.repeat(64),
  threshold: 1,
  score: 2,
  verdict,
  sampleHash: picture.padEnd(64, '0'),
  undoes: null,
});

describe('lastShift', () => {
  it('goes back to the last long pause of one person', () => {
    const all = [
      review('Ada', '01:00:00', 'accept', 'a'),
      review('Ada', '08:00:00', 'accept', 'b'),
      review('Bea', '09:00:00', 'accept', 'c'),
      review('Ada', '10:00:00', 'reject', 'd'),
    ];
    expect(lastShift(all, 'Ada').map(({ sampleHash }) => sampleHash[0])).toEqual(['b', 'd']);
    expect(lastShift(all, null)).toHaveLength(3);
    expect(lastShift([], 'Ada')).toEqual([]);
  });
});

describe('shiftFigures', () => {
  const ada = [
    review('Ada', '08:00:00', 'accept', 'a', 'anomalous'),
    review('Ada', '08:00:10', 'reject', 'b', 'anomalous'),
    review('Ada', '08:00:14', 'reject', 'c', 'sound'),
    // A break of twenty minutes is not the time that a part took.
    review('Ada', '08:20:14', 'unsure', 'd', 'sound'),
    review('Ada', '08:20:20', 'accept', 'e', 'sound'),
  ];
  const bea = [review('Bea', '09:00:00', 'accept', 'a'), review('Bea', '09:00:05', 'accept', 'b')];

  it('counts pace, disagreement with the model and between people', () => {
    const figures = shiftFigures(ada, [...ada, ...bea]);
    expect(figures).toMatchObject({
      reviewed: 5,
      falseAlarms: 1,
      misses: 1,
      againstModel: 2,
      secondsPerSample: 6,
      agreed: 1,
    });
    expect(figures.pairs.map(({ first, second }) => [first.by, second.by])).toEqual([
      ['Ada', 'Bea'],
      ['Ada', 'Bea'],
    ]);
  });

  it('compares the newest verdicts of the last two people', () => {
    const [pair, ...others] = opinionPairs([
      review('Ada', '08:00:00', 'accept', 'a'),
      review('Bea', '08:01:00', 'reject', 'a'),
      review('Ada', '08:02:00', 'reject', 'a'),
      review('Ada', '08:03:00', 'reject', 'b'),
    ]);
    expect(others).toEqual([]);
    expect([pair?.first.by, pair?.second.by, pair?.second.decision]).toEqual([
      'Bea',
      'Ada',
      'reject',
    ]);
  });
});

describe('cohensKappa', () => {
  it('is that of the textbook: 20, 5, 10, 15 of 50', () => {
    const pairs = [
      ...Array.from({ length: 20 }, () => ['accept', 'accept'] as const),
      ...Array.from({ length: 5 }, () => ['accept', 'reject'] as const),
      ...Array.from({ length: 10 }, () => ['reject', 'accept'] as const),
      ...Array.from({ length: 15 }, () => ['reject', 'reject'] as const),
    ];
    expect(cohensKappa(pairs)).toBeCloseTo(0.4, 12);
  });

  it('is one where both always agree, unless on one thing only', () => {
    const decision = fc.constantFrom<Decision>('accept', 'reject');
    fc.assert(
      fc.property(fc.array(decision, { minLength: 1, maxLength: 30 }), (given) => {
        const kappa = cohensKappa(given.map((one) => [one, one]));
        expect(kappa).toBe(new Set(given).size === 1 ? null : 1);
      }),
    );
  });
});
