/** Score maps and their ground truths, gathered for the pixel measures. */
import { StudioError } from '../../contract/errors.js';
import { text } from '../../text/index.js';
import { connectedRegions, type Connectivity } from './regions.js';
import { highestScores, selectRanks, sortedScores, type Scores } from './radix.js';

export interface ScoredMap {
  /** For messages. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Row order; higher = more anomalous. */
  readonly scores: Scores;
  /** Same size, non-zero = anomalous; null for a good image without one. */
  readonly groundTruth: Uint8Array | null;
}

export interface PixelScores {
  /** Pixels outside every region, over all maps. */
  readonly normalCount: number;
  /** Their scores at ascending ranks of the ascending order. @throws StudioError bad-input when not finite */
  normalAt(ranks: readonly number[]): Float64Array;
  /** Their scores in ascending order, sorted when first asked for. @throws StudioError bad-input when not finite */
  sortedNormal(): Scores;
  /**
   * The highest of them in ascending order: more than `share` of all, and every score that equals the
   * lowest among them. @throws StudioError bad-input when one is not finite
   */
  highestNormal(share: number): Scores;
  /** Scores of each region, ascending. Regions weigh the same whatever their size or image. */
  readonly regions: readonly Scores[];
  /** Region count of each map. */
  readonly regionsPerMap: readonly number[];
}

/** Up to this many ranks are selected; more are read from the sorted scores. */
const MOST_SELECTED = 256;

/**
 * Splits the pixels of all maps into normal ones and regions.
 * @throws StudioError bad-input when sizes differ or a score inside a region is not finite
 */
export function gatherPixels(
  maps: readonly ScoredMap[],
  connectivity: Connectivity = 8,
): PixelScores {
  const regions: Scores[] = [];
  const regionsPerMap: number[] = [];
  let total = 0;
  let anomalous = 0;
  for (const map of maps) {
    const { scores, groundTruth, width, height } = map;
    if (
      scores.length !== width * height ||
      (groundTruth?.length ?? scores.length) !== scores.length
    )
      throw differentSize(map);
    const found = groundTruth ? connectedRegions(groundTruth, width, height, connectivity) : [];
    regionsPerMap.push(found.length);
    total += scores.length;
    for (const pixels of found) {
      const wide = scores instanceof Float64Array;
      const values = wide ? new Float64Array(pixels.length) : new Float32Array(pixels.length);
      for (let i = 0; i < pixels.length; i++) values[i] = scores[pixels[i]!]!;
      values.sort();
      // Sorting puts NaN last and infinities at the ends.
      if (!Number.isFinite(values[0]) || !Number.isFinite(values.at(-1))) throw notFinite(map.name);
      regions.push(values);
      anomalous += pixels.length;
    }
  }
  const normalCount = total - anomalous;
  const narrow = maps.map((map) => map.scores).filter((scores) => scores instanceof Float32Array);
  const narrowRegions = regions.filter((region) => region instanceof Float32Array);
  let sorted: Scores | null = null;
  const sortedNormal = (): Scores => {
    sorted ??= sortedScores(normalScores(maps, normalCount));
    if (normalCount > 0 && !(Number.isFinite(sorted[0]) && Number.isFinite(sorted.at(-1))))
      throw culprit(maps);
    return sorted;
  };
  return {
    normalCount,
    normalAt(ranks) {
      if (ranks.length <= MOST_SELECTED && narrow.length === maps.length) {
        const selected = selectRanks(narrow, narrowRegions, ranks);
        if (!selected) throw culprit(maps);
        return selected;
      }
      const scores = sortedNormal();
      return Float64Array.from(ranks, (rank) => scores[rank]!);
    },
    sortedNormal,
    highestNormal(share) {
      const count = Math.floor(share * normalCount) + 1;
      if (sorted !== null || count >= normalCount || narrow.length < maps.length)
        return sortedNormal();
      const included = maps.map(({ groundTruth }, i) => ({
        scores: narrow[i]!,
        skip: regionsPerMap[i] === 0 ? null : groundTruth,
      }));
      const highest = highestScores(included, narrowRegions, count);
      if (!highest) throw culprit(maps);
      return highest;
    },
    regions,
    regionsPerMap,
  };
}

function normalScores(maps: readonly ScoredMap[], count: number): Scores {
  const wide = maps.some((map) => map.scores instanceof Float64Array);
  const out = wide ? new Float64Array(count) : new Float32Array(count);
  let filled = 0;
  for (const { scores, groundTruth } of maps) {
    for (let i = 0; i < scores.length; i++)
      if (groundTruth === null || groundTruth[i] === 0) out[filled++] = scores[i]!;
  }
  return out;
}

/** The error that names the map with a value that is no finite number. */
function culprit(maps: readonly ScoredMap[]): StudioError {
  const map = maps.find(({ scores }) => scores.some((value) => !Number.isFinite(value)));
  return notFinite(map?.name ?? '');
}

function notFinite(name: string): StudioError {
  return new StudioError(
    'bad-input',
    text('scores.not-finite', { name }),
    text('scores.not-finite.hint'),
    { name },
  );
}

function differentSize({ name, width, height, scores, groundTruth }: ScoredMap): StudioError {
  const pixels = groundTruth?.length ?? 0;
  return new StudioError(
    'bad-input',
    text('scores.size', {
      name,
      mapWidth: width,
      mapHeight: scores.length / width,
      width,
      height: pixels === 0 ? height : pixels / width,
    }),
    text('scores.size.hint'),
    { name },
  );
}
