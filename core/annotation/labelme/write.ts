/**
 * Writes LabelMe files. What was read and not edited keeps its text, down to the digits of a number;
 * a file without any edit is given back as it was. Rules of `version` and of what is added for other
 * readers: docs/annotation-files.md.
 */
import type { AnnotationSettings } from '../../contract/schema/project.js';
import type { AnnotationDocument, Shape, ShapeType } from '../document.js';
import { memberOf, stringOf, type JsonNode, type JsonObject } from './json-text.js';
import type { Rasteriser } from '../raster/shape.js';
import { LABELME_LAYOUT, numberText, print, raw, type Layout, type Printable } from './layout.js';
import { polygonsOf } from './mask-polygons.js';
import { toBase64, type MaskPng } from './png-codec.js';
import type { LabelmeFile } from './read.js';
import { sameBitmap, sameFlags, samePoints, sameShape } from './same.js';
import type { ShapeTexts } from './shape-texts.js';
import { FIRST_VERSION } from './types.js';

export interface WriteOptions {
  /** Oldest LabelMe that must open what is new; what the file held already stays. */
  readonly readers: AnnotationSettings['readers'];
  /** Of a file that states none. */
  readonly imagePath: string;
  readonly png: MaskPng;
  /** Whose pixels the polygons must have that stand for a mask shape. */
  readonly rasteriser: Rasteriser;
  /** Kept from one write of a document to the next. */
  readonly texts?: ShapeTexts;
}

/** `version` of new files: the oldest reader that is asked for. */
const VERSIONS: Readonly<Record<WriteOptions['readers'], string>> = {
  '3': '3.21.1',
  '5.1': '5.1.1',
  '5.4': '5.4.1',
  '6.2': '6.2.0',
};
/** What LabelMe 3 refuses to do without. */
const FILE_COLOURS: readonly (readonly [string, Printable])[] = [
  ['lineColor', ['0', '255', '0', '128'].map(raw)],
  ['fillColor', ['255', '0', '0', '128'].map(raw)],
];
const SHAPE_COLOURS: readonly (readonly [string, Printable])[] = [
  ['line_color', null],
  ['fill_color', null],
];

/** The text of an annotation file. `file`: what the document was read from, null for a new one. */
export function writeLabelme(
  document: AnnotationDocument,
  file: LabelmeFile | null,
  options: WriteOptions,
): string {
  if (!file) return newFile(document, options);
  if (isUnchanged(document, file)) return file.text;
  return new Editor(document, file, options).text();
}

/** Whether writing would give back the text that was read. */
export function isUnchanged(document: AnnotationDocument, file: LabelmeFile): boolean {
  const read = file.document;
  return (
    document.shapes.length === read.shapes.length &&
    sameFlags(document.flags, read.flags) &&
    document.shapes.every((shape, i) => shape.source === i && sameShape(shape, read.shapes[i]!))
  );
}

function newFile(document: AnnotationDocument, options: WriteOptions): string {
  const old = options.readers === '3';
  const shapes = expanded(document, options);
  const textOf = newTexts(LABELME_LAYOUT, options);
  return print(
    {
      members: [
        ['version', VERSIONS[options.readers]],
        ['flags', flagEntries(document.flags)],
        ['shapes', shapes.map((shape) => raw(textOf(shape)))],
        ...(old ? FILE_COLOURS : []),
        ['imagePath', options.imagePath],
        ['imageData', null],
        ['imageHeight', raw(String(document.height))],
        ['imageWidth', raw(String(document.width))],
      ],
    },
    LABELME_LAYOUT,
    0,
  );
}

/** The text of a shape that no file held, from the last write where it is the same. */
function newTexts(layout: Layout, options: WriteOptions): (shape: Shape) => string {
  const printed = (shape: Shape): string => print(newShape(shape, options), layout, 2);
  const { texts } = options;
  if (!texts) return printed;
  texts.begin(JSON.stringify([layout, options.readers]));
  return (shape) => texts.textOf(shape, printed);
}

function newShape(shape: Shape, options: WriteOptions): Printable {
  const old = options.readers === '3';
  return {
    members: [
      ['label', shape.label],
      ...(old ? SHAPE_COLOURS : []),
      ['points', pointList(shape, null)],
      ['group_id', groupText(shape.groupId)],
      ['description', shape.description],
      ['shape_type', writtenType(shape)],
      ['flags', flagEntries(shape.flags)],
      ...(shape.bitmap ? ([['mask', toBase64(options.png.encode(shape.bitmap))]] as const) : []),
    ],
  };
}

const groupText = (id: number | null): Printable => (id === null ? null : raw(String(id)));
const writtenType = (shape: Shape): string => (shape.type === 'other' ? 'polygon' : shape.type);

function flagEntries(flags: Readonly<Record<string, boolean>>): Printable {
  return { members: Object.entries(flags) };
}

function pointList(shape: Shape, known: ReadonlyMap<number, string> | null): Printable {
  return shape.points.map((point) =>
    point.map((value) => raw(known?.get(value) ?? numberText(value))),
  );
}

/** Shapes as the oldest reader knows them: what is drawn new and too young becomes polygons of the same pixels. */
function expanded(document: AnnotationDocument, { readers, rasteriser }: WriteOptions): Shape[] {
  const masks = readers === '5.4' || readers === '6.2';
  return document.shapes.flatMap((shape, i) => {
    if (shape.source !== null) return [shape];
    if (shape.type === 'oriented_rectangle' && readers !== '6.2')
      return [{ ...shape, type: 'polygon' as const }];
    if (shape.type !== 'mask' || masks || !shape.bitmap) return [shape];
    const [x = 0, y = 0] = shape.points[0] ?? [];
    const clear = !document.shapes.slice(0, i).some((below) => overlap(below, shape));
    const [left, top] = [Math.round(x), Math.round(y)];
    return polygonsOf(shape.bitmap, left, top, shape.label, clear, rasteriser).map((part) => ({
      ...shape,
      ...part,
      type: 'polygon' as const,
      bitmap: null,
    }));
  });
}

/** Whether the boxes of two shapes, with room for the width of lines, meet. */
function overlap(one: Shape, two: Shape): boolean {
  const box = ({ points, type }: Shape): [number, number, number, number] => {
    const [first, second] = points;
    const room =
      type === 'circle' && first && second
        ? Math.hypot(first[0] - second[0], first[1] - second[1]) + 1
        : 10;
    return points.reduce<[number, number, number, number]>(
      ([left, top, right, bottom], [x, y]) => [
        Math.min(left, x - room),
        Math.min(top, y - room),
        Math.max(right, x + room),
        Math.max(bottom, y + room),
      ],
      [Infinity, Infinity, -Infinity, -Infinity],
    );
  };
  const [l1, t1, r1, b1] = box(one);
  const [l2, t2, r2, b2] = box(two);
  return l1 <= r2 && l2 <= r1 && t1 <= b2 && t2 <= b1;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Changes in a text, each at its own place. */
function splice(text: string, from: number, to: number, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = from;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at, to));
  return parts.join('');
}

/** Writes an edited document into the text it was read from. */
class Editor {
  private readonly source: string;
  private readonly layout: Layout;
  private readonly shapes: readonly JsonNode[];
  private readonly newText: (shape: Shape) => string;

  constructor(
    private readonly document: AnnotationDocument,
    private readonly file: LabelmeFile,
    private readonly options: WriteOptions,
  ) {
    this.source = file.text;
    this.layout = file.layout;
    this.newText = newTexts(file.layout, options);
    const node = memberOf(file.root, 'shapes');
    this.shapes = node?.kind === 'array' ? node.items : [];
  }

  text(): string {
    const { document, file } = this;
    const shapes = expanded(document, this.options);
    const values: [string, Printable][] = [
      ['shapes', shapes.map((shape) => raw(this.shape(shape)))],
    ];
    if (!sameFlags(document.flags, file.document.flags))
      values.push(['flags', flagEntries(document.flags)]);
    const version = this.raisedVersion(shapes);
    if (version !== null) values.push(['version', version]);
    // LabelMe reads neither file without these two.
    if (!memberOf(file.root, 'imagePath')) values.push(['imagePath', this.options.imagePath]);
    if (!memberOf(file.root, 'imageData')) values.push(['imageData', null]);
    values.push(...this.missing(file.root, FILE_COLOURS));
    for (const [key, side] of [
      ['imageHeight', 'height'],
      ['imageWidth', 'width'],
    ] as const) {
      const node = memberOf(file.root, key);
      if (node && !(node.kind === 'number' && node.value === document[side]))
        values.push([key, raw(String(document[side]))]);
    }
    const edits = this.set(file.root, values, 0);
    return splice(this.source, 0, this.source.length, edits);
  }

  /** Edits that give an object's members new values; what it lacks comes at its end. */
  private set(node: JsonObject, values: readonly [string, Printable][], depth: number): Edit[] {
    const added: string[] = [];
    const edits = values.flatMap(([key, value]): Edit[] => {
      const text = print(value, this.layout, depth + 1);
      const old = memberOf(node, key);
      if (old) return [{ start: old.start, end: old.end, text }];
      added.push(JSON.stringify(key) + this.layout.colon + text);
      return [];
    });
    if (added.length === 0) return edits;
    const { indent, newline, comma } = this.layout;
    const gap = indent === null ? comma : newline + indent.repeat(depth + 1);
    const last = node.members.at(-1);
    const at = last ? last.value.end : node.start + 1;
    const text = added.map((entry, i) => (last || i > 0 ? `,${gap}${entry}` : entry)).join('');
    return [...edits, { start: at, end: at, text }];
  }

  private shape(shape: Shape): string {
    const node = shape.source === null ? undefined : this.shapes[shape.source];
    const read = shape.source === null ? undefined : this.file.document.shapes[shape.source];
    if (node?.kind !== 'object' || !read) return this.newText(shape);
    const values: [string, Printable][] = [];
    if (shape.label !== read.label) values.push(['label', shape.label]);
    // A shape without a place or of an unknown type keeps what it had.
    if (shape.type !== 'other' && !samePoints(shape, read))
      values.push(['points', pointList(shape, this.numbers(node))]);
    if (shape.groupId !== read.groupId) values.push(['group_id', groupText(shape.groupId)]);
    if (shape.description !== read.description) values.push(['description', shape.description]);
    if (!sameFlags(shape.flags, read.flags)) values.push(['flags', flagEntries(shape.flags)]);
    if (shape.type !== read.type || !memberOf(node, 'shape_type'))
      values.push(['shape_type', writtenType(shape)]);
    if (shape.bitmap && !sameBitmap(shape.bitmap, read.bitmap))
      values.push(['mask', toBase64(this.options.png.encode(shape.bitmap))]);
    else if (!shape.bitmap && read.bitmap) values.push(['mask', null]);
    values.push(...this.missing(node, SHAPE_COLOURS));
    return splice(this.source, node.start, node.end, this.set(node, values, 2));
  }

  /** The colours that LabelMe 3 demands, where they are not there. */
  private missing(
    node: JsonObject,
    colours: readonly (readonly [string, Printable])[],
  ): [string, Printable][] {
    if (this.options.readers !== '3') return [];
    return colours.flatMap(([key, value]) => (memberOf(node, key) ? [] : [[key, value]]));
  }

  /** How the coordinates of a shape were written, by value. */
  private numbers(node: JsonObject): ReadonlyMap<number, string> {
    const texts = new Map<number, string>();
    const points = memberOf(node, 'points');
    if (points?.kind !== 'array') return texts;
    for (const point of points.items) {
      if (point.kind !== 'array') continue;
      for (const number of point.items)
        if (number.kind === 'number')
          texts.set(number.value, this.source.slice(number.start, number.end));
    }
    return texts;
  }

  /** A version that knows all types in the file, where the stated one does not; null where it does. */
  private raisedVersion(shapes: readonly Shape[]): string | null {
    const node = memberOf(this.file.root, 'version');
    if (node?.kind !== 'string') return null;
    const [major = 0, minor = 0] = stringOf(this.source, node).split('.').map(Number);
    let [needMajor, needMinor] = [0, 0];
    for (const { type, source } of shapes) {
      if (type === 'other' || source !== null) continue;
      const [a, b] = FIRST_VERSION[type satisfies ShapeType];
      if (a > needMajor || (a === needMajor && b > needMinor)) [needMajor, needMinor] = [a, b];
    }
    if (!(needMajor > major || (needMajor === major && needMinor > minor))) return null;
    return `${String(needMajor)}.${String(needMinor)}.0`;
  }
}
