/** npm run bench -- detector: measures, inference and training, each beside its peer in the same sitting. */
import { benchMetrics } from './detector/metrics.js';
import { benchInference } from './detector/inference.js';
import { benchTraining } from './detector/training.js';
import type { Row } from './detector/row.js';

export async function bench(tell: (line: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  for (const part of [benchMetrics, benchInference, benchTraining])
    rows.push(...(await part(tell)));
  return rows;
}
