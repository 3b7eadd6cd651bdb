/**
 * The page's only door: it asks for the port to the host once per load, with a nonce of its own, and
 * gets it back with that nonce. Nothing is exposed to the page.
 */
import { ipcRenderer } from 'electron';

interface PortRequest {
  readonly type: 'pd-studio:port-request';
  readonly nonce: string;
}

function isPortRequest(data: unknown): data is PortRequest {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    data.type === 'pd-studio:port-request' &&
    'nonce' in data &&
    typeof data.nonce === 'string'
  );
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || !isPortRequest(event.data)) return;
  const { nonce } = event.data;
  ipcRenderer.once('pd-studio:port', ({ ports }) => {
    window.postMessage({ type: 'pd-studio:port', nonce }, window.origin, [...ports]);
  });
  ipcRenderer.send('pd-studio:port-request');
});
