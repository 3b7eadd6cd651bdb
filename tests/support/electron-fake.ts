/**
 * A stand-in for the `electron` module: records what the main process does with it. Only what the
 * studio uses exists, so that a new use fails its test instead of passing unseen.
 */
import { EventEmitter } from 'node:events';

export class FakePort extends EventEmitter {
  readonly sent: unknown[] = [];
  started = false;
  closed = false;
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  start(): void {
    this.started = true;
  }
  close(): void {
    this.closed = true;
  }
}

export class FakeUtilityProcess extends EventEmitter {
  readonly posted: { message: unknown; ports: unknown[] }[] = [];
  killed = false;
  readonly entry: string;
  readonly args: string[];

  constructor(entry: string, args: string[]) {
    super();
    this.entry = entry;
    this.args = args;
  }
  postMessage(message: unknown, ports: unknown[] = []): void {
    this.posted.push({ message, ports });
  }
  kill(): boolean {
    this.killed = true;
    this.emit('exit', 1);
    return true;
  }
}

export class FakeContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  /** Emits a navigation and tells whether it was prevented. */
  tries(event: string, address: string): 'allowed' | 'prevented' {
    let result: 'allowed' | 'prevented' = 'allowed';
    const preventDefault = (): void => {
      result = 'prevented';
    };
    this.emit(event, { preventDefault }, address);
    return result;
  }
}

export class FakeWindow extends EventEmitter {
  static readonly all: FakeWindow[] = [];
  readonly options: Record<string, unknown>;
  readonly calls: string[] = [];
  minimized = false;
  destroyed = false;
  readonly webContents = new FakeContents();

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    FakeWindow.all.push(this);
  }
  loadURL(url: string): Promise<void> {
    this.calls.push(`loadURL ${url}`);
    return Promise.resolve();
  }
  show(): void {
    this.calls.push('show');
  }
  focus(): void {
    this.calls.push('focus');
  }
  restore(): void {
    this.calls.push('restore');
  }
  close(): void {
    this.calls.push('close');
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
}

type PermissionHandlers = Record<string, ((...args: unknown[]) => unknown) | undefined>;

/** One fresh module; `vi.mock('electron', ...)` returns it. */
export function fakeElectron(): {
  app: EventEmitter & {
    sandboxed: boolean;
    first: boolean;
    quits: number;
    enableSandbox(): void;
    requestSingleInstanceLock(): boolean;
    whenReady(): Promise<void>;
    quit(): void;
  };
  BrowserWindow: typeof FakeWindow;
  dialog: {
    errors: string[];
    /** Number of the button that is pressed. */
    answer: number;
    showErrorBox(title: string, message: string): void;
    showMessageBoxSync(): number;
  };
  ipcMain: EventEmitter;
  Menu: {
    template: unknown;
    buildFromTemplate(template: unknown): unknown;
    setApplicationMenu(menu: unknown): void;
  };
  MessageChannelMain: new () => { port1: FakePort; port2: FakePort };
  protocol: {
    schemes: unknown[];
    handlers: Map<string, (request: { url: string }) => Promise<Response>>;
    registerSchemesAsPrivileged(schemes: unknown[]): void;
    handle(scheme: string, handler: (request: { url: string }) => Promise<Response>): void;
  };
  session: { defaultSession: PermissionHandlers & Record<string, unknown> };
  utilityProcess: {
    children: FakeUtilityProcess[];
    fork(entry: string, args: string[]): FakeUtilityProcess;
  };
} {
  const handlers: PermissionHandlers = {};
  const keep =
    (name: string) =>
    (handler: (...args: unknown[]) => unknown): void => {
      handlers[name] = handler;
    };
  const app = Object.assign(new EventEmitter(), {
    sandboxed: false,
    first: true,
    quits: 0,
    enableSandbox: () => {
      app.sandboxed = true;
    },
    requestSingleInstanceLock: () => app.first,
    whenReady: () => Promise.resolve(),
    quit: () => {
      app.quits += 1;
    },
  });
  const protocol = {
    schemes: [] as unknown[],
    handlers: new Map<string, (request: { url: string }) => Promise<Response>>(),
    registerSchemesAsPrivileged(schemes: unknown[]) {
      protocol.schemes.push(...schemes);
    },
    handle(scheme: string, handler: (request: { url: string }) => Promise<Response>) {
      protocol.handlers.set(scheme, handler);
    },
  };
  const menu = {
    template: null as unknown,
    buildFromTemplate: (template: unknown) => template,
    setApplicationMenu: (built: unknown) => {
      menu.template = built;
    },
  };
  const dialog = {
    errors: [] as string[],
    answer: 0,
    showMessageBoxSync: () => dialog.answer,
    showErrorBox: (_title: string, message: string) => void dialog.errors.push(message),
  };
  const utilityProcess = {
    children: [] as FakeUtilityProcess[],
    fork(entry: string, args: string[]) {
      const child = new FakeUtilityProcess(entry, args);
      utilityProcess.children.push(child);
      return child;
    },
  };
  return {
    app,
    BrowserWindow: FakeWindow,
    dialog,
    ipcMain: new EventEmitter(),
    Menu: menu,
    MessageChannelMain: class {
      readonly port1 = new FakePort();
      readonly port2 = new FakePort();
    },
    protocol,
    session: {
      defaultSession: Object.assign(handlers, {
        setPermissionRequestHandler: keep('request'),
        setPermissionCheckHandler: keep('check'),
        setDevicePermissionHandler: keep('device'),
      }),
    },
    utilityProcess,
  };
}
