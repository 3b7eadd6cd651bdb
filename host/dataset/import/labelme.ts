/** Folders of LabelMe files: which JSON belongs to which picture, and pictures inside the JSON. */
import { basename, extname, normalize } from 'node:path';
import { memberOf } from '../../../core/annotation/labelme/json-text.js';
import { LabelmeError } from '../../../core/annotation/labelme/problem.js';
import {
  imageDataOf,
  readLabelme,
  type LabelmeFile,
} from '../../../core/annotation/labelme/read.js';
import { text } from '../../../core/text/index.js';
import { maskPng } from '../../annotate/mask-png.js';
import { corrupt } from '../../codecs/corrupt.js';
import { COLOUR_EXTENSIONS } from '../../codecs/picture.js';
import type { ImportTree } from './tree-files.js';

/** Embedded pictures make LabelMe files long. */
const MAX_JSON = 256 * 1024 * 1024;

/** JSON of another kind is none of ours; a damaged file is told only when it was meant as LabelMe's. */
const MEANT = /"(shapes|imageData|lineColor)"\s*:/;

/** @returns null for JSON of another kind. @throws StudioError file-corrupt with the key */
export async function readLabelMe(
  tree: Pick<ImportTree, 'read'>,
  path: string,
): Promise<LabelmeFile | null> {
  const content = (await tree.read(path, MAX_JSON)).toString('utf8').replace(/^\uFEFF/, '');
  if (!MEANT.test(content)) return null;
  try {
    return readLabelme(content, { size: null, png: maskPng });
  } catch (error) {
    if (!(error instanceof LabelmeError)) throw error;
    throw corrupt(path, new Error(`${error.key} ${error.message}`.trim(), { cause: error }));
  }
}

export interface LabelMeSamples {
  readonly samples: readonly { readonly annotation: string; readonly rgb?: string }[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** @param prefix of the folder, ends with `/` or is empty */
export async function labelMeFolder(
  tree: ImportTree,
  prefix: string,
  names: readonly string[],
  told: (done: number, total: number, current: string) => void,
): Promise<LabelMeSamples> {
  const known = new Set(tree.files.map((file) => file.path));
  const samples: { annotation: string; rgb?: string }[] = [];
  const skipped: { file: string; reason: string }[] = [];
  const files = names.filter((name) => /\.json$/i.test(name));
  for (const [i, name] of files.entries()) {
    const path = `${prefix}${name}`;
    told(i, files.length, path);
    try {
      const file = await readLabelMe(tree, path);
      if (!file) continue;
      const rgb = pictureOf(prefix, name, file, known);
      if (rgb !== null) samples.push({ annotation: path, rgb });
      else if (file.hasImageData) samples.push({ annotation: path });
      else
        skipped.push({
          file: path,
          reason: text('import.reason.no-picture', { name: file.imagePath ?? '' }),
        });
    } catch (error) {
      skipped.push({ file: path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { samples, skipped };
}

/**
 * `imagePath` beside the JSON (old Windows files have backslashes), else a picture of the JSON's own
 * name. A path that leads out of what is imported is not followed.
 */
function pictureOf(
  prefix: string,
  name: string,
  file: LabelmeFile,
  known: ReadonlySet<string>,
): string | null {
  const given = file.imagePath ?? '';
  const stem = basename(name, extname(name));
  const wanted = [
    ...(given === '' || given.startsWith('/') ? [] : [normalize(`${prefix}${given}`)]),
    ...(given === '' ? [] : [`${prefix}${basename(given)}`]),
    ...COLOUR_EXTENSIONS.flatMap((e) => [
      `${prefix}${stem}${e}`,
      `${prefix}${stem}${e.toUpperCase()}`,
    ]),
  ];
  return (
    wanted.find(
      (path) => known.has(path) && COLOUR_EXTENSIONS.some((e) => e === extname(path).toLowerCase()),
    ) ?? null
  );
}

/** The embedded picture's bytes. @throws StudioError file-corrupt */
export function embeddedPicture(path: string, file: LabelmeFile): Buffer {
  try {
    const data = imageDataOf(file);
    if (data && data.length > 0) return Buffer.from(data);
  } catch (error) {
    throw corrupt(path, error);
  }
  throw corrupt(path, 'its imageData is empty');
}

/** The text with its picture named rgb.png and none embedded; all else stays to the letter. */
export function asOfSample(file: LabelmeFile): string {
  const changes = [
    { node: memberOf(file.root, 'imagePath'), value: '"rgb.png"' },
    { node: memberOf(file.root, 'imageData'), value: 'null' },
  ]
    .filter((change) => change.node !== null)
    .sort((a, b) => b.node!.start - a.node!.start);
  let { text: out } = file;
  for (const { node, value } of changes)
    out = `${out.slice(0, node!.start)}${value}${out.slice(node!.end)}`;
  return out;
}
