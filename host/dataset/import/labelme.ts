/** Folders of LabelMe files: which JSON belongs to which picture, and pictures inside the JSON. */
import { basename, extname, normalize } from 'node:path';
import { z } from 'zod';
import { text } from '../../../core/text/index.js';
import { corrupt } from '../../codecs/corrupt.js';
import { COLOUR_EXTENSIONS } from '../../codecs/picture.js';
import type { ImportTree } from './tree-files.js';

/** Embedded pictures make LabelMe files long. */
const MAX_JSON = 256 * 1024 * 1024;

/** What the import itself needs of a LabelMe file; the rest belongs to core/annotation/labelme. */
const labelMeSchema = z.looseObject({
  shapes: z.array(z.looseObject({ label: z.string() })),
  imagePath: z.string().nullish(),
  imageData: z.string().nullish(),
  imageWidth: z.number().nullish(),
  imageHeight: z.number().nullish(),
});
export type LabelMeFile = z.infer<typeof labelMeSchema>;

export interface LabelMeSamples {
  readonly samples: readonly { readonly annotation: string; readonly rgb?: string }[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** @returns null for JSON of another kind. @throws StudioError file-corrupt */
export async function readLabelMe(tree: ImportTree, path: string): Promise<LabelMeFile | null> {
  const data = await tree.read(path, MAX_JSON);
  let raw: unknown;
  try {
    raw = JSON.parse(data.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw corrupt(path, error);
  }
  if (typeof raw !== 'object' || raw === null || !('shapes' in raw)) return null;
  const parsed = labelMeSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw corrupt(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`);
  }
  return parsed.data;
}

/** A JSON file that is damaged is told only when it was meant as LabelMe's. */
const MEANT = /"(shapes|imagePath|imageData|lineColor)"/;

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
      else if (typeof file.imageData === 'string') samples.push({ annotation: path });
      else
        skipped.push({
          file: path,
          reason: text('import.reason.no-picture', { name: file.imagePath ?? '' }),
        });
    } catch (error) {
      const head = (await tree.head(path, 4096).catch(() => Buffer.alloc(0))).toString('latin1');
      if (MEANT.test(head))
        skipped.push({
          file: path,
          reason: error instanceof Error ? error.message : String(error),
        });
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
  file: LabelMeFile,
  known: ReadonlySet<string>,
): string | null {
  const given = (file.imagePath ?? '').replaceAll('\\', '/');
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
export function embeddedPicture(path: string, file: LabelMeFile): Buffer {
  const data = Buffer.from(file.imageData ?? '', 'base64');
  if (data.length === 0) throw corrupt(path, 'its imageData is empty');
  return data;
}
