/** Serves the built page under studio://app with the same policy as the browser host. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { contentSecurityPolicy, contentType } from '../host/server/static-files.js';
import { inside } from '../host/files/guard.js';
import { PAGE_HOST } from './window.js';

/** Answers one request for a file of the page's folder. */
export async function answerPage(root: string, address: string): Promise<Response> {
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy(),
    'X-Content-Type-Options': 'nosniff',
  };
  try {
    const { host, pathname } = new URL(address);
    if (host !== PAGE_HOST) return new Response(null, { status: 404, headers });
    const name = decodeURIComponent(pathname).replace(/^\/+/, '');
    const path = inside(root, name === '' ? 'index.html' : name);
    const type = contentType(extname(path));
    if (type === undefined) return new Response(null, { status: 404, headers });
    return new Response(new Uint8Array(await readFile(path)), {
      headers: { ...headers, 'Content-Type': type },
    });
  } catch {
    return new Response(null, { status: 404, headers });
  }
}
