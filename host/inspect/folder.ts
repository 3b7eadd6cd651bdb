/** Inspection of any folder of pictures: scores, overlays and maps in a folder of their own. */
import { join } from 'node:path';
import { StudioError } from '../../core/contract/errors.js';
import type { FolderRow } from '../../core/contract/schema/inspect.js';
import { csvLine } from '../../core/inspect/csv.js';
import { text } from '../../core/text/index.js';
import { encodeTiff } from '../codecs/tiff-write.js';
import type { LoadedPicture } from '../detector/data/source.js';
import { openDataSource } from '../detector/data/open-source.js';
import { picturesOf, type NamedPicture, type PictureOptions } from '../detector/pictures.js';
import { writeAtomic } from '../files/atomic.js';
import { inside } from '../files/guard.js';
import type { BatchWork } from './batches.js';
import { judgeRaw, warningsOf } from './judged.js';
import { ruleOf, type ModelFiles } from './model-files.js';
import { heatOverlay } from './overlay.js';
import type { RawInspection } from './protocol.js';

const CSV_HEAD = [
  'name',
  'score',
  'verdict',
  'threshold',
  'areaMm2',
  'regions',
  'warnings',
  'reason',
];

export interface FolderRequest {
  readonly model: ModelFiles;
  /** As `pd-studio infer --input` takes it. */
  readonly input: string;
  readonly metresPerCount: number | null;
  /** Gets a folder of this batch. */
  readonly output: string;
}

/**
 * The work of a batch over a folder. A model without a line gives scores and no verdicts.
 * @param look runs the model on a picture
 * @throws StudioError bad-source, unit-needed: before anything is written
 */
export async function folderWork(
  { model, input, metresPerCount, output }: FolderRequest,
  look: (picture: { name: string; picture: LoadedPicture }) => Promise<RawInspection>,
  told: (row: FolderRow) => void,
  now = new Date(),
): Promise<BatchWork<NamedPicture>> {
  const { card } = model;
  const rule = ruleOf(model);
  const options = { metresPerCount, category: null, preferredCategory: card.category, split: null };
  // What is missing for every picture is said at once, not once a picture.
  const first = await firstOf(picturesOf(input, options));
  if (!first)
    throw new StudioError(
      'bad-source',
      text('inspect.folderEmpty.message', { input }),
      text('inspect.folderEmpty.hint'),
    );
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '');
  const out = join(output, `folder-${stamp}`);
  const lines: (string | number)[][] = [CSV_HEAD];
  return {
    model: card.name,
    items: picturesOf(input, options),
    total: await countOf(input, options),
    output: out,
    nameOf: ({ name }) => name,
    async run({ name, category, load }) {
      try {
        const picture = await load();
        const raw = await look({ name, picture });
        const known = warningsOf(card, rule, category);
        const judged = rule && judgeRaw(raw, rule, known);
        const warnings = judged?.warnings ?? known;
        await write(out, name, picture, raw, {
          range: card.mapRange,
          threshold: rule?.threshold ?? card.mapRange[1],
        });
        lines.push([
          name,
          raw.score,
          judged?.verdict ?? '',
          rule?.threshold ?? '',
          judged?.areaMm2 ?? '',
          judged?.regions.length ?? '',
          warnings.join(' '),
          '',
        ]);
        told({
          output: out,
          name,
          score: raw.score,
          verdict: judged?.verdict ?? null,
          areaMm2: judged?.areaMm2 ?? null,
          warnings,
        });
      } catch (error) {
        lines.push([name, '', '', '', '', '', '', error instanceof Error ? error.message : '']);
        throw error;
      }
    },
    async ended() {
      await writeAtomic(join(out, 'results.csv'), lines.map(csvLine).join(''));
    },
  };
}

/** The first picture, loaded where it can be. @throws StudioError unit-needed, bad-source */
async function firstOf(pictures: AsyncIterable<NamedPicture>): Promise<NamedPicture | null> {
  for await (const picture of pictures) {
    await picture.load().catch((error: unknown) => {
      if (error instanceof StudioError && error.code === 'unit-needed') throw error;
    });
    return picture;
  }
  return null;
}

/** Of a project or tree, which are listed without being read; 0 for frames that come in turn. */
async function countOf(input: string, options: PictureOptions): Promise<number> {
  try {
    await openDataSource(input);
  } catch {
    return 0;
  }
  let count = 0;
  for await (const picture of picturesOf(input, options)) if (picture.name !== '') count += 1;
  return count;
}

async function write(
  out: string,
  name: string,
  { width, height, rgb }: LoadedPicture,
  { map, mapWidth, mapHeight }: RawInspection,
  scale: { readonly range: readonly [number, number]; readonly threshold: number },
): Promise<void> {
  const grid = { width: mapWidth, height: mapHeight, data: map };
  await writeAtomic(inside(out, `${name}.tiff`), encodeTiff({ ...grid, channels: 1 }));
  const painted = heatOverlay({ width, height, data: rgb }, grid, scale, width);
  await writeAtomic(inside(out, `${name}.overlay.png`), await painted.png().toBuffer());
}
