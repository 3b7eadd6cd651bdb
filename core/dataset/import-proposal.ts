/** A mapping proposed for a tree of unknown shape, from its names and what kind of picture files are. */
import type { ImportMapping, ImportRole, MappingRule } from '../contract/schema/dataset-import.js';
import { isAnomalyWord, lightingOfWord, roleOfWord, splitOfWord } from './import-words.js';

/** What a file was found to be; `unknown` where it was not looked into. */
export type FileContent =
  'colour' | 'grey8' | 'grey16' | 'float' | 'xyz' | 'cloud' | 'text' | 'unknown';

export interface TreeEntry {
  readonly path: string;
  readonly content: FileContent;
}

const DATA = /\.(png|jpe?g|tiff?|npy|pcd|ply|json)$/i;
const MAX_RULES = 60;

type Meaning = 'split' | 'anomaly' | 'lighting' | 'unknown';

/** Null when the tree holds no picture that could begin a sample. */
export function proposeMapping(
  entries: readonly TreeEntry[],
  anomalyTypes: readonly string[],
): ImportMapping | null {
  const data = entries.filter((entry) => DATA.test(entry.path));
  const siblings = siblingsOf(data);
  const constant = constantTop(data);
  const rules = new Map<string, { rule: MappingRule; files: number }>();
  for (const entry of data) {
    const rule = ruleFor(entry, siblings, constant, anomalyTypes);
    if (!rule) continue;
    const known = rules.get(rule.pattern);
    if (known) known.files += 1;
    else rules.set(rule.pattern, { rule, files: 1 });
  }
  const kept = [...rules.values()]
    .sort((a, b) => b.files - a.files)
    .slice(0, MAX_RULES)
    .map(({ rule }) => rule)
    // The more a pattern says the earlier it is asked: `{name}_mask.png` before `{name}.png`.
    .sort((a, b) => literals(b.pattern) - literals(a.pattern) || (a.pattern < b.pattern ? -1 : 1));
  if (!kept.some(({ role, pattern }) => role === 'rgb' || /\.(pcd|ply)$/i.test(pattern)))
    return null;
  return { rules: kept, values: {} };
}

function literals(pattern: string): number {
  return pattern.replaceAll(/\{[^}]*\}/g, '').length;
}

/** Names that stand beside each other: folder to the folders in it. */
function siblingsOf(data: readonly TreeEntry[]): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  for (const { path } of data) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((part, i) => {
      const parent = parts.slice(0, i).join('/');
      const set = out.get(parent) ?? new Set();
      out.set(parent, set.add(part));
    });
  }
  return out;
}

/** How many folders at the top hold everything and tell nothing, while a category can lie deeper. */
function constantTop(data: readonly TreeEntry[]): number {
  const [first] = data;
  if (!first) return 0;
  const parts = first.path.split('/').slice(0, -1);
  let common = 0;
  while (
    common < parts.length &&
    data.every((entry) => entry.path.split('/').slice(0, -1)[common] === parts[common])
  )
    common += 1;
  const deeper = data.some((entry) =>
    entry.path
      .split('/')
      .slice(common, -1)
      .some((part) => meaningOf(part, []) === 'unknown' && roleOfWord(part) === null),
  );
  return deeper ? common : Math.max(0, common - 1);
}

function meaningOf(word: string, anomalyTypes: readonly string[]): Meaning {
  if (splitOfWord(word) !== null) return 'split';
  if (isAnomalyWord(word, anomalyTypes)) return 'anomaly';
  return lightingOfWord(word) === null ? 'unknown' : 'lighting';
}

function ruleFor(
  entry: TreeEntry,
  siblings: ReadonlyMap<string, ReadonlySet<string>>,
  constant: number,
  anomalyTypes: readonly string[],
): MappingRule | null {
  const parts = entry.path.split('/');
  const file = parts.pop() ?? '';
  const used = new Set<string>();
  let folderRole: ImportRole | null = null;
  const folders = parts.map((part, i): string => {
    const role = roleOfWord(part);
    // `color` is a fault of MVTec's carpet as well: with a role further down it is that.
    const fault = isAnomalyWord(part, anomalyTypes) && parts.slice(i + 1).some(isRole);
    if (role !== null && !fault) {
      folderRole = role;
      return part;
    }
    if (i < constant && meaningOf(part, anomalyTypes) === 'unknown') return part;
    const beside = [...(siblings.get(parts.slice(0, i).join('/')) ?? [])];
    return placeholder(part, beside, used, anomalyTypes);
  });
  const named = fileTemplate(file);
  const role = roleFrom(named.role ?? folderRole, entry);
  return role === null
    ? null
    : { pattern: [...folders, named.template].join('/'), role, fixed: {} };
}

function isRole(word: string): boolean {
  return roleOfWord(word) !== null;
}

function placeholder(
  part: string,
  beside: readonly string[],
  used: Set<string>,
  anomalyTypes: readonly string[],
): string {
  const once = (name: string): string => {
    if (used.has(name)) return '{*}';
    used.add(name);
    return `{${name}}`;
  };
  const meaning = meaningOf(part, anomalyTypes);
  if (meaning !== 'unknown') return once(meaning);
  // `strawberry_train`, `test-dent`: two words in one name.
  const pair = /^(.+)([_-])([^_-]+)$/.exec(part);
  if (pair) {
    const [, first = '', joint = '', second = ''] = pair;
    const [a, b] = [meaningOf(first, anomalyTypes), meaningOf(second, anomalyTypes)];
    if (a === 'split' || b === 'split') {
      const name = (m: Meaning, other: Meaning): string =>
        m !== 'unknown' ? m : other === 'split' && used.has('category') ? 'anomaly' : 'category';
      return `${once(name(a, b))}${joint}${once(name(b, a))}`;
    }
  }
  // A fault's own name stands beside names that are known.
  if (beside.some((name) => isAnomalyWord(name, anomalyTypes))) return once('anomaly');
  if (!used.has('category')) return once('category');
  return used.has('split') ? once('anomaly') : '{*}';
}

/** `0001_depth.png` is `{name}_depth.png`, of role depth; the marker may stand on either side. */
function fileTemplate(file: string): { template: string; role: ImportRole | null } {
  const dot = file.lastIndexOf('.');
  const stem = file.slice(0, dot);
  const extension = file.slice(dot);
  const after = /^(.+)([._\- ])([a-z]+(?:[_-][a-z]+)?)$/i.exec(stem);
  if (after) {
    const role = roleOfWord(after[3] ?? '');
    if (role !== null)
      return { template: `{name}${after[2] ?? ''}${after[3] ?? ''}${extension}`, role };
  }
  const before = /^([a-z]+)([._\- ])(.+)$/i.exec(stem);
  if (before) {
    const role = roleOfWord(before[1] ?? '');
    if (role !== null)
      return { template: `${before[1] ?? ''}${before[2] ?? ''}{name}${extension}`, role };
  }
  const glued = /^(rgb|color|colour|depth|mask|gt|xyz)(\d+)$/i.exec(stem);
  if (glued) {
    return { template: `${glued[1] ?? ''}{name}${extension}`, role: roleOfWord(glued[1] ?? '') };
  }
  return { template: `{name}${extension}`, role: null };
}

/** Names are believed unless the content says otherwise: a coloured depth picture is only to look at. */
function roleFrom(named: ImportRole | null, { path, content }: TreeEntry): ImportRole | null {
  if (named === 'ignore') return 'ignore';
  if (/\.json$/i.test(path)) return named === null || named === 'annotation' ? 'annotation' : null;
  switch (content) {
    case 'grey16':
      return named === 'mask' ? 'mask' : 'depth';
    case 'float':
      return 'depth';
    case 'xyz':
    case 'cloud':
      return 'xyz';
    case 'colour':
      return named === 'depth' || named === 'xyz' ? 'ignore' : (named ?? 'rgb');
    case 'grey8':
      return named ?? 'mask';
    case 'text':
      return null;
    case 'unknown':
      if (/\.(pcd|ply)$/i.test(path)) return 'xyz';
      if (/\.(npy|tiff?)$/i.test(path)) return named === 'xyz' ? 'xyz' : 'depth';
      return named ?? 'rgb';
  }
}
