/** 3D-ADS (eliahuhorwitz/3D-ADS), M3DM (nomewang/M3DM) and UniNet (pangdatangtt/UniNet). */
import {
  MVTEC_3D_CLASSES,
  NOT_FINITE,
  planeRemovalRules,
  sortedOrderRules,
} from './sorted-order.js';
import { gtFiles, isAnomalous, isRead, isTest, xyzFiles, type ReaderRule } from './rule.js';

const ADS_LOADER = 'eliahuhorwitz/3D-ADS: data/mvtec3d.py';
const ADS_PREPROCESS = 'eliahuhorwitz/3D-ADS: utils/preprocessing.py';
const M3DM_LOADER = 'nomewang/M3DM: dataset.py';
const M3DM_PREPROCESS = 'nomewang/M3DM: utils/preprocessing.py';
const M3DM_MODEL = 'nomewang/M3DM: models/models.py';
const UNINET_LOADER = 'pangdatangtt/UniNet: datasets.py';

/** M3DM samples 1024 centres from the points of an object. */
const M3DM_CENTRES = 1024;

function vanishesAt224(reader: '3d-ads' | 'm3dm', source: string): ReaderRule {
  return {
    id: `${reader}/mask-vanishes`,
    reader,
    severity: 'error',
    message: '{n} [mask vanishes|masks vanish] at 224 x 224',
    reason: 'masks are shrunk to 224 x 224 by the nearest pixel: smaller spots fall between',
    source,
    find: (tree) =>
      gtFiles(
        tree,
        (type) => isTest(type) && isAnomalous(type),
        (file) => file.highest >= 128 && file.at224 === 0,
      ),
  };
}

export const ADS_RULES: readonly ReaderRule[] = [
  ...sortedOrderRules({
    reader: '3d-ads',
    loader: ADS_LOADER,
    classList: ADS_LOADER,
    known: MVTEC_3D_CLASSES,
  }),
  ...planeRemovalRules('3d-ads', ADS_PREPROCESS),
  vanishesAt224('3d-ads', ADS_LOADER),
  NOT_FINITE('3d-ads', ADS_PREPROCESS),
];

export const M3DM_RULES: readonly ReaderRule[] = [
  ...sortedOrderRules({
    reader: 'm3dm',
    loader: M3DM_LOADER,
    classList: M3DM_LOADER,
    known: MVTEC_3D_CLASSES,
  }),
  ...planeRemovalRules('m3dm', M3DM_PREPROCESS),
  vanishesAt224('m3dm', M3DM_LOADER),
  NOT_FINITE('m3dm', M3DM_PREPROCESS),
  {
    id: 'm3dm/not-square',
    reader: 'm3dm',
    severity: 'warning',
    message: '{n} [sample is|samples are] not square with a side that is a multiple of 100',
    reason:
      'its preprocessing pads xyz to such a square but leaves rgb and gt as they are: they no longer match; export with a crop, for example 700x700',
    source: M3DM_PREPROCESS,
    find: (tree) => xyzFiles(tree, isRead, (f) => f.width !== f.height || f.width % 100 !== 0),
  },
  {
    id: 'm3dm/few-points',
    reader: 'm3dm',
    severity: 'warning',
    message: '{n} [object has|objects have] fewer than 1024 points at 224 x 224',
    reason: 'the point branch samples 1024 centres with 128 neighbours: points would repeat',
    source: M3DM_MODEL,
    find: (tree) =>
      xyzFiles(
        tree,
        isRead,
        (file) => file.emptyCorners.length === 0 && file.foreground224 < M3DM_CENTRES,
      ),
  },
];

export const UNINET_RULES: readonly ReaderRule[] = [
  ...sortedOrderRules({
    reader: 'unet',
    loader: UNINET_LOADER,
    classList: UNINET_LOADER,
    known: MVTEC_3D_CLASSES,
  }),
  {
    id: 'unet/mask-outside-crop',
    reader: 'unet',
    severity: 'error',
    message: '{n} [mask has|masks have] nothing left in the centre crop',
    reason:
      'pictures and masks are cut to the middle 512 x 512 pixels (categories it does not know) and shrunk by the nearest pixel',
    source: UNINET_LOADER,
    find: (tree) =>
      gtFiles(
        tree,
        (type) => isTest(type) && isAnomalous(type),
        (file) => file.highest >= 128 && file.atCrop === 0,
      ),
  },
];
