import { describe, expect, it } from 'vitest';
import {
  ACTIONS,
  actionOf,
  bindingProblem,
  isReserved,
  keyMap,
  keyOf,
  showKey,
  withKeys,
} from './keys.js';

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });

describe('keys', () => {
  it.each([
    [press(' '), 'Space'],
    [press(' ', { shiftKey: true }), 'Shift+Space'],
    [press('k', { ctrlKey: true }), 'Ctrl+K'],
    [press('K', { metaKey: true, shiftKey: true }), 'Ctrl+Shift+K'],
    [press('?', { shiftKey: true }), '?'],
    [press('PageDown'), 'PageDown'],
    [press('1', { altKey: true }), 'Alt+1'],
    [press('Shift', { shiftKey: true }), null],
  ])('%s is written %s', (written, expected) => {
    expect(written).toBe(expected);
  });

  it('knows every action by a name of its own, and no workspace gives a key twice', () => {
    const names = ACTIONS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, keys } of ACTIONS)
      expect({ name, problem: bindingProblem(keyMap({}), name, [...keys, 'F24']) }).toEqual({
        name,
        problem: null,
      });
  });

  it('writes the plus of a chord', () => {
    expect(showKey('Ctrl++')).toBe('Ctrl +');
    expect(showKey('+')).toBe('+');
  });

  it('gives no action a chord of the browser as its only key', () => {
    for (const { name, keys } of ACTIONS) {
      const own: readonly string[] = keys;
      expect({ name, only: own.length > 0 && own.every(isReserved) }).toEqual({
        name,
        only: false,
      });
    }
  });

  it('passes its own conflict check with the defaults', () => {
    const map = keyMap({});
    for (const { name } of ACTIONS) expect(bindingProblem(map, name, map[name])).toBeNull();
  });

  it('puts the own keys in place of the defaults', () => {
    const map = keyMap({ shoot: 'B PageUp' });
    expect(actionOf(map, 'PageUp', 'capture')).toBe('shoot');
    expect(actionOf(map, 'Space', 'capture')).toBeUndefined();
    expect(actionOf(map, 'L', 'capture')).toBe('level');
  });

  it('tells which action has a key already', () => {
    expect(bindingProblem(keyMap({}), 'shoot', ['L'])).toEqual({ kind: 'taken', by: 'level' });
  });

  it('refuses a chord of the browser as the only key, and takes it beside another', () => {
    expect(bindingProblem(keyMap({}), 'retake', ['Ctrl+R'])).toEqual({ kind: 'reserved' });
    expect(bindingProblem(keyMap({}), 'retake', ['R', 'Ctrl+R'])).toBeNull();
  });

  it.each([
    ...[['Ctrl+W', 'closeSample'] as const, ['Ctrl+Q', 'leaveStudio'] as const],
    ...[['Ctrl+O', 'openFolder'] as const, ['Ctrl+U', 'openFolder'] as const],
    ...[['Ctrl+S', 'saveSample'] as const, ['Ctrl+Shift+S', 'saveCopy'] as const],
    ...[['Ctrl+Delete', 'deleteFile'] as const, ['D', 'nextSample'] as const],
    ...[['A', 'previousSample'] as const, ['Ctrl+Shift+A', 'previousUnfinished'] as const],
    ...[['Ctrl++', 'zoomIn'] as const, ['Ctrl+=', 'zoomIn'] as const],
    ...[['Ctrl+-', 'zoomOut'] as const, ['Ctrl+0', 'zoomFull'] as const],
    ...[['Ctrl+F', 'fitWindow'] as const, ['Ctrl+Shift+F', 'fitWidth'] as const],
    ...[['Ctrl+N', 'toolPolygon'] as const, ['Ctrl+R', 'toolRectangle'] as const],
    ...[['Ctrl+J', 'toolSelect'] as const, ['Delete', 'deleteShapes'] as const],
    ...[['Ctrl+D', 'duplicateShapes'] as const, ['Ctrl+C', 'copyShapes'] as const],
    ...[['Ctrl+V', 'pasteShapes'] as const, ['Ctrl+Z', 'undoShapes'] as const],
    ...[['Ctrl+Shift+P', 'addPoint'] as const, ['Ctrl+E', 'editLabel'] as const],
    ...[['Ctrl+P', 'copyLast'] as const, ['Backspace', 'removePoint'] as const],
    ...[['Ctrl+H', 'removePoint'] as const, ['T', 'bareShapes'] as const],
  ])("has LabelMe's %s for %s", (key, action) => {
    expect(actionOf(keyMap({}), key, 'annotate')).toBe(action);
  });

  it('gives no key of the picture to an action that works in Annotate', () => {
    for (const key of ['ArrowLeft', 'Shift+ArrowUp', 'Space', 'Shift+Enter'])
      expect(bindingProblem(keyMap({}), 'toolPolygon', ['P', key])).toEqual({ kind: 'fixed', key });
    expect(bindingProblem(keyMap({}), 'theme', ['ArrowDown'])).toMatchObject({ kind: 'fixed' });
    expect(bindingProblem(keyMap({}), 'nextCell', ['ArrowDown'])).toBeNull();
  });

  it('keeps only what differs from the defaults', () => {
    const own = withKeys({ level: 'J' }, 'shoot', ['B']);
    expect(own).toEqual({ level: 'J', shoot: 'B' });
    expect(withKeys(own, 'shoot', ['Space', 'PageDown'])).toEqual({ level: 'J' });
  });

  it('shows key caps', () => {
    expect(showKey('Ctrl+ArrowLeft')).toBe('Ctrl \u2190');
    expect(showKey('+')).toBe('+');
  });
});
