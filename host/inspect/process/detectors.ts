/** Runs detectors on pictures: kept warm, inputs and outputs checked, nothing of the project's rules. */
import { StudioError } from '../../../core/contract/errors.js';
import { cellDepths } from '../../../core/inspect/regions.js';
import { text } from '../../../core/text/index.js';
import { projectSample } from '../../detector/data/project-source.js';
import type { LoadedPicture } from '../../detector/data/source.js';
import { openDetector, type Detection, type Detector } from '../../detector/detector.js';
import type { ModelRequest, PictureRequest, RawInspection } from '../protocol.js';
import { framePicture } from './frame-picture.js';

/** Detectors that are kept: two models side by side, and one to spare. */
const WARM = 3;
/** A D405 sees from a few centimetres to some metres; other numbers are in another unit. */
const DEPTH_METRES = [0.02, 5] as const;

export class Detectors {
  private readonly open = new Map<string, Promise<Detector>>();

  async warm(model: ModelRequest): Promise<{ provider: string; milliseconds: number }> {
    const begun = performance.now();
    const { provider } = await this.detector(model);
    return { provider, milliseconds: performance.now() - begun };
  }

  /** @throws StudioError with one sentence on what does not fit and what to do */
  async inspect(model: ModelRequest, request: PictureRequest): Promise<RawInspection> {
    const detector = await this.detector(model);
    const { picture, name, focal } = await load(request);
    if (detector.metadata.mode !== 'rgb') checkDepth(picture, name);
    const { map, side, score, foreground, milliseconds } = await infer(detector, picture, name);
    if (!Number.isFinite(score) || map.some((cell) => !Number.isFinite(cell)))
      throw new StudioError(
        'bad-input',
        text('inspect.not-finite.message', { sample: name }),
        text('inspect.not-finite.hint'),
      );
    return {
      width: picture.width,
      height: picture.height,
      mapWidth: side,
      mapHeight: side,
      map,
      foreground,
      cellDepths: picture.depthMetres
        ? cellDepths({ width: side, height: side }, picture, picture.depthMetres)
        : null,
      focal,
      score,
      milliseconds,
      provider: detector.provider,
    };
  }

  private detector(model: ModelRequest): Promise<Detector> {
    const key = `${model.onnx} ${model.hash}`;
    const known = this.open.get(key);
    // The last used is the last to go.
    this.open.delete(key);
    const detector = known ?? openDetector(model.onnx, { provider: 'auto' });
    this.open.set(key, detector);
    if (!known)
      detector.catch(() => {
        // A failure is not kept: the file may be mended.
        if (this.open.get(key) === detector) this.open.delete(key);
      });
    for (const [old, other] of this.open) {
      if (this.open.size <= WARM) break;
      this.open.delete(old);
      void other.then((value) => value.close()).catch(() => undefined);
    }
    return detector;
  }
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

async function load(request: PictureRequest): Promise<{
  picture: LoadedPicture;
  name: string;
  focal: readonly [number, number] | null;
}> {
  if (request.kind === 'frame') {
    const { intrinsics } = request.shot.rgb;
    return {
      picture: framePicture(request.shot, request.pixels),
      name: text('inspect.live-picture'),
      focal: [intrinsics.fx, intrinsics.fy],
    };
  }
  const { sample, folder } = request;
  const { intrinsics } = sample.rgb;
  return {
    picture: await projectSample(folder, sample).load(),
    name: sample.id,
    focal: intrinsics ? [intrinsics.fx, intrinsics.fy] : null,
  };
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
