/** AST (marco-rudolph/AST): reads rgb, gt and its own z arrays; pairs by name. */
import {
  categories,
  folders,
  gtFiles,
  hasWrongUnit,
  isAnomalous,
  isRead,
  isTest,
  isTrain,
  missingPartners,
  xyzFiles,
  type ReaderRule,
} from './rule.js';

const UTILS = 'marco-rudolph/AST: utils.py';
const PREPROCESS = 'marco-rudolph/AST: preprocess.py';

export const AST_RULES: readonly ReaderRule[] = [
  {
    id: 'ast/test-good',
    reader: 'ast',
    severity: 'error',
    message: '{n} [category has|categories have] no folder test/good',
    reason: 'load_img_datasets ends with an error when test/ has no good/',
    source: UTILS,
    find: (tree) =>
      categories(tree, (types) => !types.some((type) => isTest(type) && !isAnomalous(type))),
  },
  {
    id: 'ast/anomalies-in-train',
    reader: 'ast',
    severity: 'error',
    message: '{n} [folder|folders] of train/ [holds|hold] anomalies',
    reason:
      'DefectDataset reads every folder of train/: the networks would learn the anomalies as normal',
    source: UTILS,
    find: (tree) => folders(tree, (type) => isTrain(type) && isAnomalous(type)),
  },
  {
    id: 'ast/gt-missing',
    reader: 'ast',
    severity: 'error',
    message: '{n} test [sample has|samples have] no mask in gt/ (good samples need an empty one)',
    reason: 'DefectDataset opens gt/NAME.png for every test sample, also for good ones',
    source: UTILS,
    find: (tree) => missingPartners(tree, isTest, 'gt', '.png'),
  },
  {
    id: 'ast/z-incomplete',
    reader: 'ast',
    severity: 'error',
    message: '{n} [sample has|samples have] no z/NAME.npy while others have one',
    reason: 'get_3D loads z/NAME.npy for every sample',
    source: UTILS,
    find: (tree) =>
      tree.types.some((type) => type.names.z.length > 0)
        ? missingPartners(tree, isRead, 'z', '.npy')
        : [],
  },
  {
    id: 'ast/z-absent',
    reader: 'ast',
    severity: 'warning',
    message: '{n} [category has|categories have] no z arrays',
    reason:
      'AST trains on z/NAME.npy: run its preprocess.py on a copy first, or export with z arrays',
    source: UTILS,
    find: (tree) =>
      tree.types.some((type) => type.names.z.length > 0) ? [] : [...tree.categories],
  },
  {
    id: 'ast/z-shape',
    reader: 'ast',
    severity: 'error',
    message: '{n} z [array is|arrays are] not height x width x 2 of the picture',
    reason: 'get_3D takes channel 0 as depth and the last channel as foreground',
    source: UTILS,
    find: (tree) =>
      tree.types.flatMap((type) =>
        type.z
          .filter(({ name, shape }) => {
            const rgb = type.rgb.find((file) => file.name === name.replace(/npy$/, 'png'));
            return (
              shape.length !== 3 ||
              shape[2] !== 2 ||
              (rgb !== undefined && (shape[0] !== rgb.height || shape[1] !== rgb.width))
            );
          })
          .map(({ name }) => `${type.category}/${type.split}/${type.type}/z/${name}`),
      ),
  },
  {
    id: 'ast/rgb-in-path',
    reader: 'ast',
    severity: 'error',
    message: '{n} [path has|paths have] rgb besides the folder rgb',
    reason:
      "i_path.replace('rgb', 'gt') and replace('rgb', 'z') change every rgb of the whole path",
    source: UTILS,
    find: (tree) => [
      ...(tree.root.includes('rgb') ? [tree.root] : []),
      ...tree.categories.filter((name) => name.includes('rgb')),
      ...folders(
        tree,
        (type) => type.type.includes('rgb') || type.names.rgb.some((name) => name.includes('rgb')),
      ),
    ],
  },
  {
    id: 'ast/stray-file',
    reader: 'ast',
    severity: 'error',
    message: '{n} [file lies|files lie] where only folders of types are expected',
    reason: 'DefectDataset lists train/ and test/ and looks for rgb/ in every entry',
    source: UTILS,
    find: (tree) => [...tree.strayFiles],
  },
  {
    id: 'ast/few-train',
    reader: 'ast',
    severity: 'error',
    message: '{n} [category has|categories have] fewer than 8 training samples',
    reason:
      'batches hold 8 and the last one is dropped (drop_last=True): there would be no step at all',
    source: UTILS,
    find: (tree) =>
      categories(
        tree,
        (types) => types.filter(isTrain).reduce((sum, type) => sum + type.names.rgb.length, 0) < 8,
      ),
  },
  {
    id: 'ast/unit',
    reader: 'ast',
    severity: 'error',
    message: '{n} xyz [file is|files are] not in metres',
    reason: 'the foreground is what lies further than 7e-3 from the background, in metres',
    source: PREPROCESS,
    find: (tree) => xyzFiles(tree, isRead, hasWrongUnit),
  },
  {
    id: 'ast/corner-without-depth',
    reader: 'ast',
    severity: 'error',
    message: '{n} [sample has|samples have] a 2 x 2 corner without depth',
    reason:
      'the background is the surface through the four corners; without one it is NaN and the foreground empty',
    source: PREPROCESS,
    find: (tree) => xyzFiles(tree, isRead, (file) => file.emptyCorners.length > 0),
  },
  {
    id: 'ast/under-7-mm',
    reader: 'ast',
    severity: 'error',
    message: '{n} [sample has|samples have] nothing higher or deeper than 7 mm',
    reason: 'the foreground is empty: the mean depth is 0 / 0 and every value becomes NaN',
    source: PREPROCESS,
    find: (tree) =>
      xyzFiles(
        tree,
        isRead,
        (file) =>
          file.valid > 0 &&
          file.emptyCorners.length === 0 &&
          !hasWrongUnit(file) &&
          file.foreground === 0,
      ),
  },
  {
    id: 'ast/gt-empty',
    reader: 'ast',
    severity: 'error',
    message: '{n} anomalous [sample has|samples have] an empty mask',
    reason: 'they are scored as anomalous while no pixel of them is',
    source: UTILS,
    find: (tree) =>
      gtFiles(
        tree,
        (type) => isTest(type) && isAnomalous(type),
        (file) => file.positive === 0,
      ),
  },
  {
    id: 'ast/mask-vanishes',
    reader: 'ast',
    severity: 'error',
    message: '{n} [mask vanishes|masks vanish] at 192 x 192',
    reason:
      'masks are shrunk to 192 x 192 by two taps an axis, without antialias: what lies between is lost',
    source: UTILS,
    find: (tree) => gtFiles(tree, isTest, (file) => file.positive > 0 && file.at192 === 0),
  },
  {
    id: 'ast/gt-on-good',
    reader: 'ast',
    severity: 'error',
    message: '{n} good [sample has|samples have] a mask that is not empty',
    reason: 'their pixels count as anomalous while the sample counts as good',
    source: UTILS,
    find: (tree) =>
      gtFiles(
        tree,
        (type) => isTest(type) && !isAnomalous(type),
        (file) => file.positive > 0,
      ),
  },
];
