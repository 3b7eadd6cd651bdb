/** Runs detectors on pictures: kept warm, nothing of the project's rules. */
import { availableParallelism } from 'node:os';
import { text } from '../../../core/text/index.js';
import { projectSample } from '../../detector/data/project-source.js';
import type { LoadedPicture } from '../../detector/data/source.js';
import { openDetector, type Detector } from '../../detector/detector.js';
import { look, lookAt, ready, type Readied } from '../look.js';
import type {
  ModelRequest,
  PictureRequest,
  RawInspection,
  SamplePicture,
  WarmAnswer,
} from '../protocol.js';
import { framePicture } from './frame-picture.js';

/** Detectors that are kept: two models side by side, the one of live mode, and one to spare. */
const WARM = 4;
/** Samples that are held ready: some 8 MB each at 1280x720. */
const READY = 3;
/** Larger pictures are not read ahead. */
const MOST_PIXELS = 4_000_000;

export class Detectors {
  private readonly open = new Map<string, Promise<Detector>>();
  private readonly readied = new Map<string, Promise<Readied>>();

  async warm(model: ModelRequest): Promise<WarmAnswer> {
    const begun = performance.now();
    const { provider, providerNote: note } = await this.detector(model);
    return { provider, note, milliseconds: performance.now() - begun };
  }

  /** @throws StudioError with one sentence on what does not fit and what to do */
  async inspect(model: ModelRequest, request: PictureRequest): Promise<RawInspection> {
    const detector = await this.detector(model);
    if (request.kind === 'sample') {
      const key = keyOf(model, request);
      const known = this.readied.get(key);
      this.readied.delete(key);
      // What went wrong ahead of time may be mended by now.
      const readied = known ? await known.catch(() => null) : null;
      if (readied) return (await lookAt(detector, readied)).raw;
    }
    const { picture, name } = await load(request);
    const { raw } = await look(detector, picture, name);
    return raw;
  }

  /** Reads a sample that somebody will probably ask for next; a few are kept. */
  ahead(model: ModelRequest, picture: SamplePicture): void {
    const { width, height } = picture.sample.rgb;
    const key = keyOf(model, picture);
    if (width * height > MOST_PIXELS || this.readied.has(key)) return;
    const readied = this.ready(model, picture);
    this.readied.set(key, readied);
    readied.catch(() => {
      if (this.readied.get(key) === readied) this.readied.delete(key);
    });
    for (const oldest of this.readied.keys()) {
      if (this.readied.size <= READY) break;
      this.readied.delete(oldest);
    }
  }

  private async ready(model: ModelRequest, request: SamplePicture): Promise<Readied> {
    const detector = await this.detector(model);
    const { picture, name } = await load(request);
    return ready(detector, picture, name);
  }

  private detector(model: ModelRequest): Promise<Detector> {
    const key = `${model.onnx} ${model.hash} ${model.provider}${model.sparing ? ' sparing' : ''}`;
    const known = this.open.get(key);
    // The last used is the last to go.
    this.open.delete(key);
    const threads = availableParallelism() - (model.sparing ? 1 : 0);
    const detector =
      known ??
      openDetector(model.onnx, {
        provider: model.provider,
        threads: Math.max(1, threads),
        yielding: true,
      });
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

/** A sample's record names its pictures by their SHA-256: what was read for it stays right. */
function keyOf({ onnx, hash }: ModelRequest, { folder, sample }: SamplePicture): string {
  return JSON.stringify([onnx, hash, folder, sample]);
}

async function load(request: PictureRequest): Promise<{ picture: LoadedPicture; name: string }> {
  switch (request.kind) {
    case 'picture':
      return request;
    case 'frame':
      return {
        picture: framePicture(request.shot, request.pixels),
        name: text('inspect.live-picture'),
      };
    case 'sample': {
      const { folder, sample } = request;
      return { picture: await projectSample(folder, sample).load(), name: sample.id };
    }
  }
}
