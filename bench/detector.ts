/** npm run bench -- detector [PART ...]: measures, inference and training, each beside its peer in the same sitting. */
import { benchCancel } from './detector/cancel.js';
import { benchInference, benchLite } from './detector/inference.js';
import { benchMetrics } from './detector/metrics.js';
import { benchQuick, benchStep, benchWasm } from './detector/training.js';
import type { Row } from './detector/row.js';

export const parts: Readonly<Record<string, (tell: (line: string) => void) => Promise<Row[]>>> = {
  metrics: benchMetrics,
  lite: benchLite,
  inference: benchInference,
  step: benchStep,
  cancel: benchCancel,
  quick: benchQuick,
  wasm: benchWasm,
};
