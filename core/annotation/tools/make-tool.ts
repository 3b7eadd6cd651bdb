/** The tool of a name. */
import { BrushTool } from './brush.js';
import { PathTool } from './path.js';
import { SelectTool } from './select.js';
import { ClickTool } from './single.js';
import { SpanTool } from './span.js';
import type { Tool, ToolHost, ToolName } from './tool.js';
import { WandTool } from './wand.js';

export function makeTool(name: ToolName, host: ToolHost): Tool {
  switch (name) {
    case 'select':
      return new SelectTool(host);
    case 'polygon':
    case 'linestrip':
    case 'subtract':
      return new PathTool(host, name);
    case 'rectangle':
    case 'circle':
    case 'line':
    case 'section':
      return new SpanTool(host, name);
    case 'point':
      return new ClickTool(({ point }) => {
        host.add('point', [host.newShape('point', [host.snap(point).point])]);
      });
    case 'comment':
      return new ClickTool(({ point }) => {
        host.placeComment(host.snap(point, { tolerance: 0 }).point);
      });
    case 'brush':
      return new BrushTool(host, false);
    case 'eraser':
      return new BrushTool(host, true);
    case 'wand':
      return new WandTool(host);
    case 'pan':
      // The view pans by itself.
      return new ClickTool(() => undefined);
  }
}
