/** What a shape measures on the object; kept with the shape, which never changes. */
import { compoundAt } from '../../core/annotation/compound.js';
import type { Shape } from '../../core/annotation/document.js';
import { measureMask, type MaskMeasures } from '../../core/annotation/mask-check.js';
import { maskOfShapes } from '../../core/annotation/shape-mask.js';
import type { OpenSample } from '../state/annotate.js';

interface Kept {
  /** The holes that were cut out when it was measured. */
  readonly holes: readonly Shape[];
  readonly measures: MaskMeasures;
}

const kept = new WeakMap<Shape, Kept>();

/** Of the shape without its holes. */
export function measured(open: OpenSample, shape: Shape): MaskMeasures {
  const { document } = open.editor;
  const index = document.shapes.indexOf(shape);
  const parts = index < 0 ? [shape] : compoundAt(document, index);
  const holes = parts.slice(1);
  const known = kept.get(shape);
  if (known?.holes.length === holes.length && known.holes.every((hole, i) => hole === holes[i]))
    return known.measures;
  const mask = maskOfShapes(parts, document.width, document.height);
  const measures = measureMask(mask, open.data.depth, open.data.board);
  kept.set(shape, { holes, measures });
  return measures;
}
