/**
 * A hole is a later `_background_` polygon, so it also clears what lies below its shape. Where something
 * lies there, the shape is cut through its hole instead: its parts enclose nothing.
 */
import { differenceOf, intersectionOf, type Part } from './boolean.js';
import { holeShape, shapesOfRings, type NewId, type Template } from './compound.js';
import { traceMask, type Ring } from './contour.js';
import { BACKGROUND_LABEL, type ImagePoint, type Shape } from './document.js';
import { shapeBox } from './hit.js';
import type { Mask } from './mask.js';
import { boxesMeet, boxOf, outlineOf } from './shapes.js';

/** Shapes as the mask they give, later ones over earlier ones, `_background_` cutting. */
export type Rasterise = (shapes: readonly Shape[], width: number, height: number) => Mask;

export interface Below {
  /** Shapes drawn before, whose pixels must stay. */
  readonly shapes: readonly Shape[];
  readonly rasterise: Rasterise;
}

/** A mask as outlines with holes, or as parts without holes where those would clear something below. */
export function shapesOfMask(
  mask: Mask,
  below: Below,
  template: Template,
  newId: NewId,
  original: Shape | null,
): Shape[] {
  const rings = traceMask(mask);
  const kept = clears(mask, rings, below) ? bandsOf(mask, rings) : rings;
  return shapesOfRings(kept, template, newId, original);
}

function clears({ width, height }: Mask, rings: readonly Ring[], below: Below): boolean {
  const holes = rings.filter(({ hole }) => hole);
  if (holes.length === 0) return false;
  const box = boxOf(holes.flatMap(({ points }) => points));
  if (!below.shapes.some((shape) => boxesMeet(shapeBox(shape), box))) return false;
  const cut = holes.map((hole, i) => ({ ...holeShape(String(i), hole.points), label: 'hole' }));
  const cleared = below.rasterise(cut, width, height).data;
  const there = below.rasterise(below.shapes, width, height).data;
  return cleared.some((value, i) => value === 1 && there[i] === 1);
}

/** Cut into bands above the first row of each hole: from there on it is open at the top. */
function bandsOf({ width, height, data }: Mask, rings: readonly Ring[]): Ring[] {
  const tops = rings
    .filter(({ hole }) => hole)
    .map(({ points }) => Math.floor(Math.min(...points.map(([, y]) => y))));
  const rows = [...new Set([0, ...tops, height])].sort((a, b) => a - b);
  let parts = 0;
  return rows.slice(0, -1).flatMap((from, i) => {
    const band = new Uint8Array(data.length);
    const [start, end] = [from * width, rows[i + 1]! * width];
    band.set(data.subarray(start, end), start);
    const found = traceMask({ width, height, data: band });
    const first = parts;
    parts += found.length;
    return found.map((ring) => ({ ...ring, part: ring.part + first }));
  });
}

/** Outlines whose holes clear nothing below: the others are cut through the middle of the hole. */
export function openHoles(parts: readonly Part[], below: readonly Shape[]): Part[] {
  return parts.flatMap((part) => {
    const hole = part.holes.find((ring) => below.some((shape) => meets(shape, ring)));
    if (!hole) return [part];
    const { x0, y0, x1, y1 } = boxOf(part.outer);
    const around = boxOf(hole);
    const middle = (around.y0 + around.y1) / 2;
    const rest = (top: number, bottom: number): readonly ImagePoint[] => [
      [x0 - 1, top],
      [x1 + 1, top],
      [x1 + 1, bottom],
      [x0 - 1, bottom],
    ];
    return [rest(middle, y1 + 1), rest(y0 - 1, middle)].flatMap((ring) =>
      openHoles(differenceOf([part.outer], [...part.holes, ring]), below),
    );
  });
}

function meets(shape: Shape, ring: readonly ImagePoint[]): boolean {
  if (shape.label === BACKGROUND_LABEL || !boxesMeet(shapeBox(shape), boxOf(ring))) return false;
  const { points, closed } = outlineOf(shape);
  // Lines, points and bitmaps are not worth a closer look.
  return !closed || shape.bitmap !== null || intersectionOf([points], [ring]).length > 0;
}
