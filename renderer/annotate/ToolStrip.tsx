/** The tools at the left, each with its key. */
import type { ReactElement } from 'react';
import type { ToolName } from '../../core/annotation/tools/tool.js';
import { text } from '../../core/text/index.js';
import { Icon, type IconName } from '../controls/Icon.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { runAction } from '../state/commands.js';
import { useAnnotate, useStudio } from '../state/context.js';
import { showKey, type ActionName } from '../state/keys.js';

const GROUPS: readonly (readonly (readonly [ToolName, IconName, ActionName])[])[] = [
  [
    ['select', 'select', 'toolSelect'],
    ['pan', 'hand', 'toolPan'],
  ],
  [
    ['polygon', 'polygon', 'toolPolygon'],
    ['rectangle', 'rectangle', 'toolRectangle'],
    ['circle', 'circle', 'toolCircle'],
    ['line', 'line', 'toolLine'],
    ['linestrip', 'strip', 'toolLinestrip'],
    ['point', 'point', 'toolPoint'],
  ],
  [
    ['brush', 'brush', 'toolBrush'],
    ['eraser', 'eraser', 'toolEraser'],
    ['subtract', 'subtract', 'toolSubtract'],
    ['wand', 'wand', 'toolWand'],
  ],
  [
    ['section', 'section', 'toolSection'],
    ['comment', 'note', 'toolComment'],
  ],
];
/** Tools that change shapes: they rest where the sample cannot be changed. */
const HARMLESS: readonly ToolName[] = ['select', 'pan', 'section', 'comment'];

export function ToolStrip(): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  const tool = useAnnotate((state) => state.tool);
  const locked = useAnnotate((state) => state.open !== null && state.open.lock.state !== 'mine');
  return (
    <div
      className="tools"
      role="toolbar"
      aria-label={text('annotate.tools')}
      aria-orientation="vertical"
    >
      {GROUPS.map((group) => (
        <div className="tools__group" key={group[0]?.[0]}>
          {group.map(([name, icon, action]) => {
            const keys = keyOf(action);
            const label = text(`annotate.tool.${name}`);
            return (
              <button
                key={name}
                type="button"
                className={`tools__tool ${tool === name ? 'tools__tool--on' : ''}`}
                aria-pressed={tool === name}
                aria-label={label}
                aria-keyshortcuts={keys}
                title={`${label}. ${text(`annotate.tip.${name}`)}`}
                disabled={locked && !HARMLESS.includes(name)}
                onClick={() => {
                  runAction(studio, action);
                }}
              >
                <Icon name={icon} size={16} />
                <small aria-hidden="true">
                  {keys === undefined || keys.includes('+') ? '' : showKey(keys)}
                </small>
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}
