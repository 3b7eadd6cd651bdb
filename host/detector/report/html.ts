/** One self-contained HTML file: tables, plots and the worst cases; no script, no address outside. */
import { lossPlot, scorePlot } from './plots.js';
import {
  categoriesOf,
  labelOf,
  type GalleryItem,
  type MeanSpread,
  type ModelResult,
} from './results.js';
import { makeTables, type Table, type TableRow } from './tables.js';

export interface ReportHead {
  readonly title: string;
  readonly source: string;
  readonly madeAt: string;
  readonly version: string;
}

const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#16181d;--soft:#5b6270;--line:#d5d8de;--shade:#f1f3f6;--accent:#1f5fd0;--good:#3f7d6d;--bad:#b4531f}
@media (prefers-color-scheme:dark){:root{--bg:#16181d;--fg:#e6e8ec;--soft:#9aa2b1;--line:#343944;--shade:#20242c;--accent:#7aa7ff;--good:#57b39b;--bad:#e58a55}}
body{font:14px/1.45 "Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;background:var(--bg);color:var(--fg);margin:0 auto;max-width:1180px;padding:24px;font-variant-numeric:tabular-nums}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:32px 0 6px}h3{font-size:14px;margin:20px 0 6px}
p{margin:4px 0 8px;color:var(--soft)}nav a{margin-right:14px}a{color:var(--accent)}
.scroll{overflow-x:auto}table{border-collapse:collapse;min-width:50%}
th,td{padding:4px 9px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left;white-space:normal;min-width:190px}
tr.published td{background:var(--shade);color:var(--soft)}td b{font-weight:650}td small{color:var(--soft)}
.plots{display:flex;flex-wrap:wrap;gap:12px}.plot{width:420px;max-width:100%;font-size:11px}
.plot text{fill:var(--soft)}.plot .end{text-anchor:end}.plot .line{fill:none;stroke:var(--accent);stroke-width:1.6}
.plot .grid{stroke:var(--line)}.plot .good{fill:var(--good)}.plot .bad{fill:url(#hatch);stroke:var(--bad);stroke-width:.6}
.plot .threshold{stroke:var(--fg);stroke-width:1.5;stroke-dasharray:4 3}
.gallery{display:flex;flex-wrap:wrap;gap:10px}figure{margin:0;width:224px}figure img{width:100%;display:block;border:1px solid var(--line)}
figcaption{font-size:12px;color:var(--soft);overflow-wrap:anywhere}
@media print{body{max-width:none}}`;

export function renderReport(head: ReportHead, models: readonly ModelResult[]): string {
  const tables = makeTables(models);
  const categories = categoriesOf(models);
  const links = tables.map((t, i) => `<a href="#t${String(i)}">${escaped(t.title)}</a>`).join('');
  const body = [
    `<h1>${escaped(head.title)}</h1>`,
    `<p>Models: ${String(models.length)}. Categories: ${escaped(categories.join(', '))}. Data:  ${escaped(head.source)}. Made on ${escaped(head.madeAt)} UTC with PD Studio ${escaped(head.version)}.</p>`,
    `<p>Shaded rows are published figures (arXiv 2311.04095v3) of other data: they stand for orientation and are never ranked with ours. Means are shown with the standard deviation over seeds where there are several.</p>`,
    `<nav>${links}<a href="#models">Models</a><a href="#alarms">Worst false alarms</a><a href="#misses">Worst misses</a></nav>`,
    ...tables.map((table, i) => renderTable(table, `t${String(i)}`)),
    renderModels(models),
    renderGallery(
      'alarms',
      'Worst false alarms',
      'Good test images with the highest scores, model by model.',
      models,
      (m) => m.falseAlarms,
    ),
    renderGallery(
      'misses',
      'Worst misses',
      'Anomalous test images with the lowest scores.',
      models,
      (m) => m.misses,
    ),
  ];
  const hatch =
    '<svg width="0" height="0" aria-hidden="true"><defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="4" fill="none"/><rect width="2" height="4" fill="var(--bad)"/></pattern></defs></svg>';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escaped(head.title)}</title><style>${STYLE}</style></head><body>${hatch}
${body.join('\n')}
</body></html>
`;
}

function renderTable(table: Table, id: string): string {
  if (table.rows.length === 0 || table.columns.length === 0) return '';
  const best = table.columns.map((_, c) => bestOf(table, c));
  const head = ['', ...table.columns]
    .map((name) => `<th scope="col">${escaped(name)}</th>`)
    .join('');
  const rows = table.rows.map((row) => renderRow(row, best)).join('\n');
  return `<h2 id="${id}">${escaped(table.title)}</h2><p>${escaped(table.note)}</p><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table></div>`;
}

function renderRow({ label, kind, cells }: TableRow, best: readonly (number | null)[]): string {
  const values = cells.map((cell, c) =>
    renderCell(cell, kind === 'ours' && cell?.mean === best[c]),
  );
  return `<tr class="${kind}"><td>${escaped(label)}</td>${values.join('')}</tr>`;
}

/** The best of ours where there is something to compare. */
function bestOf({ rows, descending }: Table, column: number): number | null {
  const values = rows
    .filter((row) => row.kind === 'ours')
    .map((row) => row.cells[column]?.mean)
    .filter((value): value is number => value != null);
  if (values.length < 2) return null;
  return descending.includes(column) ? Math.min(...values) : Math.max(...values);
}

function renderCell(cell: MeanSpread | null, best: boolean): string {
  if (!cell) return '<td>–</td>';
  const mean = cell.mean.toFixed(3);
  const spread =
    cell.spread === null
      ? ''
      : ` <small>± ${cell.spread.toFixed(3)} (${String(cell.count)})</small>`;
  return `<td>${best ? `<b>${mean}</b>` : mean}${spread}</td>`;
}

function renderModels(models: readonly ModelResult[]): string {
  const parts = models.map((model) => {
    const { metrics, threshold } = model;
    const facts = [
      `${String(metrics.images)} test images, ${String(metrics.anomalousImages)} anomalous`,
      `image AUROC ${figure(metrics.imageAuroc)}, AUPRO ${figure(metrics.aupro100)} (exact ${figure(metrics.auproExact)}), pixel AUROC ${figure(metrics.pixelAuroc)}`,
      threshold
        ? `threshold ${threshold.value.toPrecision(4)} (${threshold.rule.kind}): ${String(threshold.falseAlarms)} of ${String(threshold.goodScores)} good images above it, 95 % interval ${percent(threshold.falseAlarmInterval[0])} to ${percent(threshold.falseAlarmInterval[1])}`
        : 'no threshold',
      `trained in ${(model.seconds / 60).toFixed(1)} min on ${model.engine}, ${(model.peakMemoryBytes / 1e9).toFixed(1)} GB`,
    ];
    if (metrics.lostRegions > 0)
      facts.push(`${String(metrics.lostRegions)} anomalous images lost their mask at map size`);
    if (model.verdicts.length > 0)
      facts.push(
        `brought in by verdicts: ${model.verdicts.map((v) => `${v.sample} (${v.use}, by ${v.by} on ${v.at.slice(0, 10)}, ${v.score.toPrecision(3)} at the line ${v.threshold.toPrecision(3)} of ${v.model})`).join('; ')}`,
      );
    if (model.refused.length > 0)
      facts.push(`left out: ${model.refused.map((r) => `${r.sample} (${r.reason})`).join('; ')}`);
    return `<h3>${escaped(model.category)}, ${escaped(labelOf(model.config))}, seed ${String(model.config.seed)}</h3><p>${facts.map(escaped).join('. ')}.</p><div class="plots">${lossPlot(model)}${scorePlot(model)}</div>`;
  });
  return `<h2 id="models">Models</h2>${parts.join('\n')}`;
}

function renderGallery(
  id: string,
  title: string,
  note: string,
  models: readonly ModelResult[],
  items: (model: ModelResult) => readonly GalleryItem[],
): string {
  const parts = models
    .filter((model) => items(model).length > 0)
    .map((model) => {
      const figures = items(model).map((item) => {
        const state =
          item.threshold === null
            ? ''
            : item.score > item.threshold
              ? ', above the threshold'
              : ', below the threshold';
        return `<figure><img alt="${escaped(item.sample)} with its heat map" src="${item.picture}"><figcaption>${escaped(item.sample)}, ${escaped(item.anomaly)}, score ${item.score.toPrecision(3)}${state}</figcaption></figure>`;
      });
      return `<h3>${escaped(model.category)}, S = {${model.config.scales.join(', ')}}, seed ${String(model.config.seed)}</h3><div class="gallery">${figures.join('')}</div>`;
    });
  return `<h2 id="${id}">${title}</h2><p>${note}</p>${parts.join('\n')}`;
}

function figure(value: number | null): string {
  return value === null ? 'not available' : value.toFixed(3);
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function escaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
