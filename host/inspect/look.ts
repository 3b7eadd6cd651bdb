/** One detector on one picture, inputs and outputs checked: what the studio and `pd-studio infer` both run. */
import { StudioError } from '../../core/contract/errors.js';
import type { ForegroundFinding } from '../../core/contract/schema/foreground.js';
import { cellDepths } from '../../core/inspect/regions.js';
import { text } from '../../core/text/index.js';
import type { LoadedPicture } from '../detector/data/source.js';
import type { Detection, Detector } from '../detector/detector.js';
import type { RawInspection } from './protocol.js';

/** A D405 sees from a few centimetres to some metres; other numbers are in another unit. */
const DEPTH_METRES = [0.02, 5] as const;

/**
 * @param name of the picture, for the sentence that says what does not fit
 * @throws StudioError unsupported, bad-input: one sentence on what does not fit and what to do
 */
export async function look(
  detector: Detector,
  picture: LoadedPicture,
  name: string,
): Promise<{ raw: RawInspection; findings: readonly ForegroundFinding[] }> {
  if (detector.metadata.mode !== 'rgb') checkDepth(picture, name);
  const { map, side, score, foreground, findings, milliseconds } = await infer(
    detector,
    picture,
    name,
  );
  if (!Number.isFinite(score) || map.some((cell) => !Number.isFinite(cell)))
    throw new StudioError(
      'bad-input',
      text('inspect.not-finite.message', { sample: name }),
      text('inspect.not-finite.hint'),
    );
  return {
    raw: {
      width: picture.width,
      height: picture.height,
      mapWidth: side,
      mapHeight: side,
      map,
      foreground,
      cellDepths: picture.depthMetres
        ? cellDepths({ width: side, height: side }, picture, picture.depthMetres)
        : null,
      focal: picture.focal,
      score,
      milliseconds,
      provider: detector.provider,
    },
    findings,
  };
}

async function infer(detector: Detector, picture: LoadedPicture, name: string): Promise<Detection> {
  try {
    const found = await detector.infer(picture);
    if (found.foreground.some((cell) => cell !== 0)) return found;
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'unsupported') throw error;
  }
  throw new StudioError(
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
