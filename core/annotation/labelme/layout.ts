/** How a JSON file is laid out, found in its text, and new values printed the same way. */
import type { JsonNode } from './json-text.js';

export interface Layout {
  /** One level; null where all stands on one line. */
  readonly indent: string | null;
  readonly newline: string;
  /** Space after a comma on the same line. */
  readonly comma: string;
  /** The colon with its space. */
  readonly colon: string;
}

/** LabelMe's own: two spaces, no space before colons. */
export const LABELME_LAYOUT: Layout = { indent: '  ', newline: '\n', comma: ' ', colon: ': ' };

export function layoutOf(text: string, root: JsonNode): Layout {
  if (root.kind !== 'object' || root.members.length === 0) return LABELME_LAYOUT;
  const [first, second] = root.members;
  const lead = text.slice(root.start + 1, first!.start);
  const colon = /:([ \t]*)/y;
  colon.lastIndex = text.indexOf(':', keyEnd(text, first!.start));
  const afterColon = colon.exec(text)?.[1] ?? ' ';
  const comma = second ? text.slice(text.indexOf(',', first!.value.end) + 1, second.start) : ' ';
  const line = /(\r?\n)([ \t]*)$/.exec(lead);
  return {
    indent: line ? line[2]! : null,
    newline: line ? line[1]! : '\n',
    comma: /[\r\n]/.test(comma) ? ' ' : comma,
    colon: `:${afterColon}`,
  };
}

function keyEnd(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** What is printed: plain values, and text that is taken as it is. */
export type Printable =
  | { readonly raw: string }
  | string
  | boolean
  | null
  | readonly Printable[]
  | { readonly members: readonly (readonly [key: string, value: Printable])[] };

export const raw = (text: string): Printable => ({ raw: text });

/** A number as Python writes a float: whole ones end in .0. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : value < 0 ? '-Infinity' : 'NaN';
  // From 1e21 on there is an exponent.
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return String(value);
  return Object.is(value, -0) ? '-0.0' : `${String(value)}.0`;
}

/** `depth`: how many levels in the value begins. */
export function print(value: Printable, layout: Layout, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if ('raw' in value) return value.raw;
  if ('members' in value)
    return printList(
      value.members.map(
        ([key, entry]) => JSON.stringify(key) + layout.colon + print(entry, layout, depth + 1),
      ),
      '{}',
      layout,
      depth,
    );
  return printList(
    value.map((entry) => print(entry, layout, depth + 1)),
    '[]',
    layout,
    depth,
  );
}

function printList(
  parts: readonly string[],
  [open, close]: string,
  layout: Layout,
  depth: number,
): string {
  if (parts.length === 0) return open! + close!;
  const { indent } = layout;
  if (indent === null) return open! + parts.join(`,${layout.comma}`) + close!;
  const inner = layout.newline + indent.repeat(depth + 1);
  return `${open!}${inner}${parts.join(`,${inner}`)}${layout.newline}${indent.repeat(depth)}${close!}`;
}
