/** Results as CSV: one line per model, all and per anomaly type, every measure in its own column. */
import type { DetectorMetrics } from '../../../core/contract/schema/detector.js';
import type { ModelResult } from './results.js';

const MEASURES = [
  'images',
  'anomalousImages',
  'imageAuroc',
  'pixelAuroc',
  'aupro100',
  'auproExact',
  'imageFprAtRecall95',
  'pixelFprAtOverlap80',
  'lostRegions',
] as const satisfies readonly (keyof DetectorMetrics)[];

const HEAD = [
  'category',
  'anomaly',
  'preset',
  'mode',
  'scales',
  'seed',
  'side',
  'hidden',
  'teacherEpochs',
  'studentEpochs',
  'published',
  ...MEASURES,
  'aupro100At224',
  'auproExactAt224',
  'threshold',
  'seconds',
];

export function toCsv(models: readonly ModelResult[]): string {
  const lines = models.flatMap((model) => [
    line(model, 'all', model.metrics, true),
    ...Object.entries(model.byType).map(([type, metrics]) => line(model, type, metrics, false)),
  ]);
  return [HEAD.join(','), ...lines, ''].join('\r\n');
}

function line(
  model: ModelResult,
  anomaly: string,
  metrics: DetectorMetrics,
  whole: boolean,
): string {
  const { config } = model;
  const cells = [
    model.category,
    anomaly,
    config.preset,
    config.mode,
    config.scales.join(' '),
    config.seed,
    config.side,
    config.hidden,
    config.teacherEpochs,
    config.studentEpochs,
    config.published,
    ...MEASURES.map((name) => metrics[name]),
    whole ? model.metrics224.aupro100 : null,
    whole ? model.metrics224.auproExact : null,
    whole ? (model.threshold?.value ?? null) : null,
    whole ? Math.round(model.seconds) : null,
  ];
  return cells.map(quoted).join(',');
}

/** A name that a spreadsheet would take for a formula is kept from it. */
function quoted(value: string | number | boolean | null): string {
  if (value === null) return '';
  const plain = typeof value === 'string' && /^[=+\-@\t]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
