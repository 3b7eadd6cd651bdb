/** Categories, anomaly types and labels that an import brings are added to the project's lists. */
import { BACKGROUND_LABEL } from '../../../core/annotation/document.js';
import { nameSchema } from '../../../core/contract/schema/sample.js';
import { GOOD } from '../../../core/dataset/vocabulary.js';
import { LABEL_COLOURS } from '../../project/defaults.js';
import type { ProjectStore } from '../../project/store.js';
import type { Cell } from './store-sample.js';

/** 0 is the background, 255 a label that is not listed. */
const MAX_VALUE = 254;

export class ProjectNames {
  private readonly store: ProjectStore;
  private work: Promise<void> = Promise.resolve();

  constructor(store: ProjectStore) {
    this.store = store;
  }

  /** One change after the other: each sees what the last one added. */
  ensure(cell: Cell, labels: readonly string[]): Promise<void> {
    const done = this.work.then(() => this.add(cell, labels));
    this.work = done.catch(() => undefined);
    return done;
  }

  private async add(cell: Cell, labels: readonly string[]): Promise<void> {
    const project = this.store.project();
    const categories = project.categories.some(({ name }) => name === cell.category)
      ? null
      : [
          ...project.categories,
          {
            name: cell.category,
            lighting: cell.lighting === 'unknown' ? (project.lighting[0] ?? 'C') : cell.lighting,
          },
        ];
    const anomalyTypes =
      cell.anomaly === GOOD || project.anomalyTypes.includes(cell.anomaly)
        ? null
        : [...project.anomalyTypes, cell.anomaly];
    const wanted = [...labels, ...(anomalyTypes ? [cell.anomaly] : [])];
    const added = newLabels(project.labels, wanted);
    if (!categories && !anomalyTypes && added.length === 0) return;
    await this.store.update({
      ...(categories ? { categories } : {}),
      ...(anomalyTypes ? { anomalyTypes } : {}),
      ...(added.length > 0 ? { labels: [...project.labels, ...added] } : {}),
    });
  }
}

type Label = ReturnType<ProjectStore['project']>['labels'][number];

function newLabels(known: readonly Label[], wanted: readonly string[]): Label[] {
  const names = new Set([BACKGROUND_LABEL, ...known.map((label) => label.name)]);
  const values = new Set(known.map((label) => label.value));
  const out: Label[] = [];
  for (const name of wanted) {
    if (names.has(name) || !nameSchema.safeParse(name).success) continue;
    let value = 1;
    while (values.has(value)) value += 1;
    if (value > MAX_VALUE) break;
    names.add(name);
    values.add(value);
    out.push({ name, value, colour: colourOf(value - 1) });
  }
  return out;
}

/** The palette, then hues that stay apart (golden angle). */
function colourOf(i: number): string {
  const listed = LABEL_COLOURS[i];
  if (listed !== undefined) return listed;
  const hue = (i * 137.508) % 360;
  const channel = (n: number): string => {
    const k = (n + hue / 30) % 12;
    const value = 0.62 - 0.3 * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
