/** Tools of a single click: a point, a place for a comment, and panning, which the view does itself. */
import type { Draft, Tool, ToolInput } from './tool.js';

export class ClickTool implements Tool {
  readonly state = 'idle';
  readonly draft: Draft | null = null;

  constructor(private readonly click: (input: ToolInput) => void) {}

  down(input: ToolInput): void {
    this.click(input);
  }

  move(): void {
    // What a click does is done when the button goes down.
  }

  up(): void {
    // As above.
  }

  finish(): boolean {
    return false;
  }

  cancel(): boolean {
    return false;
  }

  back(): boolean {
    return false;
  }
}
