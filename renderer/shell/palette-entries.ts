/** What the command palette offers, and how a query picks from it. */
import { text } from '../../core/text/index.js';
import { runAction } from '../state/commands.js';
import { index } from '../state/format.js';
import { ACTIONS, keyMap } from '../state/keys.js';
import type { Studio } from '../state/studio.js';
import { SETTINGS_SECTIONS } from '../state/ui.js';

export interface PaletteEntry {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly keys: string | undefined;
  run(): void;
}

/** Samples beyond these are found in the tray. */
const MOST_SAMPLES = 200;

export function paletteEntries(studio: Studio): PaletteEntry[] {
  const map = keyMap(studio.prefs.getState().value.keys);
  const ui = studio.ui.getState().actions;
  const { info, samples } = studio.project.getState();
  const actions = ACTIONS.filter((action) => action.name !== 'palette').map(
    (action): PaletteEntry => ({
      id: `action:${action.name}`,
      label: text(`keys.${action.name}`),
      detail: text(`keys.group.${action.group}`),
      keys: map[action.name][0],
      run() {
        if (action.scope !== 'studio') ui.go(action.scope);
        runAction(studio, action.name);
      },
    }),
  );
  const projects: PaletteEntry[] = [
    {
      id: 'project:new',
      label: text('project.new'),
      detail: text('project.menu'),
      keys: undefined,
      run: () => {
        ui.open('new-project');
      },
    },
    {
      id: 'project:sample',
      label: text('project.sample'),
      detail: text('project.menu'),
      keys: undefined,
      run: () => {
        ui.open('sample-project');
      },
    },
    {
      id: 'project:open',
      label: text('project.open'),
      detail: text('project.menu'),
      keys: undefined,
      run: () => {
        ui.open('open-project');
      },
    },
    {
      id: 'source:open',
      label: text('capture.source.open'),
      detail: text('app.capture'),
      keys: undefined,
      run: () => {
        ui.go('capture');
        ui.open('open-source');
      },
    },
    {
      id: 'trash',
      label: text('capture.trash.open'),
      detail: text('app.capture'),
      keys: undefined,
      run: () => {
        ui.go('capture');
        ui.open('trash');
      },
    },
  ];
  const sections = SETTINGS_SECTIONS.map((section): PaletteEntry => ({
    id: `settings:${section}`,
    label: text(`settings.${section}`),
    detail: text('app.settings'),
    keys: undefined,
    run() {
      ui.goSettings(section);
    },
  }));
  const shots = info
    ? samples.slice(0, MOST_SAMPLES).map((sample): PaletteEntry => ({
        id: `sample:${sample.id}`,
        label: `${sample.category} ${sample.anomaly} ${index(sample.index)}`,
        detail: `${sample.split}, ${sample.id}`,
        keys: undefined,
        run() {
          ui.go('capture');
          const { cell, actions: capture } = studio.capture.getState();
          if (cell && cell.category !== sample.category)
            capture.setCell({
              category: sample.category,
              split: sample.split,
              anomaly: sample.anomaly,
              lighting: sample.lighting,
            });
          capture.setFilter('all');
          capture.select(sample.id);
        },
      }))
    : [];
  return [...actions, ...projects, ...sections, ...shots];
}

/** Entries whose words hold every word of the query; those that start with it come first. */
export function filterEntries<T extends Pick<PaletteEntry, 'label' | 'detail'>>(
  entries: readonly T[],
  query: string,
): T[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const rank = (entry: T): number => {
    const label = entry.label.toLowerCase();
    const all = `${label} ${entry.detail.toLowerCase()}`;
    if (!words.every((word) => all.includes(word))) return -1;
    const first = words[0] ?? '';
    if (label.startsWith(first)) return 0;
    return label.includes(first) ? 1 : 2;
  };
  return entries
    .map((entry, at) => ({ entry, at, rank: rank(entry) }))
    .filter((item) => item.rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map((item) => item.entry);
}
