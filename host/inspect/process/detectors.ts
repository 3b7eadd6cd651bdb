/** Runs detectors on pictures: kept warm, nothing of the project's rules. */
import { availableParallelism } from 'node:os';
import { text } from '../../../core/text/index.js';
import { projectSample } from '../../detector/data/project-source.js';
import type { LoadedPicture } from '../../detector/data/source.js';
import { openDetector, type Detector } from '../../detector/detector.js';
import { look } from '../look.js';
import type { ModelRequest, PictureRequest, RawInspection, WarmAnswer } from '../protocol.js';
import { framePicture } from './frame-picture.js';

/** Detectors that are kept: two models side by side, the one of live mode, and one to spare. */
const WARM = 4;

export class Detectors {
  private readonly open = new Map<string, Promise<Detector>>();

  async warm(model: ModelRequest): Promise<WarmAnswer> {
    const begun = performance.now();
    const { provider, providerNote: note } = await this.detector(model);
    return { provider, note, milliseconds: performance.now() - begun };
  }

  /** @throws StudioError with one sentence on what does not fit and what to do */
  async inspect(model: ModelRequest, request: PictureRequest): Promise<RawInspection> {
    const detector = await this.detector(model);
    const { picture, name } = await load(request);
    const { raw } = await look(detector, picture, name);
    return raw;
  }

  private detector(model: ModelRequest): Promise<Detector> {
    const key = `${model.onnx} ${model.hash} ${model.provider}${model.sparing ? ' sparing' : ''}`;
    const known = this.open.get(key);
    // The last used is the last to go.
    this.open.delete(key);
    const threads = availableParallelism() - (model.sparing ? 1 : 0);
    const detector =
      known ??
      openDetector(model.onnx, { provider: model.provider, threads: Math.max(1, threads) });
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
