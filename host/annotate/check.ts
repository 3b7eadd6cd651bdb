/** pd-studio annotate check: what is wrong with LabelMe files, or with the annotations of a project. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BACKGROUND_LABEL } from '../../core/annotation/document.js';
import { rasterise, type Rastered } from '../../core/annotation/raster/label-map.js';
import { StudioError } from '../../core/contract/errors.js';
import type { Project } from '../../core/contract/schema/project.js';
import type { Sample } from '../../core/contract/schema/sample.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { decodeGray16 } from '../codecs/png.js';
import type { ProjectStore } from '../project/store.js';
import { DepthGrids } from './depth.js';
import { MASK } from './files.js';
import {
  besideSize,
  embeddedSize,
  filesUnder,
  LABEL_MAP,
  readLabelFile,
  readLabelMap,
  sizeOfPicture,
} from './label-files.js';
import { documentOf, loadAnnotation } from './session.js';

export interface Finding {
  readonly file: string;
  readonly level: 'error' | 'warning';
  readonly code:
    'unreadable' | 'shape' | 'image' | 'label' | 'empty' | 'not-good' | 'no-depth' | 'stale-mask';
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

/** Above this share of a mask without depth, RGB-D methods see little of the defect. */
const NO_DEPTH_SHARE = 0.05;

/**
 * One file, or every LabelMe file of a folder; JSON that holds no shapes is passed over there.
 * @param labels the only ones allowed; else those of label-map.json beside, where there is one
 */
export async function* checkFiles(
  path: string,
  labels: readonly string[] | null = null,
): AsyncGenerator<Finding> {
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder
    ? (await filesUnder(path, '.json')).map((name) => join(path, name))
    : [path];
  const map = labels ? null : await readLabelMap(join(isFolder ? path : dirname(path), LABEL_MAP));
  const listed = labels ?? (map && Object.keys(map));
  for (const file of names) {
    try {
      yield* checkFile(file, listed && new Set([BACKGROUND_LABEL, ...listed]));
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      if (isFolder && error.details['key'] === 'shapes') continue;
      yield unreadable(file, error);
    }
  }
}

async function* checkFile(
  path: string,
  listed: ReadonlySet<string> | null,
): AsyncGenerator<Finding> {
  const plain = await readLabelFile(path, null);
  const beside = plain.hasImageData ? null : await besideSize(path, plain);
  const size = (await embeddedSize(path, plain)) ?? beside?.size ?? null;
  if (!plain.hasImageData && !beside)
    yield {
      ...{ file: path, level: 'error', code: 'image', key: 'imagePath' },
      message: text('annotate.no-image.message', { path: plain.imagePath ?? '' }),
      hint: text('annotate.no-image.hint'),
    };
  const file = size ? await readLabelFile(path, size) : plain;
  for (const { key, message, hint } of file.warnings) {
    const image = key.startsWith('image');
    yield {
      ...{ file: path, key, message, hint },
      ...{ level: image ? 'error' : 'warning', code: image ? 'image' : 'shape' },
    };
  }
  const unknown = new Set(
    file.document.shapes.map(({ label }) => label).filter((label) => listed?.has(label) === false),
  );
  for (const label of unknown)
    yield {
      ...{ file: path, level: 'error', code: 'label', key: 'shapes' },
      message: text('annotate.unlisted-label.message', { label }),
      hint: text('annotate.unlisted-label.hint'),
    };
}

function unreadable(file: string, { message, hint, details }: StudioError): Finding {
  const key = typeof details['key'] === 'string' ? details['key'] : '';
  return { file, level: 'error', code: 'unreadable', key, message, hint };
}

/** Every sample of a project. */
export async function* checkProject(store: ProjectStore): AsyncGenerator<Finding> {
  const depth = new DepthGrids(store);
  for (const { id } of [...store.samples()].reverse()) {
    const { sample, path } = await store.read(id);
    try {
      yield* checkSample(sample, path, store.project(), store.work(id).state, depth);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      yield unreadable(path, error);
    }
  }
}

async function* checkSample(
  sample: Sample,
  folder: string,
  project: Project,
  state: string,
  depth: DepthGrids,
): AsyncGenerator<Finding> {
  const size = { width: sample.rgb.width, height: sample.rgb.height };
  const loaded = await loadAnnotation({ id: sample.id, folder, size });
  const file = join(folder, loaded.name);
  const finding = (
    level: Finding['level'],
    code: Finding['code'],
    key: string,
    message: string,
    hint: string,
  ): Finding => ({ file, level, code, key, message, hint });
  const picture = await sizeOfPicture(join(folder, sample.rgb.file));
  if (picture && (picture.width !== size.width || picture.height !== size.height))
    yield {
      ...finding(
        'error',
        'image',
        'rgb',
        text('annotate.other-rgb.message', {
          id: sample.id,
          picture: `${String(picture.width)} x ${String(picture.height)}`,
          stated: `${String(size.width)} x ${String(size.height)}`,
        }),
        text('annotate.other-rgb.hint'),
      ),
      file: join(folder, sample.rgb.file),
    };
  if (loaded.problem) {
    const { key, message, hint } = loaded.problem;
    yield finding('error', 'unreadable', key, message, hint);
    return;
  }
  for (const { key, message, hint } of loaded.file?.warnings ?? [])
    yield finding('warning', key.startsWith('image') ? 'image' : 'shape', key, message, hint);
  const drawn = rasterise(documentOf(loaded, size), {
    labels: project.labels,
    rasteriser: project.annotation.rasteriser,
  });
  for (const label of drawn.unknown)
    yield finding(
      'error',
      'label',
      'shapes',
      text('annotate.unknown-label.message', { label }),
      text('annotate.unknown-label.hint'),
    );
  if (sample.anomaly === GOOD && drawn.maskPixels > 0)
    yield finding(
      'error',
      'not-good',
      '',
      text('annotate.not-good.message', { id: sample.id, pixels: drawn.maskPixels }),
      text('annotate.not-good.hint'),
    );
  if (sample.anomaly !== GOOD && drawn.maskPixels === 0)
    yield finding(
      state === 'done' || state === 'checked' ? 'error' : 'warning',
      'empty',
      '',
      text('annotate.no-pixel.message', { id: sample.id, anomaly: sample.anomaly, state }),
      text('annotate.no-pixel.hint'),
    );
  if (loaded.state && !(await sameMask(join(folder, MASK), drawn)))
    yield finding(
      'error',
      'stale-mask',
      '',
      text('annotate.stale-mask.message', { id: sample.id }),
      text('annotate.stale-mask.hint'),
    );
  if (sample.depth && drawn.maskPixels > 0) {
    const share = await withoutDepth(sample.id, drawn, depth);
    if (share > NO_DEPTH_SHARE)
      yield finding(
        'warning',
        'no-depth',
        '',
        text('annotate.mask-no-depth.message', { share: (share * 100).toFixed(0), id: sample.id }),
        text('annotate.mask-no-depth.hint'),
      );
  }
}

async function sameMask(path: string, drawn: Rastered): Promise<boolean> {
  const bytes = await readFile(path).catch(() => null);
  if (!bytes) return false;
  const { width, height, data } = await decodeGray16(path, bytes);
  return (
    width === drawn.width &&
    height === drawn.height &&
    drawn.mask.every((value, i) => value === data[i])
  );
}

async function withoutDepth(id: string, drawn: Rastered, depth: DepthGrids): Promise<number> {
  const grid = await depth.get(id);
  const { buffer, byteOffset } = grid.bytes;
  const count = drawn.mask.length;
  const values =
    grid.encoding === 'uint16'
      ? new Uint16Array(buffer, byteOffset, count)
      : new Float32Array(buffer, byteOffset, count);
  let missing = 0;
  for (let i = 0; i < count; i++) if (drawn.mask[i] !== 0 && values[i] === 0) missing++;
  return missing / drawn.maskPixels;
}
