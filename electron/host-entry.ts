/** The host in Electron's utility process: the same services as in the browser, over message ports. */
import type { MessagePortMain, ParentPort } from 'electron';
import { serveChannel } from '../core/contract/server.js';
import { openLog } from '../host/cli/log.js';
import { createStudio } from '../host/services/studio.js';
import { portWire } from './port-wire.js';

const [folder = '.', ...rest] = process.argv.slice(2);
const option = (name: string): string | null => {
  const at = rest.indexOf(name);
  return at < 0 ? null : (rest[at + 1] ?? null);
};

const log = await openLog(folder);
const studio = await createStudio({
  shell: 'electron',
  configFolder: folder,
  project: option('--project'),
  source: option('--source'),
  log: (message) => {
    log.warn({}, message);
  },
});

const parent = (process as NodeJS.Process & { readonly parentPort: ParentPort }).parentPort;
parent.on('message', ({ data, ports }: { data: unknown; ports: MessagePortMain[] }) => {
  const [port] = ports;
  if (port) serveChannel(portWire(port), studio.handlers, studio.hub, log);
  else if (typeof data === 'object' && data !== null && 't' in data && data.t === 'end') {
    void studio.dispose().then(() => process.exit(0));
  }
});

await studio.start();
