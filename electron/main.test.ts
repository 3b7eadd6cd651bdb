import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeElectron, FakeContents, FakeWindow } from '../tests/support/electron-fake.js';

// The mocked module is made once; each test fills it anew.
const module = vi.hoisted(() => ({}));
vi.mock('electron', () => module);

type Electron = ReturnType<typeof fakeElectron>;
let electron: Electron;
const argv = [...process.argv];

/** Runs main.ts from the start, as Electron does. */
async function startMain(...args: string[]): Promise<void> {
  process.argv = ['/opt/pd-studio', '.', ...args];
  vi.resetModules();
  await import('./main.js');
  await vi.waitFor(
    () => {
      if (electron.app.first) expect(FakeWindow.all[0]?.calls.join()).toContain('loadURL');
    },
    { timeout: 60_000 },
  );
}

beforeEach(() => {
  FakeWindow.all.length = 0;
  electron = fakeElectron();
  Object.assign(module, electron);
});
afterEach(() => {
  process.argv = argv;
  vi.useRealTimers();
});

/** A frame as `senderFrame` gives it. */
function frameOf(url: string, parent: unknown = null): { posted: unknown[][] } {
  const posted: unknown[][] = [];
  return Object.assign(
    { url, parent, postMessage: (...args: unknown[]) => void posted.push(args) },
    { posted },
  );
}

describe('the window', () => {
  it('should isolate the page from Node and Electron', async () => {
    await startMain();
    const [window] = FakeWindow.all;
    expect(window?.options['webPreferences']).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
    expect(window?.options['webPreferences']).not.toHaveProperty('enableBlinkFeatures');
    expect(electron.app.sandboxed).toBe(true);
  });

  it('should load the page by its own scheme, not as a file', async () => {
    await startMain();
    expect(FakeWindow.all[0]?.calls).toEqual(['loadURL studio://app/index.html']);
    expect(electron.protocol.schemes).toEqual([
      { scheme: 'studio', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect([...electron.protocol.handlers.keys()]).toEqual(['studio']);
  });

  it('should ask before work is lost that could not be saved', async () => {
    await startMain();
    const contents = FakeWindow.all[0]?.webContents;
    expect(contents?.tries('will-prevent-unload', '')).toBe('allowed');
    electron.dialog.answer = 1;
    expect(contents?.tries('will-prevent-unload', '')).toBe('prevented');
  });

  it('should come forward when the studio is started again', async () => {
    await startMain();
    const [window] = FakeWindow.all;
    window?.emit('ready-to-show');
    if (window) window.minimized = true;
    electron.app.emit('second-instance');
    expect(window?.calls.slice(1)).toEqual(['show', 'restore', 'focus']);
  });

  it('should not start a second studio', async () => {
    electron.app.first = false;
    await startMain();
    expect(electron.app.quits).toBe(1);
    expect(electron.utilityProcess.children).toHaveLength(0);
    expect(FakeWindow.all).toHaveLength(0);
  });

  it('should have a menu of roles without reload and developer tools', async () => {
    await startMain();
    const text = JSON.stringify(electron.Menu.template);
    expect(text).toContain('editMenu');
    expect(text).not.toMatch(/reload|toggleDevTools/i);
  });
});

describe('what the page may do', () => {
  it.each([
    ['studio://app/index.html', 'allowed'],
    ['studio://app/', 'allowed'],
    ['studio://elsewhere/index.html', 'prevented'],
    ['https://example.org/', 'prevented'],
    ['file:///etc/passwd', 'prevented'],
    ['javascript:alert(1)', 'prevented'],
    ['not an address', 'prevented'],
  ])('should meet a navigation to %s: %s', async (address, expected) => {
    await startMain();
    const contents = new FakeContents();
    electron.app.emit('web-contents-created', {}, contents);
    expect(contents.tries('will-navigate', address)).toBe(expected);
    expect(contents.tries('will-redirect', address)).toBe(expected);
  });

  it('should open no windows and attach no webviews', async () => {
    await startMain();
    const contents = new FakeContents();
    electron.app.emit('web-contents-created', {}, contents);
    expect(contents.openHandler?.({ url: 'studio://app/index.html' })).toEqual({ action: 'deny' });
    expect(contents.tries('will-attach-webview', '')).toBe('prevented');
  });

  it('should be given full screen and no other permission', async () => {
    await startMain();
    const { request, check, device } = electron.session.defaultSession;
    const asked: Record<string, boolean> = {};
    for (const permission of ['fullscreen', 'media', 'geolocation', 'usb', 'openExternal', 'hid']) {
      request?.({}, permission, (granted: boolean) => (asked[permission] = granted));
      expect(check?.({}, permission)).toBe(permission === 'fullscreen');
    }
    expect(Object.keys(asked).filter((permission) => asked[permission])).toEqual(['fullscreen']);
    expect(Object.keys(asked)).toHaveLength(6);
    expect(device?.({ deviceType: 'usb' })).toBe(false);
  });
});

describe('the port between page and host', () => {
  it('should go to the studio page, its other end to the host', async () => {
    await startMain();
    const frame = frameOf('studio://app/index.html');
    electron.ipcMain.emit('pd-studio:port-request', { senderFrame: frame });
    const [host] = electron.utilityProcess.children;
    expect(host?.posted).toHaveLength(1);
    expect(host?.posted[0]?.ports).toHaveLength(1);
    expect(frame.posted).toEqual([['pd-studio:port', null, [expect.anything()]]]);
    const [port] = (frame.posted[0]?.[2] ?? []) as unknown[];
    expect(port).not.toBe(host?.posted[0]?.ports[0]);
  });

  it.each([
    ['a foreign page', frameOf('https://example.org/')],
    ['a file', frameOf('file:///tmp/index.html')],
    ['a frame inside the page', frameOf('studio://app/index.html', {})],
    ['a frame that is gone', null],
  ])('should be refused to %s', async (_name, senderFrame) => {
    await startMain();
    electron.ipcMain.emit('pd-studio:port-request', { senderFrame });
    expect(electron.utilityProcess.children[0]?.posted).toEqual([]);
    expect(senderFrame?.posted ?? []).toEqual([]);
  });

  it('should be the only message that the main process listens to', async () => {
    await startMain();
    expect(electron.ipcMain.eventNames()).toEqual(['pd-studio:port-request']);
  });
});

describe('the host process', () => {
  it('should be given its settings folder, project and source', async () => {
    vi.stubEnv('PD_STUDIO_CONFIG', '/settings');
    await startMain('--project', '/data/p', '--source', 'simulated:tilt=1', '--no-sandbox');
    vi.unstubAllEnvs();
    const [host] = electron.utilityProcess.children;
    expect(host?.entry).toMatch(/host-entry\.js$/);
    expect(host?.args).toEqual([
      '/settings',
      '--project',
      '/data/p',
      '--source',
      'simulated:tilt=1',
    ]);
  });

  it('should be started again after a crash, and give up after the fourth in a minute', async () => {
    await startMain();
    const { children } = electron.utilityProcess;
    for (let crash = 1; crash <= 3; crash++) {
      children[crash - 1]?.emit('exit', 11);
      expect(children).toHaveLength(crash + 1);
    }
    const frame = frameOf('studio://app/index.html');
    electron.ipcMain.emit('pd-studio:port-request', { senderFrame: frame });
    expect(children[3]?.posted).toHaveLength(1);
    children[3]?.emit('exit', 11);
    expect(children).toHaveLength(4);
    expect(electron.dialog.errors).toHaveLength(1);
    expect(electron.app.quits).toBe(1);
  });

  it('should have ended before the studio quits', async () => {
    await startMain();
    const [host] = electron.utilityProcess.children;
    let prevented = 0;
    const event = { preventDefault: () => (prevented += 1) };
    electron.app.emit('before-quit', event);
    expect(prevented).toBe(1);
    // The window first: its page may have to save.
    const [window] = FakeWindow.all;
    expect(window?.calls.at(-1)).toBe('close');
    expect(host?.posted).toEqual([]);
    if (window) window.destroyed = true;
    electron.app.emit('before-quit', event);
    expect(prevented).toBe(2);
    expect(host?.posted.map(({ message }) => message)).toEqual([{ t: 'end' }]);
    expect(electron.app.quits).toBe(0);
    host?.emit('exit', 0);
    await vi.waitFor(
      () => {
        expect(electron.app.quits).toBe(1);
      },
      { timeout: 60_000 },
    );
    electron.app.emit('before-quit', event);
    expect(prevented).toBe(2);
    expect(electron.utilityProcess.children).toHaveLength(1);
  });

  it('should be killed when it does not end by itself', async () => {
    await startMain();
    vi.useFakeTimers();
    const [host] = electron.utilityProcess.children;
    const [window] = FakeWindow.all;
    if (window) window.destroyed = true;
    electron.app.emit('before-quit', { preventDefault: () => undefined });
    await vi.advanceTimersByTimeAsync(2999);
    expect(host?.killed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(host?.killed).toBe(true);
    expect(electron.app.quits).toBe(1);
  });

  it('should end with the last window', async () => {
    await startMain();
    electron.app.emit('window-all-closed');
    expect(electron.app.quits).toBe(1);
  });
});
