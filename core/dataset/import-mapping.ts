/**
 * Reads a tree of unknown shape by a mapping (core/contract/schema/dataset-import.ts): which role each
 * file has, what its path says about the sample, and which files belong together.
 */
import type {
  ImportCell,
  ImportMapping,
  ImportRole,
  MappingRule,
} from '../contract/schema/dataset-import.js';
import { nameSchema } from '../contract/schema/sample.js';
import { anomalyOfWord, lightingOfWord, splitOfWord } from './import-words.js';

const FIELDS = ['category', 'split', 'anomaly', 'lighting'] as const;
type Field = (typeof FIELDS)[number];

/** Longest path that is matched; longer ones fit no rule. */
const MAX_PATH = 1000;
const PLACEHOLDER = /\{(category|split|anomaly|lighting|name|\*)\}/g;

export interface MappedFile {
  readonly path: string;
  readonly role: ImportRole;
  /** The captured words as they stand in the path, and what the rule fixes. */
  readonly captured: Readonly<Partial<Record<Field | 'name', string>>>;
}

export interface MappedSample {
  readonly key: string;
  readonly files: Readonly<Partial<Record<Exclude<ImportRole, 'ignore'>, string>>>;
  readonly cell: ImportCell;
}

export interface Mapped {
  readonly samples: readonly MappedSample[];
  readonly skipped: readonly { readonly file: string; readonly reason: MappingProblem }[];
}

export type MappingProblem =
  'no-rule' | 'no-rgb' | 'second' | 'ambiguous' | 'bad-name' | 'unknown-split';

interface CompiledRule {
  readonly rule: MappingRule;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

/** @throws RangeError for a pattern with an unknown placeholder or without a name where one is needed */
export function compileRule(rule: MappingRule): CompiledRule {
  const names: string[] = [];
  const unknown = rule.pattern.replaceAll(PLACEHOLDER, '').match(/\{[^}]*\}/)?.[0];
  if (unknown !== undefined) throw new RangeError(`${unknown} is not a placeholder`);
  if (rule.role !== 'ignore' && !rule.pattern.includes('{name}'))
    throw new RangeError(`${rule.pattern} lacks {name}`);
  let source = '';
  let at = 0;
  for (const found of rule.pattern.matchAll(PLACEHOLDER)) {
    source += escaped(rule.pattern.slice(at, found.index));
    at = found.index + found[0].length;
    const name = found[1] ?? '*';
    if (name === '*') source += '[^/]*?';
    else if (names.includes(name))
      throw new RangeError(`{${name}} stands twice in ${rule.pattern}`);
    else {
      names.push(name);
      source += '([^/]+?)';
    }
  }
  source += escaped(rule.pattern.slice(at));
  return { rule, pattern: new RegExp(`^${source}$`, 'iu'), names };
}

function escaped(literal: string): string {
  return literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Role and captures of every path; the first rule that fits counts, null where none does. */
export function matcher(mapping: ImportMapping): (path: string) => MappedFile | null {
  const rules = mapping.rules.map(compileRule);
  return (path) => {
    if (path.length > MAX_PATH) return null;
    for (const { rule, pattern, names } of rules) {
      const found = pattern.exec(path);
      if (!found) continue;
      const captured: Partial<Record<Field | 'name', string>> = {};
      for (const field of FIELDS) {
        const fixed = rule.fixed[field];
        if (fixed !== undefined && fixed !== null) captured[field] = fixed;
      }
      names.forEach((name, i) => {
        captured[name as Field | 'name'] = found[i + 1] ?? '';
      });
      return { path, role: rule.role, captured };
    }
    return null;
  };
}

interface Draft {
  readonly captured: MappedFile['captured'];
  readonly files: Partial<Record<Exclude<ImportRole, 'ignore'>, string>>;
}

/**
 * Joins files to samples. Colour pictures begin samples; so does a cloud (`.pcd`, `.ply`) without
 * one, whose own colours are used. @param anomalyTypes the project's
 */
export function mapTree(
  paths: readonly string[],
  mapping: ImportMapping,
  anomalyTypes: readonly string[],
): Mapped {
  const match = matcher(mapping);
  const skipped: { file: string; reason: MappingProblem }[] = [];
  const byName = new Map<string, Draft[]>();
  const others: MappedFile[] = [];
  const begin = (file: MappedFile, role: Exclude<ImportRole, 'ignore'>): void => {
    const drafts = byName.get(file.captured.name ?? '') ?? [];
    byName.set(file.captured.name ?? '', drafts);
    if (drafts.some((draft) => sameAll(draft.captured, file.captured)))
      skipped.push({ file: file.path, reason: 'second' });
    else drafts.push({ captured: file.captured, files: { [role]: file.path } });
  };
  for (const path of paths) {
    const file = match(path);
    if (!file) skipped.push({ file: path, reason: 'no-rule' });
    else if (file.role === 'rgb') begin(file, 'rgb');
    else if (file.role !== 'ignore') others.push(file);
  }
  const rest: MappedFile[] = [];
  for (const file of others) join(file, byName, skipped, rest);
  for (const file of rest) {
    if (/\.(pcd|ply)$/i.test(file.path) && file.role === 'xyz') begin(file, 'xyz');
  }
  // What a cloud without a picture began may still get its mask.
  for (const file of rest) {
    if (/\.(pcd|ply)$/i.test(file.path) && file.role === 'xyz') continue;
    const left: MappedFile[] = [];
    join(file, byName, skipped, left);
    for (const { path } of left) skipped.push({ file: path, reason: 'no-rgb' });
  }
  return finish([...byName.values()].flat(), mapping, anomalyTypes, skipped);
}

function join(
  file: MappedFile,
  byName: ReadonlyMap<string, readonly Draft[]>,
  skipped: { file: string; reason: MappingProblem }[],
  rest: MappedFile[],
): void {
  const { role } = file;
  if (role === 'ignore') return;
  const fitting = (byName.get(file.captured.name ?? '') ?? []).filter((draft) =>
    agree(draft.captured, file.captured),
  );
  const [draft] = fitting;
  if (!draft) rest.push(file);
  else if (fitting.length > 1) skipped.push({ file: file.path, reason: 'ambiguous' });
  else if (draft.files[role] !== undefined) skipped.push({ file: file.path, reason: 'second' });
  else draft.files[role] = file.path;
}

/** Equal in all that both captured. */
function agree(a: MappedFile['captured'], b: MappedFile['captured']): boolean {
  return FIELDS.every(
    (field) => a[field] === undefined || b[field] === undefined || a[field] === b[field],
  );
}

function sameAll(a: MappedFile['captured'], b: MappedFile['captured']): boolean {
  return FIELDS.every((field) => a[field] === b[field]);
}

function finish(
  drafts: readonly Draft[],
  mapping: ImportMapping,
  anomalyTypes: readonly string[],
  skipped: { file: string; reason: MappingProblem }[],
): Mapped {
  const samples: MappedSample[] = [];
  for (const { captured, files } of drafts) {
    const lead = files.rgb ?? files.xyz ?? '';
    const cell = cellOf(captured, mapping, anomalyTypes);
    if (typeof cell === 'string') skipped.push({ file: lead, reason: cell });
    else samples.push({ key: lead, files, cell });
  }
  samples.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { samples, skipped };
}

function cellOf(
  captured: MappedFile['captured'],
  mapping: ImportMapping,
  anomalyTypes: readonly string[],
): ImportCell | MappingProblem {
  const meant = (field: Field): string | null => {
    const word = captured[field];
    if (word === undefined) return null;
    const table: Readonly<Record<string, string>> = mapping.values[field] ?? {};
    return Object.hasOwn(table, word) ? (table[word] ?? word) : word;
  };
  const splitWord = meant('split');
  const split = splitWord === null ? null : splitOfWord(splitWord);
  if (splitWord !== null && split === null) return 'unknown-split';
  const category = meant('category');
  const anomalyWord = meant('anomaly');
  const anomaly = anomalyWord === null ? null : anomalyOfWord(anomalyWord, anomalyTypes);
  const lightingWord = meant('lighting');
  const lighting = lightingWord === null ? null : (lightingOfWord(lightingWord) ?? lightingWord);
  for (const name of [category, anomaly, lighting])
    if (name !== null && !nameSchema.safeParse(name).success) return 'bad-name';
  return { category, split, anomaly, lighting };
}

/** The tree that AST, 3D-ADS, M3DM and anomalib read; `prefix` ends with `/` or is empty. */
export function mvtecMapping(prefix: string, category: string | null): ImportMapping {
  const base = `${prefix}${category === null ? '{category}/' : ''}{split}/{anomaly}/`;
  const fixed = category === null ? {} : { category };
  const rule = (pattern: string, role: ImportRole): MappingRule => ({
    pattern: `${base}${pattern}`,
    role,
    fixed,
  });
  return {
    rules: [
      rule('rgb/{name}.png', 'rgb'),
      rule('rgb/{name}.jpg', 'rgb'),
      rule('xyz/{name}.tiff', 'xyz'),
      rule('xyz/{name}.tif', 'xyz'),
      rule('gt/{name}.png', 'mask'),
    ],
    values: {},
  };
}
