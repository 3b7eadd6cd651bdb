import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRandom } from '../simulator/random.js';
import { proposeSplits, type SplitSample } from './splits.js';

/** Pictures of one seed are equal but for a little noise; of others, unlike. */
function picture(seed: number, noise: number): SplitSample['signature'] {
  const random = makeRandom(seed);
  const shake = makeRandom(noise);
  return {
    width: 160,
    height: 90,
    luma: Uint8Array.from({ length: 160 * 90 }, () =>
      Math.round(40 + 150 * random() + 2 * shake()),
    ),
  };
}

function sample(i: number, category: string, anomaly: string, scene = i): SplitSample {
  const id = `sample-${String(i).padStart(4, '0')}`;
  return { id, category, anomaly, split: 'train', signature: picture(scene, i) };
}

const RATIOS = { train: 0.7, validation: 0.1, test: 0.2 };

describe('split proposals', () => {
  it('should hold the ratios of good samples in each category and keep anomalies in test', () => {
    const samples = ['crab', 'cookie'].flatMap((category, c) => [
      ...Array.from({ length: 40 }, (_, i) => sample(100 * c + i, category, 'good')),
      ...Array.from({ length: 6 }, (_, i) => sample(100 * c + 50 + i, category, 'dent')),
    ]);
    const { cells } = proposeSplits(samples, { ratios: RATIOS, seed: 3, anomalous: 'test' });
    for (const category of ['crab', 'cookie']) {
      const of = (anomaly: string): unknown =>
        cells.find((cell) => cell.category === category && cell.anomaly === anomaly);
      expect(of('good')).toMatchObject({ train: 28, validation: 4, test: 8 });
      expect(of('dent')).toMatchObject({ train: 0, validation: 0, test: 6 });
    }
  });

  it('should give the same proposal for the same seed in any order, another for another', () => {
    const samples = Array.from({ length: 30 }, (_, i) => sample(i, 'crab', 'good'));
    const options = { ratios: RATIOS, seed: 1, anomalous: 'test' as const };
    const once = proposeSplits(samples, options);
    expect(proposeSplits([...samples].reverse(), options)).toEqual(once);
    expect(proposeSplits(samples, { ...options, seed: 2 }).moves).not.toEqual(once.moves);
  });

  it('should never part nearly equal pictures', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        // Scenes of three shots each, one of them with a dent.
        const samples = Array.from({ length: 24 }, (_, i) =>
          sample(i, 'crab', i % 24 === 5 ? 'dent' : 'good', Math.floor(i / 3)),
        );
        const { moves, duplicates } = proposeSplits(samples, {
          ratios: { train: 0.5, validation: 0.25, test: 0.25 },
          seed,
          anomalous: 'test',
        });
        expect(duplicates).toHaveLength(8);
        const to = new Map(moves.map((move) => [move.id, move.to]));
        for (const group of duplicates)
          expect(new Set(group.map((id) => to.get(id) ?? 'train')).size).toBe(1);
        expect(to.get('sample-0003')).toBe('test');
      }),
      { numRuns: 20 },
    );
  });
});
