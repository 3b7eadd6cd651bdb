/** anomalib (open-edge-platform/anomalib, MVTec3D): pairs by stem, opens pictures as they are. */
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
  missingPartners,
  rgbFiles,
  stemOf,
  withExtension,
  xyzFiles,
  type ReaderRule,
} from './rule.js';

const DATASET = 'open-edge-platform/anomalib: src/anomalib/data/datasets/depth/mvtec_3d.py';
const BASE = 'open-edge-platform/anomalib: src/anomalib/data/datasets/base/depth.py';

export const ANOMALIB_RULES: readonly ReaderRule[] = [
  {
    id: 'anomalib/no-samples',
    reader: 'anomalib',
    severity: 'error',
    message: '{n} [category has|categories have] no training or no test samples',
    reason: 'both sets are made from their folders',
    source: DATASET,
    find: (tree) =>
      categories(
        tree,
        (types) =>
          ![isTrain, isTest].every((of) => types.some((t) => of(t) && t.names.rgb.length > 0)),
      ),
  },
  {
    id: 'anomalib/xyz-missing',
    reader: 'anomalib',
    severity: 'error',
    message: '{n} [sample has|samples have] no xyz of the same stem',
    reason: 'depth is xyz/STEM.tiff of the picture; .tif is not looked for',
    source: DATASET,
    find: (tree) => missingPartners(tree, isRead, 'xyz', '.tiff'),
  },
  {
    id: 'anomalib/gt-missing',
    reader: 'anomalib',
    severity: 'error',
    message: '{n} anomalous [sample has|samples have] no mask of the same name',
    reason: 'the mask is gt/NAME of the picture and is opened for anomalous samples',
    source: BASE,
    find: (tree) => missingPartners(tree, (t) => isTest(t) && isAnomalous(t), 'gt', '.png'),
  },
  {
    id: 'anomalib/dot-in-stem',
    reader: 'anomalib',
    severity: 'error',
    message: '{n} [name has|names have] a dot besides that of the extension',
    reason: 'the stem is what stands before the first dot: the depth file is not found',
    source: DATASET,
    find: (tree) =>
      tree.types.filter(isRead).flatMap((type) =>
        withExtension(type.names.rgb, '.png')
          .filter((name) => stemOf(name).includes('.'))
          .map((name) => `${cellOf(type)}/rgb/${name}`),
      ),
  },
  {
    id: 'anomalib/anomalies-in-train',
    reader: 'anomalib',
    severity: 'error',
    message: '{n} [folder|folders] of train/ [holds|hold] anomalies',
    reason: 'the training set is every picture below train/, whatever its folder',
    source: DATASET,
    find: (tree) => folders(tree, (type) => isTrain(type) && isAnomalous(type)),
  },
  {
    id: 'anomalib/rgb-channels',
    reader: 'anomalib',
    severity: 'error',
    message: '{n} [picture is|pictures are] not 8-bit RGB',
    reason: 'pictures are turned into tensors as they are opened, with the channels they have',
    source: BASE,
    find: (tree) => rgbFiles(tree, isRead, (file) => file.channels !== 3 || file.bits !== 8),
  },
  {
    id: 'anomalib/gt-channels',
    reader: 'anomalib',
    severity: 'error',
    message: '{n} [mask has|masks have] more than one channel',
    reason: 'the mask is squeezed to two dimensions: a colour mask keeps three',
    source: BASE,
    find: (tree) => gtFiles(tree, isTest, (file) => file.channels !== 1),
  },
  {
    id: 'anomalib/xyz-channels',
    reader: 'anomalib',
    severity: 'error',
    message: '{n} xyz [file is|files are] not three channels of float32',
    reason: 'depth is turned into a tensor as tifffile gives it',
    source: BASE,
    find: (tree) => xyzFiles(tree, isRead, (file) => file.channels !== 3 || !file.float32),
  },
  {
    id: 'anomalib/sizes',
    reader: 'anomalib',
    severity: 'error',
    message: '{n} xyz [file has|files have] another size than the picture',
    reason: 'picture, depth and mask go through one transform together',
    source: BASE,
    find: (tree) =>
      xyzFiles(tree, isRead, (file, type) => {
        const rgb = type.rgb.find((other) => stemOf(other.name) === stemOf(file.name));
        return rgb !== undefined && (rgb.width !== file.width || rgb.height !== file.height);
      }),
  },
  {
    id: 'anomalib/unit',
    reader: 'anomalib',
    severity: 'warning',
    message: '{n} xyz [file is|files are] not in metres',
    reason: 'values are used as they are; models trained on MVTec 3D-AD expect metres',
    source: BASE,
    find: (tree) => xyzFiles(tree, isRead, hasWrongUnit),
  },
  {
    id: 'anomalib/gt-empty',
    reader: 'anomalib',
    severity: 'error',
    message: '{n} anomalous [sample has|samples have] an empty mask',
    reason: 'the label says anomalous while no pixel is',
    source: BASE,
    find: (tree) =>
      gtFiles(
        tree,
        (type) => isTest(type) && isAnomalous(type),
        (file) => file.positive === 0,
      ),
  },
];
