/** Plots of a report as inline SVG: loss over epochs, histogram of scores. Told apart by stroke and hatching too. */
import type { ModelResult } from './results.js';

const WIDTH = 420;
const HEIGHT = 190;
const LEFT = 48;
const BOTTOM = 26;
const TOP = 12;
const RIGHT = 70;
const DASHES = ['', '6 4', '2 3', '8 3 2 3', '1 4', '10 4'];

/** Student loss per scale, logarithmic. */
export function lossPlot({ epochs, config }: ModelResult): string {
  const student = epochs.filter((epoch) => epoch.stage === 'student');
  if (student.length < 2) return '';
  const values = student.flatMap((epoch) => epoch.scaleLosses).filter((value) => value > 0);
  if (values.length === 0) return '';
  const low = Math.log10(Math.min(...values));
  const high = Math.max(Math.log10(Math.max(...values)), low + 0.01);
  const x = (epoch: number): number =>
    LEFT + ((epoch - 1) / Math.max(1, student.length - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (loss: number): number =>
    TOP + ((high - Math.log10(Math.max(loss, 10 ** low))) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const lines = config.scales.map((scale, s) => {
    // A scale whose masks are all empty has no loss.
    if (student.every((epoch) => (epoch.scaleLosses[s] ?? 0) <= 0)) return '';
    const points = student
      .map((epoch) => `${x(epoch.epoch).toFixed(1)},${y(epoch.scaleLosses[s] ?? 0).toFixed(1)}`)
      .join(' ');
    const last = student.at(-1)!;
    return (
      `<polyline class="line" points="${points}" stroke-dasharray="${DASHES[s % DASHES.length]!}"/>` +
      `<text x="${String(WIDTH - RIGHT + 4)}" y="${(y(last.scaleLosses[s] ?? 0) + 4).toFixed(1)}">scale ${String(scale)}</text>`
    );
  });
  const ticks = [low, (low + high) / 2, high].map((value) => {
    const at = y(10 ** value).toFixed(1);
    return `<line class="grid" x1="${String(LEFT)}" x2="${String(WIDTH - RIGHT)}" y1="${at}" y2="${at}"/><text class="end" x="${String(LEFT - 6)}" y="${(Number(at) + 4).toFixed(1)}">${(10 ** value).toPrecision(2)}</text>`;
  });
  const foot = `<text x="${String(LEFT)}" y="${String(HEIGHT - 6)}">1</text><text class="end" x="${String(WIDTH - RIGHT)}" y="${String(HEIGHT - 6)}">epoch ${String(student.length)}</text>`;
  return svg('Student loss by scale', [...ticks, ...lines, foot].join(''));
}

const BINS = 32;

/** Good solid, anomalous hatched, the threshold a line. */
export function scorePlot({ scores, threshold }: ModelResult): string {
  if (scores.length === 0) return '';
  const all = scores.map(({ score }) => score);
  const top = Math.max(...all, threshold?.value ?? 0);
  const low = Math.min(...all);
  const span = top - low || 1;
  const bins = { good: new Array<number>(BINS).fill(0), bad: new Array<number>(BINS).fill(0) };
  for (const { anomaly, score } of scores) {
    const bin = Math.min(BINS - 1, Math.floor(((score - low) / span) * BINS));
    bins[anomaly === 'good' ? 'good' : 'bad'][bin]! += 1;
  }
  const most = Math.max(...bins.good, ...bins.bad);
  const wide = (WIDTH - LEFT - RIGHT) / BINS;
  const tall = (HEIGHT - TOP - BOTTOM) / most;
  const bars = (kind: 'good' | 'bad'): string =>
    bins[kind]
      .map((count, i) => {
        if (count === 0) return '';
        const place = LEFT + i * wide + (kind === 'good' ? 0 : wide / 2);
        return `<rect class="${kind}" x="${place.toFixed(1)}" y="${(HEIGHT - BOTTOM - count * tall).toFixed(1)}" width="${(wide / 2 - 0.5).toFixed(1)}" height="${(count * tall).toFixed(1)}"/>`;
      })
      .join('');
  const line = threshold
    ? thresholdLine(LEFT + ((threshold.value - low) / span) * wide * BINS)
    : '';
  const foot = `<text x="${String(LEFT)}" y="${String(HEIGHT - 6)}">${low.toPrecision(2)}</text><text class="end" x="${String(WIDTH - RIGHT)}" y="${String(HEIGHT - 6)}">${top.toPrecision(3)}</text>`;
  const legend = `<rect class="good" x="${String(WIDTH - RIGHT + 6)}" y="20" width="10" height="10"/><text x="${String(WIDTH - RIGHT + 20)}" y="29">good</text><rect class="bad" x="${String(WIDTH - RIGHT + 6)}" y="38" width="10" height="10"/><text x="${String(WIDTH - RIGHT + 20)}" y="47">anomal.</text>`;
  return svg('Scores of the test images', bars('good') + bars('bad') + line + foot + legend);
}

function thresholdLine(x: number): string {
  const at = x.toFixed(1);
  return `<line class="threshold" x1="${at}" x2="${at}" y1="${String(TOP)}" y2="${String(HEIGHT - BOTTOM)}"/><text class="end" x="${(x - 4).toFixed(1)}" y="${String(TOP + 10)}">threshold</text>`;
}

function svg(title: string, body: string): string {
  return `<svg class="plot" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" role="img" aria-label="${title}"><title>${title}</title>${body}</svg>`;
}
