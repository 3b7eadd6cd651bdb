/**
 * 3D-ADS, M3DM and UniNet load alike (the latter two copied the first): globs of *.png and *.tiff,
 * paired by sorted order, masks at least 128. What differs is in the rules of each.
 */
import type { ReaderName } from '../../contract/schema/dataset-export.js';
import {
  categories,
  cellOf,
  folders,
  gtFiles,
  hasWrongUnit,
  isAnomalous,
  isRead,
  isTest,
  isTrain,
  misordered,
  rgbFiles,
  withExtension,
  xyzFiles,
  type ReaderRule,
} from './rule.js';
import type { TypeFacts } from './facts.js';

interface SortedReader {
  readonly reader: Extract<ReaderName, '3d-ads' | 'm3dm' | 'unet'>;
  readonly loader: string;
  /** Where the list of categories is written down. */
  readonly classList: string;
  readonly known: readonly string[];
}

export const MVTEC_3D_CLASSES = [
  'bagel',
  'cable_gland',
  'carrot',
  'cookie',
  'dowel',
  'foam',
  'peach',
  'potato',
  'rope',
  'tire',
] as const;

const testAnomalous = (type: TypeFacts): boolean => isTest(type) && isAnomalous(type);

export function sortedOrderRules({ reader, loader, classList, known }: SortedReader): ReaderRule[] {
  const rule = (
    name: string,
    severity: ReaderRule['severity'],
    message: string,
    reason: string,
    find: ReaderRule['find'],
    source = loader,
  ): ReaderRule => ({ id: `${reader}/${name}`, reader, severity, message, reason, source, find });
  return [
    rule(
      'train-good',
      'error',
      '{n} [category has|categories have] no training samples in train/good',
      'only train/good is read for training',
      (tree) =>
        categories(
          tree,
          (types) => !types.some((t) => isTrain(t) && !isAnomalous(t) && t.names.rgb.length > 0),
        ),
    ),
    rule(
      'anomalies-in-train',
      'warning',
      '{n} [folder|folders] of train/ [holds|hold] anomalies',
      'only train/good is read: these samples are passed over',
      (tree) => folders(tree, (type) => isTrain(type) && isAnomalous(type)),
    ),
    rule(
      'extension',
      'error',
      '{n} [file has|files have] another extension than .png or .tiff',
      'the globs are *.png and *.tiff: a .tif, .TIFF or .jpg is passed over and shifts the pairs after it',
      (tree) =>
        tree.types.filter(isRead).flatMap((type) =>
          (['rgb', 'xyz', 'gt'] as const).flatMap((kind) => {
            const extension = kind === 'xyz' ? '.tiff' : '.png';
            return type.names[kind]
              .filter((name) => !name.startsWith('.') && !name.endsWith(extension))
              .map((name) => `${cellOf(type)}/${kind}/${name}`);
          }),
        ),
    ),
    rule(
      'count',
      'error',
      '{n} [folder holds|folders hold] different numbers of rgb, xyz and gt files',
      'files are paired by sorted order: the longer list loses its end, and a missing mask ends with "Something wrong with test and ground truth pair!"',
      (tree) =>
        folders(tree, (type) => {
          if (!isRead(type)) return false;
          const rgb = withExtension(type.names.rgb, '.png').length;
          const xyz = withExtension(type.names.xyz, '.tiff').length;
          const gt = withExtension(type.names.gt, '.png').length;
          return rgb !== xyz || (testAnomalous(type) && gt !== rgb);
        }),
    ),
    rule(
      'stems',
      'error',
      '{n} [sample is|samples are] paired with files of another stem',
      'files are paired by sorted order, whatever their names',
      misordered,
    ),
    rule(
      'gt-values',
      'error',
      '{n} [mask has|masks have] no value of 128 or more',
      'a mask pixel counts when it is above 0.5 after scaling by 255: a mask of 0 and 1 reads as empty',
      (tree) => gtFiles(tree, testAnomalous, (f) => f.positive > 0 && f.highest < 128),
    ),
    rule(
      'gt-empty',
      'error',
      '{n} anomalous [sample has|samples have] an empty mask',
      'the region overlap has no region to count, the pixel scores none',
      (tree) => gtFiles(tree, testAnomalous, (file) => file.positive === 0),
    ),
    rule(
      'class-list',
      'warning',
      "{n} [category is|categories are] not in the reader's list",
      'categories are named in its code: add these there',
      (tree) => tree.categories.filter((category) => !known.includes(category)),
      classList,
    ),
  ];
}

/** The preprocessing of 3D-ADS, which M3DM took over: plane removal on xyz, in place. */
export function planeRemovalRules(
  reader: Extract<ReaderName, '3d-ads' | 'm3dm'>,
  preprocessing: string,
): ReaderRule[] {
  const rule = (
    name: string,
    severity: ReaderRule['severity'],
    message: string,
    reason: string,
    find: ReaderRule['find'],
  ): ReaderRule => ({
    id: `${reader}/${name}`,
    reader,
    severity,
    message,
    reason,
    source: preprocessing,
    find,
  });
  return [
    rule(
      'unit',
      'error',
      '{n} xyz [file is|files are] not in metres',
      'plane (4 and 5 mm) and clusters (6 mm) are cut at fixed distances in metres',
      (tree) => xyzFiles(tree, isRead, hasWrongUnit),
    ),
    rule(
      'border-without-depth',
      'error',
      '{n} [sample has|samples have] fewer than 50 points in the outer ten pixels',
      'the plane is fitted to 50 points drawn from there',
      (tree) => xyzFiles(tree, isRead, (file) => file.borderPoints < 50),
    ),
    rule(
      'under-5-mm',
      'warning',
      '{n} [sample is|samples are] nowhere 5 mm away from the background',
      'everything within 5 mm of the plane is removed: nothing would be left',
      (tree) =>
        xyzFiles(
          tree,
          isRead,
          (file) => file.reliefMetres !== null && file.reliefMetres < 0.005 && !hasWrongUnit(file),
        ),
    ),
    rule(
      'sizes',
      'error',
      '{n} xyz [file has|files have] another size than the picture',
      'rgb is cleared at the indices of the points',
      (tree) =>
        xyzFiles(tree, isRead, (file, type) => {
          const rgb = type.rgb.find((other) => other.name === file.name.replace(/tiff$/, 'png'));
          return rgb !== undefined && (rgb.width !== file.width || rgb.height !== file.height);
        }),
    ),
    rule(
      'rgb-channels',
      'error',
      '{n} [picture is|pictures are] not RGB',
      'rgb is reshaped to its third dimension: a grey picture has none, a fourth channel stays',
      (tree) => rgbFiles(tree, isRead, (file) => file.channels !== 3),
    ),
    rule(
      'gt-channels',
      'error',
      '{n} [mask has|masks have] more than one channel',
      'gt is padded on two axes: np.pad fails on a third',
      (tree) => gtFiles(tree, isTest, (file) => file.channels !== 1),
    ),
    rule(
      'path',
      'error',
      '{n} [path holds|paths hold] xyz or tiff besides the folder and the extension',
      'replace("xyz", "rgb") and replace("tiff", "png") change every place in the path',
      (tree) =>
        [tree.root, ...tree.categories, ...new Set(tree.types.map((type) => type.type))].filter(
          (name) => name.includes('xyz') || name.includes('tiff'),
        ),
    ),
    rule(
      'in-place',
      'warning',
      'the preprocessing writes over the folder',
      'plane removal saves each file under its own name: work on a copy',
      (tree) => (tree.types.length > 0 ? [tree.root] : []),
    ),
  ];
}

export const NOT_FINITE = (reader: ReaderName, source: string): ReaderRule => ({
  id: `${reader}/not-finite`,
  reader,
  severity: 'error',
  message: '{n} xyz [file holds|files hold] NaN or infinite values',
  reason: 'missing depth is (0, 0, 0) by convention; NaN spreads through every mean',
  source,
  find: (tree) => xyzFiles(tree, isRead, (file) => file.nonFinite > 0),
});
