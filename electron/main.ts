/**
 * Electron's main process: the window, the menu, permission answers, and a direct port between page
 * and host. It relays no data.
 */
import { fileURLToPath } from 'node:url';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  session,
} from 'electron';
import { text } from '../core/text/index.js';
import { configFolder } from '../host/preferences/config-folder.js';
import { startHost } from './host-process.js';
import { menuTemplate } from './menu.js';
import { answerPage } from './page-protocol.js';
import {
  isOwnFrame,
  PAGE_URL,
  restrictContents,
  restrictPermissions,
  SCHEME,
  windowOptions,
} from './window.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const PAGE_FOLDER = here('../renderer/');

protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.enableSandbox();
app.on('web-contents-created', (_event, contents) => {
  restrictContents(contents);
});
app.on('window-all-closed', () => {
  app.quit();
});

// A second start brings the first window forward: two hosts would fight for the camera.
if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  await app.whenReady();
  restrictPermissions(session.defaultSession);
  protocol.handle(SCHEME, (request) => answerPage(PAGE_FOLDER, request.url));
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform === 'darwin')));

  const host = startHost(
    here('./host-entry.js'),
    [configFolder(), ...hostArguments(process.argv)],
    () => {
      dialog.showErrorBox(text('app.name'), text('error.host-gone'));
      app.quit();
    },
  );
  const window = new BrowserWindow(windowOptions(here('./preload.cjs')));
  window.once('ready-to-show', () => {
    window.show();
  });
  // The page has work that could not be saved; Electron itself would not ask, and just stay.
  window.webContents.on('will-prevent-unload', (event) => {
    const answer = dialog.showMessageBoxSync(window, {
      type: 'warning',
      message: text('app.unsaved'),
      detail: text('app.unsaved.detail'),
      buttons: [text('annotate.leave.stay'), text('annotate.leave.leave')],
      defaultId: 0,
      cancelId: 0,
    });
    if (answer === 1) event.preventDefault();
  });
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  // Each load of the page gets a fresh port; only the studio's own page is answered.
  ipcMain.on('pd-studio:port-request', ({ senderFrame }) => {
    if (!isOwnFrame(senderFrame)) return;
    const { port1, port2 } = new MessageChannelMain();
    host.connect(port1);
    senderFrame.postMessage('pd-studio:port', null, [port2]);
  });
  let ended = false;
  app.on('before-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    // The window first: its page saves, or asks, while the host still lives.
    if (!window.isDestroyed()) {
      window.close();
      return;
    }
    void host.end().then(() => {
      ended = true;
      app.quit();
    });
  });
  await window.loadURL(PAGE_URL);
}

/** `--project DIR` and `--source SPEC` of the command line. */
function hostArguments(argv: readonly string[]): string[] {
  return ['--project', '--source'].flatMap((name) => {
    const value = argv[argv.indexOf(name) + 1];
    return argv.includes(name) && value !== undefined ? [name, value] : [];
  });
}
