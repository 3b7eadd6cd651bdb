/**
 * Keys: every action has a name, default keys and a group. A key is written Ctrl+Shift+K, with the
 * names of KeyboardEvent.key and Space; several keys of one action are separated by a blank.
 */

import { ANNOTATE_ACTIONS } from '../annotate/actions.js';
import { DATASET_ACTIONS } from '../dataset/actions.js';
import { INSPECT_ACTIONS } from '../inspect/actions.js';
import { TRAIN_ACTIONS } from '../train/actions.js';
import type { ActionKeys, KeyScope } from './action-keys.js';

/** Actions of the Capture workspace and of the studio; the other workspaces bring their own tables. */
const OWN_ACTIONS = [
  { name: 'shoot', scope: 'capture', group: 'shoot', keys: ['Space', 'PageDown'] },
  { name: 'override', scope: 'capture', group: 'shoot', keys: ['Shift+Space'] },
  { name: 'tryAgain', scope: 'capture', group: 'shoot', keys: ['T'] },
  { name: 'level', scope: 'capture', group: 'shoot', keys: ['L'] },
  { name: 'newSession', scope: 'capture', group: 'shoot', keys: ['Shift+N'] },
  { name: 'nextCell', scope: 'capture', group: 'shoot', keys: ['.'] },
  { name: 'previousCell', scope: 'capture', group: 'shoot', keys: [','] },
  { name: 'viewSide', scope: 'capture', group: 'view', keys: ['1'] },
  { name: 'viewRgb', scope: 'capture', group: 'view', keys: ['2'] },
  { name: 'viewDepth', scope: 'capture', group: 'view', keys: ['3'] },
  { name: 'viewOverlay', scope: 'capture', group: 'view', keys: ['4'] },
  { name: 'viewCloud', scope: 'capture', group: 'view', keys: ['5'] },
  { name: 'onion', scope: 'capture', group: 'view', keys: ['O'] },
  { name: 'crop', scope: 'capture', group: 'view', keys: ['G'] },
  { name: 'freeze', scope: 'capture', group: 'view', keys: ['F'] },
  { name: 'retake', scope: 'capture', group: 'tray', keys: ['R'] },
  { name: 'markRetake', scope: 'capture', group: 'tray', keys: ['M'] },
  { name: 'trash', scope: 'capture', group: 'tray', keys: ['Delete'] },
  { name: 'undoTrash', scope: 'capture', group: 'tray', keys: ['Ctrl+Z'] },
  { name: 'note', scope: 'capture', group: 'tray', keys: ['N'] },
  { name: 'palette', scope: 'studio', group: 'studio', keys: ['Ctrl+K'] },
  { name: 'help', scope: 'studio', group: 'studio', keys: ['F1'] },
  { name: 'goCapture', scope: 'studio', group: 'studio', keys: ['Alt+1'] },
  { name: 'goAnnotate', scope: 'studio', group: 'studio', keys: ['Alt+2'] },
  { name: 'goSettings', scope: 'studio', group: 'studio', keys: ['Ctrl+,'] },
  { name: 'theme', scope: 'studio', group: 'studio', keys: ['Ctrl+Shift+L'] },
] as const satisfies readonly ActionKeys[];

export const ACTIONS = [
  ...OWN_ACTIONS,
  ...ANNOTATE_ACTIONS,
  ...DATASET_ACTIONS,
  ...TRAIN_ACTIONS,
  ...INSPECT_ACTIONS,
] as const;

export type ActionName = (typeof ACTIONS)[number]['name'];
type KeyGroup = (typeof ACTIONS)[number]['group'];
/** In the order of the tables. */
export const KEY_GROUPS: readonly KeyGroup[] = [...new Set(ACTIONS.map((action) => action.group))];

/** The workspace an action belongs to; studio actions work everywhere. */
export function scopeOf(name: ActionName): KeyScope {
  return ACTIONS.find((action) => action.name === name)?.scope ?? 'studio';
}

/** Two actions can be meant by one key: in one workspace, or one of them everywhere. */
function meet(a: KeyScope, b: KeyScope): boolean {
  return a === b || a === 'studio' || b === 'studio';
}

/** Chords that a browser tab keeps for itself or that would leave the page. */
const RESERVED = new Set([
  'Ctrl+W',
  'Ctrl+T',
  'Ctrl+N',
  'Ctrl+R',
  'Ctrl+L',
  'Ctrl+Q',
  'Ctrl+Tab',
  'Ctrl+Shift+Tab',
  'Ctrl+Shift+N',
  'Ctrl+Shift+T',
  'Ctrl+Shift+W',
  'Ctrl+Shift+R',
  'F5',
  'Ctrl+F5',
  'F6',
  'F11',
  'F12',
  'Ctrl+Shift+I',
  'Ctrl+Shift+J',
  'Alt+F4',
  'Alt+ArrowLeft',
  'Alt+ArrowRight',
  'Tab',
  'Shift+Tab',
  'Escape',
  'Enter',
]);

export function isReserved(key: string): boolean {
  return RESERVED.has(key);
}

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The written form of a key press; null for a modifier alone. Command counts as Ctrl. */
export function keyOf(event: KeyPress): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process'].includes(event.key))
    return null;
  const letter = /^[a-z]$/i.test(event.key);
  const base = event.key === ' ' ? 'Space' : letter ? event.key.toUpperCase() : event.key;
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  // Shift is part of a printed sign (? or :), so only letters and named keys show it.
  if (event.shiftKey && (letter || base.length > 1)) parts.push('Shift');
  return [...parts, base].join('+');
}

export type KeyMap = Readonly<Record<ActionName, readonly string[]>>;

/** Default keys with the user's own in their place. */
export function keyMap(own: Readonly<Record<string, string>>): KeyMap {
  const entries = ACTIONS.map((action): [ActionName, readonly string[]] => {
    const chosen = own[action.name];
    return [action.name, chosen === undefined ? action.keys : splitKeys(chosen)];
  });
  return Object.fromEntries(entries) as Record<ActionName, readonly string[]>;
}

function splitKeys(written: string): readonly string[] {
  return written.split(' ').filter((key) => key !== '');
}

/** The action of a key in a workspace; undefined where it has none. */
export function actionOf(map: KeyMap, key: string, scope: KeyScope): ActionName | undefined {
  return ACTIONS.find((action) => meet(action.scope, scope) && map[action.name].includes(key))
    ?.name;
}

export type BindingProblem =
  | { readonly kind: 'taken'; readonly by: ActionName }
  | { readonly kind: 'reserved' }
  /** It belongs to the picture of the Annotate workspace, whatever is bound. */
  | { readonly kind: 'fixed'; readonly key: string };

/** Keys of the canvas that cannot be rebound (annotate/useAnnotateKeys.ts). */
const FIXED: ReadonlySet<string> = new Set(
  ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Space', 'Enter'].flatMap((key) => [
    key,
    `Shift+${key}`,
  ]),
);

/**
 * What speaks against giving `action` the keys `keys`: a key of the picture or of another action, or only
 * keys that a browser keeps for itself. null where nothing does.
 */
export function bindingProblem(
  map: KeyMap,
  action: ActionName,
  keys: readonly string[],
): BindingProblem | null {
  const fixed = meet(scopeOf(action), 'annotate') ? keys.find((key) => FIXED.has(key)) : undefined;
  if (fixed !== undefined) return { kind: 'fixed', key: fixed };
  for (const key of keys) {
    const by = ACTIONS.find(
      (other) =>
        other.name !== action &&
        meet(other.scope, scopeOf(action)) &&
        map[other.name].includes(key),
    );
    if (by) return { kind: 'taken', by: by.name };
  }
  if (keys.length > 0 && keys.every(isReserved)) return { kind: 'reserved' };
  return null;
}

/** The user's keys after a change: only what differs from the defaults is kept. */
export function withKeys(
  own: Readonly<Record<string, string>>,
  action: ActionName,
  keys: readonly string[],
): Record<string, string> {
  const rest = Object.fromEntries(Object.entries(own).filter(([name]) => name !== action));
  const defaults = ACTIONS.find((entry) => entry.name === action)?.keys ?? [];
  if (keys.join(' ') === defaults.join(' ')) return rest;
  return { ...rest, [action]: keys.join(' ') };
}

const SHOWN: Readonly<Record<string, string>> = {
  ArrowLeft: '\u2190',
  ArrowRight: '\u2192',
  ArrowUp: '\u2191',
  ArrowDown: '\u2193',
  Delete: 'Del',
  Backspace: 'Bksp',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
};

/** As printed on a key cap: parts separated by a blank. */
export function showKey(key: string): string {
  // The sign itself is the last part of Ctrl++.
  const parts = key.endsWith('+') ? [...key.slice(0, -1).split('+'), '+'] : key.split('+');

  return parts
    .filter((part) => part !== '')
    .map((part) => SHOWN[part] ?? part)
    .join(' ');
}
