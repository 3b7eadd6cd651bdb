/** Drives an editor as hands would, without a canvas: pointers in image pixels. For tests. */
import type { ImagePoint, Shape } from '../document.js';
import { Editor } from '../editor.js';
import { countMask } from '../mask.js';
import { maskOfShapes } from '../shape-mask.js';
import type { ToolInput } from '../tools/tool.js';

export const WIDTH = 120;
export const HEIGHT = 90;

export function at(x: number, y: number, more: Partial<ToolInput> = {}): ToolInput {
  return {
    point: [x, y],
    shift: false,
    ctrl: false,
    alt: false,
    pressure: 0.5,
    pointer: 'mouse',
    ...more,
  };
}

export class EditorDriver {
  editor: Editor;
  private next = 0;

  constructor() {
    this.editor = this.make();
  }

  /** An editor on a picture that is grey but for a darker field from (40, 30) to (80, 60). */
  make(shapes: readonly Shape[] = [], readOnly = false): Editor {
    const rgba = new Uint8Array(WIDTH * HEIGHT * 4).fill(190);
    for (let y = 30; y < 60; y++) for (let x = 40; x < 80; x++) rgba[(y * WIDTH + x) * 4] = 30;
    return new Editor({
      document: { width: WIDTH, height: HEIGHT, flags: {}, shapes },
      rasterise: maskOfShapes,
      newId: () => `n${(this.next++).toString()}`,
      label: 'dent',
      readOnly,
      picture: () => ({ width: WIDTH, height: HEIGHT, rgba }),
    });
  }

  shapes = (): readonly Shape[] => this.editor.document.shapes;

  /** Pixels of the mask. */
  mask = (): number => countMask(maskOfShapes(this.shapes(), WIDTH, HEIGHT));

  click = (x: number, y: number, more: Partial<ToolInput> = {}): void => {
    this.editor.move(at(x, y, more));
    this.editor.down(at(x, y, more));
    this.editor.up(at(x, y, more));
  };

  drag = (way: readonly ImagePoint[], more: Partial<ToolInput> = {}): void => {
    const [first = [0, 0], ...rest] = way;
    this.editor.move(at(...first, more));
    this.editor.down(at(...first, more));
    for (const point of rest) this.editor.move(at(...point, more));
    this.editor.up(at(...(way.at(-1) ?? first), more));
  };

  /** Draws a square polygon with the polygon tool. */
  square = (x: number, y: number, side: number, label = 'dent'): void => {
    const before = this.editor.toolName;
    this.editor.label = label;
    this.editor.setTool('polygon');
    this.click(x, y);
    this.click(x + side, y);
    this.click(x + side, y + side);
    this.click(x, y + side);
    this.editor.finish();
    this.editor.setTool(before);
  };
}
