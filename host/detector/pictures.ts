/** Pictures for inference from whatever a user names: a sample, a project or tree, a pair of files, a recording. */
import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import type { FramePair } from '../../core/frame/frame.js';
import { metresOf } from '../../core/frame/metres.js';
import { LastAligner } from '../../core/geometry/last-aligner.js';
import { text } from '../../core/text/index.js';
import { faultError, SourceFault } from '../camera/faults.js';
import { medianCount, unitNeeded } from '../camera/sources/folder-pairs.js';
import { openSource } from '../camera/sources/open-source.js';
import { corrupt } from '../codecs/corrupt.js';
import { COLOUR_EXTENSIONS, readColourPicture, readDepthPicture } from '../codecs/picture.js';
import { readSample } from '../project/sample-files.js';
import { openDataSource } from './data/open-source.js';
import { projectSample } from './data/project-source.js';
import type { LoadedPicture } from './data/source.js';

/** A picture to be inferred; `load` may be slow and may throw. */
export interface NamedPicture {
  /** Unique within its input; parts are joined by `/`. */
  readonly name: string;
  /** Id of a project's sample; null elsewhere. */
  readonly sample: string | null;
  /** Null where nobody says. */
  readonly category: string | null;
  load(): Promise<LoadedPicture>;
}

const NO_SAMPLE = { sample: null, category: null } as const;

export interface PictureOptions {
  /** Metres per count of depth files that do not say. */
  readonly metresPerCount: number | null;
  /** Of a project or tree; null takes `preferredCategory` where it has samples, else all. */
  readonly category: string | null;
  readonly preferredCategory: string;
  readonly split: 'train' | 'validation' | 'test' | null;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

/**
 * The pictures of `input`, one after the other: a recording's frames exist only in turn.
 * @throws StudioError bad-source, unit-needed, not-found, file-corrupt
 */
export async function* picturesOf(
  input: string,
  options: PictureOptions,
): AsyncGenerator<NamedPicture> {
  const plus = input.lastIndexOf('+');
  if (plus > 0 && (await isFile(input.slice(0, plus)))) {
    yield pairOfFiles(input.slice(0, plus), input.slice(plus + 1), options.metresPerCount);
  } else if (await isFile(join(input, 'sample.json'))) {
    const { sample } = await readSample(input);
    const { id, category } = sample;
    yield { name: id, sample: id, category, load: () => projectSample(input, sample).load() };
  } else if (/\.(bag|db3)$/i.test(input)) {
    yield* framesOf(input, options.metresPerCount);
  } else if (COLOUR_EXTENSIONS.some((extension) => extension === extname(input).toLowerCase())) {
    yield { ...NO_SAMPLE, name: stemOf(input), load: () => colourOnly(input) };
  } else yield* picturesInFolder(input, options);
}

/** A project, a tree, or a folder of picture pairs. */
async function* picturesInFolder(
  input: string,
  options: PictureOptions,
): AsyncGenerator<NamedPicture> {
  const found = await stat(input).catch(() => null);
  if (found?.isDirectory() !== true)
    throw new StudioError(
      'bad-source',
      text('infer.no-input', { input }),
      text('infer.no-input.hint'),
    );
  let source;
  try {
    source = await openDataSource(input);
  } catch (error) {
    if (!(error instanceof StudioError && error.code === 'not-found')) throw error;
    yield* framesOf(input, options.metresPerCount);
    return;
  }
  const known = source.categories();
  const preferred = known.includes(options.preferredCategory) ? options.preferredCategory : null;
  const wanted = options.category ?? preferred;
  for (const category of known) {
    if (wanted !== null && category !== wanted) continue;
    for (const sample of source.samples(category)) {
      if (options.split !== null && sample.split !== options.split) continue;
      // As a tree names them: folder names are anomaly types for the measures.
      const name =
        source.kind === 'tree'
          ? sample.name
          : [category, sample.split, sample.anomaly, sample.name].join('/');
      const id = source.kind === 'project' ? sample.name : null;
      yield { name, sample: id, category, load: () => sample.load() };
    }
  }
}

function stemOf(path: string): string {
  return basename(path, extname(path));
}

async function colourOnly(path: string): Promise<LoadedPicture> {
  const { width, height, data } = await readColourPicture(path);
  return { width, height, rgb: data, depthMetres: null, focal: null };
}

/** A picture and its depth on the same grid. */
function pairOfFiles(colour: string, depth: string, metresPerCount: number | null): NamedPicture {
  return {
    ...NO_SAMPLE,
    name: stemOf(colour),
    async load() {
      const { width, height, data } = await readColourPicture(colour);
      const picture = await readDepthPicture(depth);
      if (picture.width !== width || picture.height !== height)
        throw corrupt(
          depth,
          text('infer.depth-size', { width: picture.width, height: picture.height }),
        );
      const shared = { width, height, rgb: data, focal: null };
      if (picture.kind === 'float') return { ...shared, depthMetres: picture.data };
      if (metresPerCount === null) throw unitNeeded(depth, medianCount(picture.data));
      return { ...shared, depthMetres: metresOf(picture.data, metresPerCount) };
    },
  };
}

/** Every frame of a recording or of a folder of pairs. */
async function* framesOf(
  input: string,
  metresPerCount: number | null,
): AsyncGenerator<NamedPicture> {
  const source = await openSource({
    source: input,
    colour: null,
    profile: null,
    metresPerCount,
    stepped: true,
  }).catch((error: unknown) => {
    throw error instanceof SourceFault ? faultError(error.fault) : error;
  });
  try {
    for (let count = 1; ; count++) {
      const frame = await nextFrame(source);
      if (!frame) return;
      yield {
        ...NO_SAMPLE,
        name: `${stemOf(input)}-${String(count).padStart(4, '0')}`,
        load: () => Promise.resolve(onColourGrid(frame)),
      };
    }
  } finally {
    await source.close();
  }
}

/** The next pair; null after the last one. */
async function nextFrame(source: {
  next(): Promise<{ readonly pair: FramePair } | null>;
}): Promise<FramePair | null> {
  for (;;) {
    try {
      const frame = await source.next();
      if (frame) return frame.pair;
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error;
      if (error.fault.code === 'source-ended') return null;
      throw faultError(error.fault);
    }
  }
}

const aligner = new LastAligner();

/** A frame pair as a detector takes it: depth in metres on the grid of the colour picture. */
export function onColourGrid({
  colour,
  depth,
  depthToColour,
}: Pick<FramePair, 'colour' | 'depth' | 'depthToColour'>): LoadedPicture {
  const { width, height } = colour;
  const counts =
    colour.stream === 'left-ir'
      ? depth.data
      : aligner.of(depth, colour, depthToColour).align(depth.data, depth.metresPerCount);
  return {
    width,
    height,
    rgb: colour.data,
    depthMetres: metresOf(counts, depth.metresPerCount),
    focal: [colour.intrinsics.fx, colour.intrinsics.fy],
  };
}
