/** What an import still has to know, and how its answers are put together. Pure. */
import type {
  ImportCell,
  ImportChoices,
  ImportGroup,
  ImportScan,
  UnitEvidence,
} from '../../../core/contract/schema/dataset-import.js';

export const NO_CHOICES: ImportChoices = {
  category: null,
  split: null,
  anomaly: null,
  lighting: null,
  metresPerCount: null,
  intrinsics: null,
  withoutIntrinsics: false,
  recordingStep: 1,
  cloudLabels: false,
};

export type Need = ImportGroup['needs'][number];
type CellField = keyof ImportCell;

export const CELL_FIELDS = [
  'category',
  'split',
  'anomaly',
  'lighting',
] as const satisfies CellField[];

/** What the files say themselves is chosen; a unit that is only guessed is not. */
export function firstChoices(group: ImportGroup): ImportChoices {
  return { ...NO_CHOICES, metresPerCount: group.unit?.known?.metresPerCount ?? null };
}

/** A name for the cell from the folder, where the project knows it; nothing is invented. */
export function suggestCategory(group: ImportGroup, known: readonly string[]): string | null {
  const parts = group.id.toLowerCase().split('/').reverse();
  for (const part of parts) {
    const found = known.find((name) => name.toLowerCase() === part);
    if (found !== undefined) return found;
  }
  return null;
}

/** Needs of a group that its choices leave open. */
export function openNeeds(group: ImportGroup, choices: ImportChoices): Need[] {
  return group.needs.filter((need) => {
    switch (need) {
      case 'unit':
        return choices.metresPerCount === null;
      case 'intrinsics':
        return choices.intrinsics === null && !choices.withoutIntrinsics;
      case 'category':
      case 'split':
      case 'anomaly':
        return choices[need] === null;
    }
  });
}

export interface UnitQuestion {
  readonly key: string;
  readonly groups: readonly ImportGroup[];
  readonly unit: UnitEvidence;
}

/** Groups whose depth is stored alike and says nothing of its unit are asked about once. */
export function unitQuestions(groups: readonly ImportGroup[]): UnitQuestion[] {
  const questions = new Map<string, { groups: ImportGroup[]; unit: UnitEvidence }>();
  for (const group of groups) {
    const { unit } = group;
    if (unit === null) continue;
    const plausible = unit.hypotheses
      .filter((entry) => entry.plausible)
      .map(({ unit: name }) => name);
    const key = unit.known
      ? `known ${unit.known.metresPerCount.toString()} ${unit.known.from}`
      : `${unit.stored} ${plausible.join(' ')} ${unit.rotatedBits ? 'rotated' : ''}`;
    const question = questions.get(key);
    if (question) question.groups.push(group);
    else questions.set(key, { groups: [group], unit });
  }
  return [...questions].map(([key, question]) => ({ key, ...question }));
}

/** What the files say of a field, in words; null where they say nothing. */
export function saidBy(group: ImportGroup, field: CellField): string | null {
  const values = [...new Set(group.cells.map((cell) => cell[field]))];
  const said = values.filter((value) => value !== null);
  if (said.length === 0) return null;
  return said.length <= 3 ? said.join(', ') : `${said.slice(0, 3).join(', ')} …`;
}

export interface ImportSummary {
  readonly groups: number;
  readonly samples: number;
  readonly open: number;
}

export function summarise(
  scan: ImportScan,
  chosen: ReadonlySet<string>,
  choices: ReadonlyMap<string, ImportChoices>,
): ImportSummary {
  const groups = scan.groups.filter((group) => chosen.has(group.id));
  return {
    groups: groups.length,
    samples: groups.reduce((sum, group) => sum + group.samples, 0),
    open: groups.filter((group) => openNeeds(group, choices.get(group.id) ?? NO_CHOICES).length > 0)
      .length,
  };
}

/** Registration that does not fit, worst first. */
export function misfits(scan: ImportScan): (ImportGroup['registration'][number] & {
  readonly group: string;
})[] {
  return scan.groups
    .flatMap((group) =>
      group.registration
        .filter((entry) => entry.verdict === 'off')
        .map((entry) => ({ ...entry, group: group.id })),
    )
    .sort((a, b) => a.iou - b.iou);
}
