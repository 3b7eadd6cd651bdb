/** Files that belong to all samples of an export: class lists, split lists, COCO's annotations. */
import { createHash } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportProfile, LabelMapping } from '../../core/contract/schema/dataset-export.js';
import type { ExportedFile, ExportedSample } from '../../core/contract/schema/export-manifest.js';
import { SPLITS } from '../../core/dataset/vocabulary.js';
import { cocoCategories, cocoEntries } from './formats/coco.js';
import type { Fragment } from './formats/index.js';
import { classesOf } from './formats/parts.js';
import { YOLO_SPLITS } from './formats/yolo.js';

export interface SharedInput {
  readonly root: string;
  readonly profile: ExportProfile;
  readonly labels: readonly LabelMapping[];
  /** In the order of the manifest. */
  rows(): AsyncIterable<{ row: ExportedSample; fragment: Fragment | null }>;
}

export async function writeShared(input: SharedInput): Promise<ExportedFile[]> {
  switch (input.profile.format) {
    case 'coco':
      return writeCoco(input);
    case 'voc':
      return writeVoc(input);
    case 'yolo':
      return [await writeText(input.root, 'data.yaml', yoloYaml(input.labels))];
    case 'labelme':
    case 'mvtec3d':
    case 'ply':
    case 'pcd':
      return [];
  }
}

async function writeText(root: string, path: string, content: string): Promise<ExportedFile> {
  const data = Buffer.from(content);
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), data);
  return {
    kind: 'shared',
    path,
    bytes: data.length,
    sha256: createHash('sha256').update(data).digest('hex'),
  };
}

/** `path: .` is resolved by ultralytics against the file's own folder. */
function yoloYaml(labels: readonly LabelMapping[]): string {
  const names = classesOf(labels).map(({ name }, i) => `  ${String(i)}: ${JSON.stringify(name)}`);
  return [
    'path: .',
    ...Object.values(YOLO_SPLITS).map((split) => `${split}: images/${split}`),
    'names:',
    ...names,
    '',
  ].join('\n');
}

async function writeVoc({ root, labels, rows }: SharedInput): Promise<ExportedFile[]> {
  const lists: Record<string, string[]> = { train: [], val: [], trainval: [], test: [] };
  for await (const { row } of rows()) {
    const path = row.files.find(({ kind }) => kind === 'rgb')?.path ?? '';
    const name = path.replace(/^.*\//, '').replace(/\.png$/, '');
    lists[YOLO_SPLITS[row.split]]?.push(name);
    if (row.split !== 'test') lists['trainval']?.push(name);
  }
  const names: string[] = ['_background_'];
  for (const { name, value } of classesOf(labels)) names[value] = name;
  const files = [
    await writeText(
      root,
      'class_names.txt',
      Array.from(names, (name: string | undefined) => `${name ?? ''}\n`).join(''),
    ),
  ];
  for (const [list, stems] of Object.entries(lists))
    files.push(
      await writeText(
        root,
        `ImageSets/Segmentation/${list}.txt`,
        stems.map((stem) => `${stem}\n`).join(''),
      ),
    );
  return files;
}

/** One file per split, written piece by piece: images first, then annotations. */
async function writeCoco({ root, profile, labels, rows }: SharedInput): Promise<ExportedFile[]> {
  const files: ExportedFile[] = [];
  await mkdir(join(root, 'annotations'), { recursive: true });
  for (const split of SPLITS.filter((name) => profile.splits.includes(name))) {
    const path = `annotations/instances_${split}.json`;
    const file = await open(join(root, path), 'w');
    const hash = createHash('sha256');
    let bytes = 0;
    const put = async (part: string): Promise<void> => {
      const data = Buffer.from(part);
      hash.update(data);
      bytes += data.length;
      await file.write(data);
    };
    try {
      await put(`{"info":{"description":"PD Studio"},"licenses":[],"images":[`);
      let count = 0;
      for await (const { row, fragment } of rows()) {
        if (row.split !== split || !fragment) continue;
        const { image } = cocoEntries(fragment, count + 1, 1);
        await put(`${count === 0 ? '' : ','}\n${JSON.stringify(image)}`);
        count += 1;
      }
      await put(`\n],"annotations":[`);
      let imageId = 0;
      let next = 1;
      for await (const { row, fragment } of rows()) {
        if (row.split !== split || !fragment) continue;
        imageId += 1;
        for (const annotation of cocoEntries(fragment, imageId, next).annotations) {
          await put(`${next === 1 ? '' : ','}\n${JSON.stringify(annotation)}`);
          next += 1;
        }
      }
      await put(`\n],"categories":${JSON.stringify(cocoCategories(labels))}}\n`);
    } finally {
      await file.close();
    }
    files.push({ kind: 'shared', path, bytes, sha256: hash.digest('hex') });
  }
  return files;
}
