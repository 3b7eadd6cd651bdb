/** The formats by name. */
import type { ExportFormat } from '../../../core/contract/schema/dataset-export.js';
import { pcdFormat, plyFormat } from './clouds.js';
import { cocoFormat } from './coco.js';
import { labelmeFormat } from './labelme.js';
import { mvtecFormat } from './mvtec.js';
import type { Format } from './parts.js';
import { vocFormat } from './voc.js';
import { yoloFormat } from './yolo.js';

export type { Fragment } from './parts.js';

export const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  mvtec3d: mvtecFormat,
  coco: cocoFormat,
  voc: vocFormat,
  yolo: yoloFormat,
  labelme: labelmeFormat,
  ply: plyFormat,
  pcd: pcdFormat,
};
