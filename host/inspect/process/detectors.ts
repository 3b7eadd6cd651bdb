/** Runs detectors on pictures: warm sessions, checked inputs and outputs, nothing of the project's rules. */
import { StudioError } from '../../../core/contract/errors.js';
import { cellDepths } from '../../../core/inspect/regions.js';
import { text } from '../../../core/text/index.js';
import { projectSample } from '../../detector/data/project-source.js';
import type { LoadedPicture } from '../../detector/data/source.js';
import { openSession, type OnnxSession, type TensorData } from '../../detector/session.js';
import type { ModelRequest, PictureRequest, RawInspection } from '../protocol.js';
import { framePicture } from './frame-picture.js';

/** Sessions that are kept: two models side by side, and one to spare. */
const WARM = 3;
/** A D405 sees from a few centimetres to some metres; other numbers are in another unit. */
const DEPTH_METRES = [0.02, 5] as const;

export class Detectors {
  private readonly sessions = new Map<string, Promise<OnnxSession>>();

  async warm(model: ModelRequest): Promise<{ provider: string; milliseconds: number }> {
    const begun = performance.now();
    const { provider } = await this.session(model);
    return { provider, milliseconds: performance.now() - begun };
  }

  /** @throws StudioError with one sentence on what does not fit and what to do */
  async inspect(model: ModelRequest, request: PictureRequest): Promise<RawInspection> {
    const session = await this.session(model);
    const { picture, name, focal } = await load(request);
    const begun = performance.now();
    const outputs = await session.run(feeds(model, picture, name));
    const milliseconds = performance.now() - begun;
    const map = outputs['map'];
    const score = outputs['score'];
    const foreground = outputs['foreground'];
    if (
      map?.type !== 'float32' ||
      map.dims.length !== 2 ||
      score?.type !== 'float32' ||
      foreground?.type !== 'uint8' ||
      foreground.data.length !== map.data.length
    )
      throw foreign(model, session);
    const [mapHeight = 0, mapWidth = 0] = map.dims;
    const value = score.data[0] ?? Number.NaN;
    if (model.mode !== 'rgb' && !foreground.data.some((cell) => cell !== 0))
      throw new StudioError(
        'bad-input',
        text('inspect.no-foreground.message', { sample: name }),
        text('inspect.no-foreground.hint'),
      );
    if (!Number.isFinite(value) || map.data.some((cell) => !Number.isFinite(cell)))
      throw new StudioError(
        'bad-input',
        text('inspect.not-finite.message', { sample: name }),
        text('inspect.not-finite.hint'),
      );
    return {
      width: picture.width,
      height: picture.height,
      mapWidth,
      mapHeight,
      map: map.data,
      foreground: foreground.data,
      cellDepths: picture.depthMetres
        ? cellDepths({ width: mapWidth, height: mapHeight }, picture, picture.depthMetres)
        : null,
      focal,
      score: value,
      milliseconds,
      provider: session.provider,
    };
  }

  private session(model: ModelRequest): Promise<OnnxSession> {
    const key = `${model.onnx} ${model.hash}`;
    const known = this.sessions.get(key);
    // The last used is the last to go.
    this.sessions.delete(key);
    const session = known ?? this.open(model, key);
    this.sessions.set(key, session);
    for (const [old, other] of this.sessions) {
      if (this.sessions.size <= WARM) break;
      this.sessions.delete(old);
      void other.then((value) => value.close()).catch(() => undefined);
    }
    return session;
  }

  private async open(model: ModelRequest, key: string): Promise<OnnxSession> {
    try {
      const session = await openSession(model.onnx, { provider: 'auto' });
      const fits =
        session.inputs.includes('rgb') &&
        session.inputs.includes('depthMetres') === (model.mode !== 'rgb') &&
        ['map', 'score', 'foreground'].every((name) => session.outputs.includes(name));
      if (!fits) throw foreign(model, session);
      return session;
    } catch (error) {
      this.sessions.delete(key);
      throw error;
    }
  }
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

function feeds(
  model: ModelRequest,
  picture: LoadedPicture,
  name: string,
): Record<string, TensorData> {
  const { width, height, rgb, depthMetres } = picture;
  const colour: TensorData = { type: 'uint8', dims: [height, width, 3], data: rgb };
  if (model.mode === 'rgb') return { rgb: colour };
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
  return {
    rgb: colour,
    depthMetres: { type: 'float32', dims: [height, width], data: depthMetres },
  };
}

/** Of a few thousand pixels with data; null without. */
function medianDepth(depthMetres: Float32Array): number | null {
  const step = Math.max(1, Math.floor(depthMetres.length / 4096));
  const found: number[] = [];
  for (let i = 0; i < depthMetres.length; i += step)
    if (depthMetres[i]! > 0) found.push(depthMetres[i]!);
  return found.length === 0 ? null : found.sort((a, b) => a - b)[found.length >> 1]!;
}

function foreign(model: ModelRequest, session: OnnxSession): StudioError {
  return new StudioError(
    'file-corrupt',
    text('inspect.foreign.message', {
      path: model.onnx,
      inputs: session.inputs.join(', '),
      outputs: session.outputs.join(', '),
    }),
    text('inspect.foreign.hint'),
    { path: model.onnx },
  );
}
