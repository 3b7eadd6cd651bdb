/** One detector on one picture, inputs and outputs checked: what the studio and `pd-studio infer` both run. */
import { StudioError } from '../../core/contract/errors.js';
import type { ForegroundFinding } from '../../core/contract/schema/foreground.js';
import { cellDepths } from '../../core/inspect/regions.js';
import { text } from '../../core/text/index.js';
import type { LoadedPicture } from '../detector/data/source.js';
import type { Detector, PreparedPicture } from '../detector/detector.js';
import type { RawInspection } from './protocol.js';

/** A D405 sees from a few centimetres to some metres; other numbers are in another unit. */
const DEPTH_METRES = [0.02, 5] as const;

/** A picture that a detector can look at: checked, its inputs and the depths of the map's cells made. */
export interface Readied {
  readonly name: string;
  readonly picture: Pick<LoadedPicture, 'width' | 'height' | 'focal'>;
  readonly prepared: PreparedPicture;
  readonly cellDepths: Float32Array | null;
}

/**
 * @param name of the picture, for the sentence that says what does not fit
 * @throws StudioError unsupported, bad-input: one sentence on what does not fit and what to do
 */
export function ready(detector: Detector, picture: LoadedPicture, name: string): Readied {
  if (detector.metadata.mode !== 'rgb') checkDepth(picture, name);
  const { width, height, focal, depthMetres } = picture;
  const prepared = fitting(name, () => detector.prepare(picture));
  const side = { width: detector.mapSide, height: detector.mapSide };
  return {
    name,
    picture: { width, height, focal },
    prepared,
    cellDepths: depthMetres ? cellDepths(side, picture, depthMetres) : null,
  };
}

/** @throws StudioError bad-input: one sentence on what does not fit and what to do */
export async function lookAt(
  detector: Detector,
  { name, picture, prepared, cellDepths: depths }: Readied,
): Promise<{ raw: RawInspection; findings: readonly ForegroundFinding[] }> {
  const { map, side, score, foreground, findings, milliseconds } = await detector.run(prepared);
  if (!foreground.includes(1)) throw noForeground(name);
  if (!Number.isFinite(score) || map.some((cell) => !Number.isFinite(cell)))
    throw new StudioError(
      'bad-input',
      text('inspect.not-finite.message', { sample: name }),
      text('inspect.not-finite.hint'),
    );
  return {
    raw: {
      ...picture,
      mapWidth: side,
      mapHeight: side,
      map,
      foreground,
      cellDepths: depths,
      score,
      milliseconds,
      provider: detector.provider,
    },
    findings,
  };
}

/** `ready` and `lookAt`. */
export async function look(
  detector: Detector,
  picture: LoadedPicture,
  name: string,
): Promise<{ raw: RawInspection; findings: readonly ForegroundFinding[] }> {
  return lookAt(detector, ready(detector, picture, name));
}

/** @throws StudioError bad-input where the picture has no foreground */
function fitting<T>(name: string, prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'unsupported') throw error;
    // A corner without depth wants another remedy than an empty table.
    const { finding } = error.details;
    if (typeof finding !== 'string') throw error;
    if (finding !== 'empty')
      throw new StudioError('bad-input', `${name}: ${error.message}`, error.hint, { finding });
    throw noForeground(name);
  }
}

function noForeground(name: string): StudioError {
  return new StudioError(
    'bad-input',
    text('inspect.no-foreground.message', { sample: name }),
    text('inspect.no-foreground.hint'),
  );
}

function checkDepth({ depthMetres }: LoadedPicture, name: string): void {
  if (!depthMetres)
    throw new StudioError(
      'unsupported',
      text('inspect.no-depth.message', { sample: name }),
      text('inspect.no-depth.hint'),
    );
  const middle = medianDepth(depthMetres);
  if (middle !== null && (middle < DEPTH_METRES[0] || middle > DEPTH_METRES[1]))
    throw new StudioError(
      'bad-input',
      text('inspect.unit.message', { sample: name, metres: Number(middle.toPrecision(3)) }),
      text('inspect.unit.hint'),
    );
}

/** Of a few thousand pixels with data; null without. */
function medianDepth(depthMetres: Float32Array): number | null {
  const step = Math.max(1, Math.floor(depthMetres.length / 4096));
  const found: number[] = [];
  for (let i = 0; i < depthMetres.length; i += step)
    if (depthMetres[i]! > 0) found.push(depthMetres[i]!);
  return found.length === 0 ? null : found.sort((a, b) => a - b)[found.length >> 1]!;
}
