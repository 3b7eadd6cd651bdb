/**
 * The application menu: only roles, so that every action of the studio lives in the page. Ctrl+W and
 * Ctrl+Q are the page's, too: it saves before it closes.
 */
import type { MenuItemConstructorOptions } from 'electron';

export function menuTemplate(isMac: boolean): MenuItemConstructorOptions[] {
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    // Not on a Mac, where the system owns these keys: there they work in every program.
    isMac
      ? { role: 'fileMenu' }
      : { role: 'fileMenu', submenu: [{ role: 'quit', registerAccelerator: false }] },
    { role: 'editMenu' },
    {
      role: 'viewMenu',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    isMac
      ? { role: 'windowMenu' }
      : {
          role: 'windowMenu',
          submenu: [{ role: 'minimize' }, { role: 'close', registerAccelerator: false }],
        },
  ];
}
