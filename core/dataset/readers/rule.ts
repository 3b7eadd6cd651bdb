/** The form of the readers' rules: data with the reason and where in the loading code it is seen. */
import type { ReaderName } from '../../contract/schema/dataset-export.js';
import type { CloudFacts, MaskFacts, PictureFacts, TreeFacts, TypeFacts } from './facts.js';

export interface ReaderRule {
  /** READER/NAME; the reader is its first part. */
  readonly id: string;
  readonly reader: ReaderName;
  readonly severity: 'error' | 'warning';
  /** What was found; `{n}` is the number of places, `[one|many]` the forms that go with it. */
  readonly message: string;
  /** What the reader does with it. */
  readonly reason: string;
  /** Repository and file. */
  readonly source: string;
  /** Paths relative to the root, in the tree's order. */
  find(tree: TreeFacts): string[];
}

export function cellOf(type: TypeFacts): string {
  return `${type.category}/${type.split}/${type.type}`;
}

type TypeTest = (type: TypeFacts) => boolean;
export const isTrain: TypeTest = (type) => type.split === 'train';
export const isTest: TypeTest = (type) => type.split === 'test';
export const isAnomalous: TypeTest = (type) => type.type !== 'good';
/** What all readers but validation's look at. */
export const isRead: TypeTest = (type) => isTrain(type) || isTest(type);

/** Folders CATEGORY/SPLIT/TYPE for which `test` holds. */
export function folders(tree: TreeFacts, test: TypeTest): string[] {
  return tree.types.filter(test).map(cellOf);
}

function files<F extends { readonly name: string }>(
  kind: 'rgb' | 'xyz' | 'gt',
  list: (type: TypeFacts) => readonly F[],
) {
  return (tree: TreeFacts, where: TypeTest, test: (file: F, type: TypeFacts) => boolean) =>
    tree.types.filter(where).flatMap((type) =>
      list(type)
        .filter((file) => test(file, type))
        .map((file) => `${cellOf(type)}/${kind}/${file.name}`),
    );
}
export const rgbFiles = files<PictureFacts>('rgb', (type) => type.rgb);
export const xyzFiles = files<CloudFacts>('xyz', (type) => type.xyz);
export const gtFiles = files<MaskFacts>('gt', (type) => type.gt);

/** Categories for which `test` holds. */
export function categories(
  tree: TreeFacts,
  test: (types: readonly TypeFacts[], category: string) => boolean,
): string[] {
  return tree.categories.filter((category) =>
    test(
      tree.types.filter((type) => type.category === category),
      category,
    ),
  );
}

export function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}

/** Names as `glob('*.EXT')` gives them, sorted; upper case counts as another extension. */
export function withExtension(names: readonly string[], extension: string): string[] {
  return names.filter((name) => name.endsWith(extension) && !name.startsWith('.')).sort();
}

/** Files that a reader would open under a name made from that of rgb, but that do not exist. */
export function missingPartners(
  tree: TreeFacts,
  where: TypeTest,
  kind: 'xyz' | 'gt' | 'z',
  extension: string,
): string[] {
  return tree.types.filter(where).flatMap((type) => {
    const there = new Set(type.names[kind]);
    return withExtension(type.names.rgb, '.png')
      .map((name) => `${stemOf(name)}${extension}`)
      .filter((name) => !there.has(name))
      .map((name) => `${cellOf(type)}/${kind}/${name}`);
  });
}

/** Samples that a reader would pair wrongly because it goes by sorted order, not by stem. */
export function misordered(tree: TreeFacts): string[] {
  return tree.types.filter(isRead).flatMap((type) => {
    const rgb = withExtension(type.names.rgb, '.png').map(stemOf);
    const partners = [withExtension(type.names.xyz, '.tiff').map(stemOf)];
    if (isTest(type) && isAnomalous(type))
      partners.push(withExtension(type.names.gt, '.png').map(stemOf));
    return rgb
      .filter((stem, i) => partners.some((other) => i < other.length && other[i] !== stem))
      .map((stem) => `${cellOf(type)}/rgb/${stem}.png`);
  });
}

/** Median z in metres lies between a millimetre's and a room's scale. */
export function hasWrongUnit({ medianZ }: CloudFacts): boolean {
  return medianZ !== null && (medianZ > 5 || medianZ < 0.005);
}
