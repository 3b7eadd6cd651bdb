/** The page of a lot's report. No script, no address outside: it opens anywhere and prints. */
import type { ModelCard, Threshold } from '../../core/contract/schema/detector.js';
import type { InspectionRule, Review, Verdict } from '../../core/contract/schema/inspect.js';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import type { ShiftSummary } from '../../core/inspect/review.js';
import { text } from '../../core/text/index.js';

export interface ReportRow {
  readonly sample: SampleSummary;
  readonly score: number;
  readonly areaMm2: number | null;
  readonly verdict: Verdict;
  readonly review: Review | null;
  /** Data URI; null beyond the number of pictures that a page shows. */
  readonly picture: string | null;
}

export interface ReportContent {
  readonly title: string;
  readonly by: string;
  readonly at: string;
  readonly project: string;
  readonly card: ModelCard;
  readonly modelHash: string;
  readonly rule: InspectionRule | null;
  readonly thresholds: readonly Threshold[];
  readonly figures: Omit<Threshold, 'at' | 'by'> | null;
  readonly summary: ShiftSummary;
  readonly rows: readonly ReportRow[];
  readonly failed: readonly { readonly sample: string; readonly reason: string }[];
}

const STYLE = `
:root{color-scheme:light;font:14px/1.45 'Segoe UI','Noto Sans',Arial,sans-serif;color:#16181b}
body{margin:32px auto;max-width:1080px;padding:0 24px}
h1{font-size:24px;margin:0 0 4px}h2{font-size:16px;margin:32px 0 8px}
p{margin:0 0 8px}.quiet{color:#5e656f}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}dt{color:#5e656f}dd{margin:0}
.counts{display:flex;gap:32px;flex-wrap:wrap;margin:16px 0}.counts b{display:block;font-size:28px;line-height:1.2;font-variant-numeric:tabular-nums}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:16px}
figure{margin:0;break-inside:avoid}img{width:100%;display:block;border-radius:3px}
figcaption{padding:4px 0;font-size:12px}
table{border-collapse:collapse;width:100%;font-size:12px}th,td{text-align:left;padding:4px 8px;border-bottom:1px solid #d5d9de}
th{color:#5e656f;font-weight:600}td.n{text-align:right;font-variant-numeric:tabular-nums}
.mark{display:inline-block;width:1.4em}
code{font-family:ui-monospace,Consolas,monospace;font-size:12px;overflow-wrap:anywhere}
@media print{body{margin:0}}`;

export function reportPage(content: ReportContent): string {
  const { title, by, at, project, rows, summary } = content;
  const anomalous = rows.filter(({ verdict }) => verdict === 'anomalous').length;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${safe(title)}</title><style>${STYLE}</style></head><body>
<h1>${safe(title)}</h1>
<p class="quiet">${safe(text('inspect.report.by', { project, by, at: at.slice(0, 16).replace('T', ' ') }))}</p>
<div class="counts">
${count(rows.length, 'inspect.report.inspected')}
${count(anomalous, 'inspect.report.anomalous')}
${count(rows.length - anomalous, 'inspect.report.sound')}
${count(summary.reviewed, 'inspect.report.reviewed')}
${count(summary.accepted, 'inspect.report.accepted')}
${count(summary.rejected, 'inspect.report.rejected')}
${count(summary.unsure, 'inspect.report.unsure')}
${count(summary.falseAlarms, 'inspect.report.falseAlarms')}
${count(summary.misses, 'inspect.report.misses')}
</div>
${line(content)}
<h2>${safe(text('inspect.report.pictures'))}</h2>
<p class="quiet">${safe(text('inspect.report.pictureNote'))}</p>
<div class="grid">${rows.map(figure).join('\n')}</div>
<h2>${safe(text('inspect.report.table'))}</h2>
${table(rows)}
${failures(content)}
${card(content)}
</body></html>
`;
}

function count(value: number, label: Parameters<typeof text>[0]): string {
  return `<div><b>${String(value)}</b>${safe(text(label))}</div>`;
}

function line({ rule, figures, thresholds }: ReportContent): string {
  if (!rule) return `<p>${safe(text('inspect.report.noLine'))}</p>`;
  const newest = thresholds.at(-1);
  const rows: [string, string][] = [
    [text('inspect.report.threshold'), number(rule.threshold)],
    [
      text('inspect.report.area'),
      rule.minAreaMm2 === null ? text('inspect.report.noArea') : `${number(rule.minAreaMm2)} mm²`,
    ],
  ];
  if (newest)
    rows.push([
      text('inspect.report.setBy'),
      `${newest.by}, ${newest.at.slice(0, 16).replace('T', ' ')}`,
    ]);
  if (figures) {
    rows.push([
      text('inspect.report.expectedAlarms'),
      ofTotal(figures.falseAlarms, figures.goodScores, figures.falseAlarmInterval),
    ]);
    if (figures.recallInterval)
      rows.push([
        text('inspect.report.expectedMisses'),
        ofTotal(figures.anomalousScores - figures.found, figures.anomalousScores, [
          1 - figures.recallInterval[1],
          1 - figures.recallInterval[0],
        ]),
      ]);
  }
  return `<h2>${safe(text('inspect.report.line'))}</h2>${list(rows)}`;
}

function ofTotal(part: number, total: number, [low, high]: readonly [number, number]): string {
  return text('inspect.report.ofTotal', {
    part,
    total,
    low: (low * 100).toFixed(1),
    high: (high * 100).toFixed(1),
  });
}

function figure({ sample, score, areaMm2, verdict, review, picture }: ReportRow): string {
  if (picture === null) return '';
  const area = areaMm2 === null || areaMm2 === 0 ? '' : `, ${areaMm2.toFixed(0)} mm²`;
  const name = `${sample.category}, ${sample.anomaly} ${String(sample.index).padStart(3, '0')}`;
  return `<figure><img src="${picture}" alt="${safe(name)}"><figcaption><b>${safe(name)}</b><br>${mark(verdict)} ${safe(text(`inspect.verdict.${verdict}`))} ${number(score)}${area}${review ? `<br>${safe(decision(review))}` : ''}</figcaption></figure>`;
}

function decision(review: Review): string {
  const reasons = review.reasons.length > 0 ? `: ${review.reasons.join(', ')}` : '';
  const comment = review.comment === '' ? '' : ` (${review.comment})`;
  return `${text(`inspect.decision.${review.decision}`)}${reasons}, ${review.by}${comment}`;
}

/** Shape tells as well as colour. */
function mark(verdict: Verdict): string {
  return `<span class="mark">${verdict === 'anomalous' ? '⬣' : '●'}</span>`;
}

function table(rows: readonly ReportRow[]): string {
  const head = ['sample', 'name', 'verdict', 'score', 'areaMm2', 'decision', 'hash'] as const;
  return `<table><thead><tr>${head.map((name) => `<th>${safe(text(`inspect.report.column.${name}`))}</th>`).join('')}</tr></thead><tbody>
${rows
  .map(
    ({ sample, score, areaMm2, verdict, review }) =>
      `<tr><td><code>${safe(sample.id)}</code></td><td>${safe(`${sample.category}, ${sample.anomaly} ${String(sample.index)}`)}</td><td>${mark(verdict)}${safe(text(`inspect.verdict.${verdict}`))}</td><td class="n">${number(score)}</td><td class="n">${areaMm2 === null ? '–' : areaMm2.toFixed(1)}</td><td>${review ? safe(decision(review)) : '–'}</td><td><code>${sample.sampleHash.slice(0, 12)}</code></td></tr>`,
  )
  .join('\n')}
</tbody></table>`;
}

function failures({ failed }: ReportContent): string {
  if (failed.length === 0) return '';
  return `<h2>${safe(text('inspect.report.failed'))}</h2><table><tbody>${failed
    .map(
      ({ sample, reason }) =>
        `<tr><td><code>${safe(sample)}</code></td><td>${safe(reason)}</td></tr>`,
    )
    .join('')}</tbody></table>`;
}

function card({ card: model, modelHash }: ReportContent): string {
  const { config, metrics, parity, data } = model;
  const rows: [string, string][] = [
    [text('inspect.card.model'), model.name],
    [text('inspect.card.hash'), modelHash],
    [text('inspect.card.category'), model.category],
    [
      text('inspect.card.configuration'),
      `${config.preset}, ${config.mode}, ${config.backbone ?? ''}, ${String(config.side)} px, S = ${config.scales.join(', ')}, seed ${String(config.seed)}`,
    ],
    [
      text('inspect.card.published'),
      text(config.published ? 'inspect.card.yes' : 'inspect.card.no'),
    ],
    [
      text('inspect.card.trained'),
      `${model.createdAt.slice(0, 16).replace('T', ' ')}, ${model.createdBy}`,
    ],
    [
      text('inspect.card.data'),
      text('inspect.card.dataOf', { train: data.train.length, review: data.fromReview.length }),
    ],
    [
      text('inspect.card.auroc'),
      metrics?.imageAuroc === null || metrics === null ? '–' : number(metrics.imageAuroc),
    ],
    [
      text('inspect.card.aupro'),
      metrics?.aupro100 === null || metrics === null ? '–' : number(metrics.aupro100),
    ],
    [
      text('inspect.card.parity'),
      parity === null
        ? text('inspect.card.parityUnknown')
        : text(parity.passed ? 'inspect.card.parityPassed' : 'inspect.card.parityFailed', {
            samples: parity.samples,
            difference: parity.maxMapDifference.toExponential(1),
          }),
    ],
  ];
  return `<h2>${safe(text('inspect.card.title'))}</h2>${list(rows)}`;
}

function list(rows: readonly [string, string][]): string {
  return `<dl>${rows.map(([term, value]) => `<dt>${safe(term)}</dt><dd>${safe(value)}</dd>`).join('')}</dl>`;
}

function number(value: number): string {
  return value.toPrecision(3);
}

function safe(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
