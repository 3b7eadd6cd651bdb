/** Score maps and their ground truths, gathered for the pixel measures. */
import { StudioError } from '../../contract/errors.js';
import { text } from '../../text/index.js';
import { connectedRegions, type Connectivity } from './regions.js';
import { sortedScores, type Scores } from './radix.js';

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
  /** Scores outside every region, over all maps, in no order. */
  readonly normal: Scores;
  /** `normal` in ascending order, sorted when first asked for. */
  sortedNormal(): Scores;
  /** Scores of each region, ascending. Regions weigh the same whatever their size or image. */
  readonly regions: readonly Scores[];
  /** Region count of each map. */
  readonly regionsPerMap: readonly number[];
}

/**
 * Splits the pixels of all maps into normal ones and regions.
 * @throws StudioError bad-input when sizes differ or a score inside a region is not finite
 */
export function gatherPixels(
  maps: readonly ScoredMap[],
  connectivity: Connectivity = 8,
): PixelScores {
  const total = maps.reduce((sum, map) => sum + map.scores.length, 0);
  const wide = maps.some((map) => map.scores instanceof Float64Array);
  const room = wide ? new Float64Array(total) : new Float32Array(total);
  const regions: Scores[] = [];
  const regionsPerMap: number[] = [];
  let filled = 0;
  for (const map of maps) {
    const { scores, groundTruth, width, height } = map;
    if (
      scores.length !== width * height ||
      (groundTruth?.length ?? scores.length) !== scores.length
    )
      throw differentSize(map);
    const found = groundTruth ? connectedRegions(groundTruth, width, height, connectivity) : [];
    regionsPerMap.push(found.length);
    for (const pixels of found) {
      const values = wide ? new Float64Array(pixels.length) : new Float32Array(pixels.length);
      for (let i = 0; i < pixels.length; i++) values[i] = scores[pixels[i]!]!;
      values.sort();
      // Sorting puts NaN last and infinities at the ends.
      if (!Number.isFinite(values[0]) || !Number.isFinite(values.at(-1))) throw notFinite(map.name);
      regions.push(values);
    }
    if (found.length === 0 || !groundTruth) {
      room.set(scores, filled);
      filled += scores.length;
    } else {
      for (let i = 0; i < scores.length; i++) if (groundTruth[i] === 0) room[filled++] = scores[i]!;
    }
  }
  const normal = room.subarray(0, filled);
  let sorted: Scores | null = null;
  return {
    normal,
    sortedNormal() {
      sorted ??= sortedScores(normal);
      if (filled > 0 && !(Number.isFinite(sorted[0]) && Number.isFinite(sorted.at(-1))))
        throw culprit(maps);
      return sorted;
    },
    regions,
    regionsPerMap,
  };
}

/** The error that names the map with a value that is no finite number. */
export function culprit(maps: readonly ScoredMap[]): StudioError {
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
