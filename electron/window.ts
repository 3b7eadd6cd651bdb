/** The studio's one window and what a page in it may do: nothing but talk to the host. */
import type { BrowserWindowConstructorOptions, Session, WebContents, WebFrameMain } from 'electron';

/** The page's own scheme: `file:` would give it the file system's origin. */
export const SCHEME = 'studio';
export const PAGE_HOST = 'app';
export const PAGE_URL = `${SCHEME}://${PAGE_HOST}/index.html`;

export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 1000,
    minHeight: 640,
    show: false,
    backgroundColor: '#141619',
    title: 'PD Studio',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
    },
  };
}

/** Whether an address is the studio's own page. */
export function isOwnPage(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === `${SCHEME}:` && url.host === PAGE_HOST;
  } catch {
    return false;
  }
}

/** Whether a message came from the studio's own page itself, not from a frame in it. */
export function isOwnFrame(frame: WebFrameMain | null): frame is WebFrameMain {
  return frame !== null && frame.parent === null && isOwnPage(frame.url);
}

/** No navigation away, no new windows, no embedded views. */
export function restrictContents(contents: WebContents): void {
  contents.on('will-navigate', (event, address) => {
    if (!isOwnPage(address)) event.preventDefault();
  });
  contents.on('will-redirect', (event, address) => {
    if (!isOwnPage(address)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** The page needs no permission of the browser: it sees the camera through the host. Full screen is for levelling. */
export function restrictPermissions(session: Session): void {
  const allowed = (permission: string): boolean => permission === 'fullscreen';
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(allowed(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  session.setDevicePermissionHandler(() => false);
}
