import type { MenuItemConstructorOptions } from 'electron';
import { expect, it } from 'vitest';
import { menuTemplate } from './menu.js';

/** Roles whose own keys, on Linux and Windows, LabelMe's table needs in the page. */
const TAKEN: Readonly<Record<string, string>> = { quit: 'Ctrl+Q', close: 'Ctrl+W' };
/** Menus that Electron fills by itself, with such roles among them. */
const FILLED = ['appMenu', 'fileMenu', 'windowMenu'];

function all(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])]);
}

it('leaves Ctrl+W, Ctrl+Q, Ctrl+N and Ctrl+T to the page', () => {
  const items = all(menuTemplate(false));
  for (const item of items) {
    expect({ role: item.role, accelerator: item.accelerator }).toEqual({ role: item.role });
    if (FILLED.includes(item.role ?? '')) expect(item.submenu).toBeInstanceOf(Array);
    if (TAKEN[item.role ?? ''] !== undefined) expect(item.registerAccelerator).toBe(false);
  }
  expect(items.map(({ role }) => role)).toEqual(expect.arrayContaining(Object.keys(TAKEN)));
});
