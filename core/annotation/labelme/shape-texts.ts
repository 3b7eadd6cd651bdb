/** Texts of the shapes that were written last: a save after one edit prints one shape. */
import type { Shape } from '../document.js';
import { sameShape } from './same.js';

interface Written {
  readonly shape: Shape;
  readonly text: string;
}

export class ShapeTexts {
  private key = '';
  private last = new Map<string, Written>();
  private now = new Map<string, Written>();

  /** Begins a file. `key`: how it is written; another one makes all texts anew. */
  begin(key: string): void {
    this.last = key === this.key ? this.now : new Map<string, Written>();
    this.now = new Map();
    this.key = key;
  }

  textOf(shape: Shape, print: (shape: Shape) => string): string {
    const known = this.last.get(shape.id);
    const text = known && sameShape(known.shape, shape) ? known.text : print(shape);
    this.now.set(shape.id, { shape, text });
    return text;
  }
}
