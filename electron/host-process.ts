/**
 * The host in its utility process: started again when it crashes, ended in peace when the studio
 * quits, so that the project's lock and the camera are released.
 */
import { utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';

export interface HostProcess {
  /** Gives the host one end of a channel; the page holds the other. */
  connect(port: MessagePortMain): void;
  /** Ends the host; one that does not end by itself is killed. */
  end(): Promise<void>;
}

const MAX_CRASHES = 3;
const CRASH_WINDOW_MS = 60_000;
const END_MS = 3_000;

/** Starts the host. `failed` is called when it crashes again and again. */
export function startHost(entry: string, args: string[], failed: () => void): HostProcess {
  const crashes: number[] = [];
  let child: UtilityProcess | null = null;
  let ending = false;

  const fork = (): void => {
    const started = utilityProcess.fork(entry, args, { serviceName: 'pd-studio-host' });
    child = started;
    started.once('exit', () => {
      child = null;
      if (ending) return;
      const now = Date.now();
      crashes.push(now);
      if (crashes.filter((at) => now - at < CRASH_WINDOW_MS).length > MAX_CRASHES) failed();
      // The page's port has closed with the process: the page asks for a new one by itself.
      else fork();
    });
  };
  fork();

  return {
    connect(port) {
      child?.postMessage({ t: 'page' }, [port]);
    },
    end() {
      ending = true;
      const last = child;
      if (!last) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => last.kill(), END_MS);
        last.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        last.postMessage({ t: 'end' });
      });
    },
  };
}
