/**
 * Reads LabelMe files of every version from 3.0 to 7.x and X-AnyLabeling's. What cannot be understood
 * as an annotation is an error with its key; what can, but other readers refuse, is a warning. The
 * text stays with the result, so that writing changes only what was edited (write.ts).
 */
import type { AnnotationDocument, ImagePoint, Shape, ShapeBitmap } from '../document.js';
import {
  JsonTextError,
  lineOf,
  memberOf,
  parseJsonText,
  stringOf,
  type JsonNode,
  type JsonObject,
} from './json-text.js';
import { layoutOf, type Layout } from './layout.js';
import { fromBase64, type MaskPng } from './png-codec.js';
import { LabelmeError, type KeyPath, type LabelmeProblem } from './problem.js';
import { checkShapes } from './check.js';
import { typeOf } from './types.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface ReadOptions {
  /** Of the picture; null where it is not known: then the size that the file states counts. */
  readonly size: Size | null;
  /** Without it mask shapes are kept, but have no pixels. */
  readonly png?: MaskPng;
}

export interface LabelmeFile {
  readonly text: string;
  readonly root: JsonObject;
  readonly layout: Layout;
  /** Of size 0 x 0 where neither picture nor file say it. */
  readonly document: AnnotationDocument;
  readonly version: string | null;
  /** As written, with forward slashes; null where it is missing. */
  readonly imagePath: string | null;
  /** Whether a picture is embedded. */
  readonly hasImageData: boolean;
  readonly statedSize: Size | null;
  readonly warnings: readonly LabelmeProblem[];
}

const MAX_POINTS = 200_000;
const MAX_SIDE = 16384;
const LEFT = 'The file was left as it is.';

/** @throws LabelmeError and nothing else */
export function readLabelme(text: string, options: ReadOptions): LabelmeFile {
  const root = parse(text);
  const warnings: LabelmeProblem[] = [];
  const warn = (key: KeyPath, message: string, hint: string): void => {
    if (warnings.length < 200) warnings.push({ key, message, hint });
  };
  const reader = new Reader(text, warn, options);
  const shapesNode = memberOf(root, 'shapes');
  if (!shapesNode) throw problem('shapes', 'is missing', 'This is not a LabelMe file.');
  if (shapesNode.kind !== 'array') throw wrong('shapes', 'a list', shapesNode);
  const shapes = shapesNode.items.map((node, i) => reader.shape(node, i));
  const statedSize = reader.size(root);
  const size = options.size ?? statedSize ?? { width: 0, height: 0 };
  if (options.size && statedSize) {
    for (const [key, side] of [
      ['imageWidth', 'width'],
      ['imageHeight', 'height'],
    ] as const) {
      if (statedSize[side] === options.size[side]) continue;
      warn(
        key,
        `states ${String(statedSize[side])}, but the picture has ${String(options.size[side])} pixels`,
        'Check that the file belongs to this picture; saving writes the size of the picture.',
      );
    }
  }
  const document = { ...size, flags: reader.flags(memberOf(root, 'flags'), 'flags'), shapes };
  checkShapes(document, warn);
  const path = memberOf(root, 'imagePath');
  const data = memberOf(root, 'imageData');
  const version = memberOf(root, 'version');
  return {
    text,
    root,
    layout: layoutOf(text, root),
    document,
    version: version?.kind === 'string' ? stringOf(text, version) : null,
    imagePath: path?.kind === 'string' ? stringOf(text, path).replaceAll('\\', '/') : null,
    hasImageData: data?.kind === 'string' && data.end - data.start > 2,
    statedSize,
    warnings,
  };
}

/** The embedded picture's bytes; null where there is none. @throws LabelmeError where it is not base64 */
export function imageDataOf(file: LabelmeFile): Uint8Array | null {
  const node = memberOf(file.root, 'imageData');
  if (!file.hasImageData || node?.kind !== 'string') return null;
  try {
    return fromBase64(stringOf(file.text, node));
  } catch (error) {
    throw problem(
      'imageData',
      reasonOf(error),
      'Set it to null to use the picture beside the file.',
    );
  }
}

function parse(text: string): JsonObject {
  try {
    const root = parseJsonText(text);
    if (root.kind !== 'object') throw wrong('', 'an object', root);
    return root;
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    const { line, column } = lineOf(text, error.offset);
    throw new LabelmeError({
      key: '',
      message: `It is not JSON: ${error.message} (line ${String(line)}, column ${String(column)}).`,
      hint: `${LEFT} Mend that place or put back an earlier copy.`,
    });
  }
}

const KINDS = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  literal: 'true, false or null',
} as const;

function problem(key: KeyPath, message: string, hint: string): LabelmeError {
  const what = key === '' ? 'The file' : key;
  return new LabelmeError({ key, message: `${what} ${message}.`, hint: `${hint} ${LEFT}` });
}

function wrong(key: KeyPath, expected: string, node: JsonNode): LabelmeError {
  const found = node.kind === 'literal' ? String(node.value) : KINDS[node.kind];
  return problem(key, `must be ${expected}, but is ${found}`, 'Mend it.');
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
const isNull = (node: JsonNode | null): boolean =>
  node === null || (node.kind === 'literal' && node.value === null);

class Reader {
  constructor(
    private readonly text: string,
    private readonly warn: (key: KeyPath, message: string, hint: string) => void,
    private readonly options: ReadOptions,
  ) {}

  shape(node: JsonNode, i: number): Shape {
    const key = `shapes[${String(i)}]`;
    if (node.kind !== 'object') throw wrong(key, 'an object', node);
    const label = memberOf(node, 'label');
    if (!label) throw problem(`${key}.label`, 'is missing', 'Give the shape a label.');
    if (label.kind !== 'string') throw wrong(`${key}.label`, 'a text', label);
    const points = this.points(memberOf(node, 'points'), `${key}.points`);
    const typeNode = memberOf(node, 'shape_type');
    if (typeNode && typeNode.kind !== 'string' && !isNull(typeNode))
      throw wrong(`${key}.shape_type`, 'a text', typeNode);
    const written = typeNode?.kind === 'string' ? stringOf(this.text, typeNode) : 'polygon';
    const type = points === null ? 'other' : typeOf(written, points.length);
    if (type === 'other' && points !== null)
      this.warn(
        `${key}.shape_type`,
        `${written} is a type that is kept, but not drawn`,
        'LabelMe 7.1 and newer refuse to open the file: redraw it as a polygon.',
      );
    const bitmap = type === 'mask' ? this.bitmap(memberOf(node, 'mask'), `${key}.mask`) : null;
    return {
      id: `f${String(i)}`,
      type: type === 'mask' && bitmap === null ? 'other' : type,
      label: stringOf(this.text, label),
      points: points ?? [],
      groupId: this.groupId(memberOf(node, 'group_id'), `${key}.group_id`),
      description: this.description(memberOf(node, 'description'), `${key}.description`),
      flags: this.flags(memberOf(node, 'flags'), `${key}.flags`),
      bitmap,
      source: i,
    };
  }

  /** Null where a point is not finite: the shape is kept as it is, but has no place. */
  private points(node: JsonNode | null, key: KeyPath): ImagePoint[] | null {
    if (!node) throw problem(key, 'is missing', 'Delete the shape or give it points.');
    if (node.kind !== 'array') throw wrong(key, 'a list', node);
    if (node.items.length > MAX_POINTS)
      throw problem(
        key,
        `holds ${String(node.items.length)} points; at most ${String(MAX_POINTS)} are read`,
        'Simplify the shape.',
      );
    let broken = -1;
    const points = node.items.map((item, i): ImagePoint => {
      const at = `${key}[${String(i)}]`;
      if (item.kind !== 'array') throw wrong(at, 'a list of two numbers', item);
      const [x, y] = item.items;
      if (x?.kind !== 'number' || y?.kind !== 'number' || item.items.length !== 2)
        throw problem(at, 'must be a list of two numbers', 'Mend it.');
      if (!Number.isFinite(x.value) || !Number.isFinite(y.value)) broken = i;
      return [x.value, y.value];
    });
    if (broken < 0) return points;
    this.warn(
      `${key}[${String(broken)}]`,
      'is not a finite number, so the shape has no place',
      'It is kept as it is. Delete it and draw it again: LabelMe refuses to open the file.',
    );
    return null;
  }

  private groupId(node: JsonNode | null, key: KeyPath): number | null {
    if (!node || isNull(node)) return null;
    if (node.kind === 'number' && Number.isSafeInteger(node.value)) return node.value;
    this.warn(
      key,
      'is not a whole number',
      'It is kept as it is; LabelMe 5.9 and newer refuse it.',
    );
    return null;
  }

  private description(node: JsonNode | null, key: KeyPath): string {
    if (!node || isNull(node)) return '';
    if (node.kind === 'string') return stringOf(this.text, node);
    this.warn(key, 'is not a text', 'It is kept as it is; LabelMe 5.9 and newer refuse it.');
    return '';
  }

  flags(node: JsonNode | null, key: KeyPath): Record<string, boolean> {
    if (!node || isNull(node)) return {};
    const flags: [string, boolean][] = [];
    let odd = node.kind !== 'object';
    if (node.kind === 'object') {
      for (const member of node.members) {
        const { value } = member;
        if (value.kind === 'literal' && value.value !== null) flags.push([member.key, value.value]);
        else odd = true;
      }
    }
    if (odd)
      this.warn(
        key,
        'holds more than names with true or false',
        'It is kept as it is; LabelMe 5.9 and newer refuse it.',
      );
    return Object.fromEntries(flags);
  }

  private bitmap(node: JsonNode | null, key: KeyPath): ShapeBitmap | null {
    if (!this.options.png) return null;
    if (node?.kind !== 'string') {
      this.warn(key, 'is not a picture in base64', 'The shape is kept, but has no pixels.');
      return null;
    }
    try {
      return this.options.png.decode(fromBase64(stringOf(this.text, node)));
    } catch (error) {
      this.warn(
        key,
        `cannot be read: ${reasonOf(error)}`,
        'The shape is kept, but has no pixels. Redraw it.',
      );
      return null;
    }
  }

  size(root: JsonObject): Size | null {
    const side = (key: 'imageWidth' | 'imageHeight'): number | null => {
      const node = memberOf(root, key);
      if (!node || isNull(node)) return null;
      if (
        node.kind === 'number' &&
        Number.isInteger(node.value) &&
        node.value >= 1 &&
        node.value <= MAX_SIDE
      )
        return node.value;
      this.warn(key, 'is not a number of pixels', 'The size of the picture is used.');
      return null;
    };
    const width = side('imageWidth');
    const height = side('imageHeight');
    return width === null || height === null ? null : { width, height };
  }
}
