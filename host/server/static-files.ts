/** The built page, served read-only: known types, no path outside the folder, strict headers. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { inside } from '../files/guard.js';
import { targetOf } from './access.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
};

/** MIME type of an extension that the page uses; undefined for others. */
export function contentType(extension: string): string | undefined {
  return TYPES[extension];
}

/**
 * Content security policy of the page, in both shells. `connect` names the WebSocket's own origin
 * where there is one: older browsers do not count it as 'self'.
 */
export function contentSecurityPolicy(connect = ''): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self'${connect === '' ? '' : ` ${connect}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Answers a request whose Host header was checked to be this server's own (`host`). */
export async function serveStatic(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  host: string,
): Promise<void> {
  response.setHeader('Content-Security-Policy', contentSecurityPolicy(`ws://${host}`));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405).end();
    return;
  }
  const path = await filePath(root, request);
  const type = path === null ? undefined : contentType(extname(path));
  if (path === null || type === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('Content-Type', type);
  // Vite names assets by their content; only the page itself changes under its name.
  response.setHeader(
    'Cache-Control',
    path.startsWith(resolve(root, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-store',
  );
  if (request.method === 'HEAD') {
    response.writeHead(200).end();
    return;
  }
  // A page that leaves in the middle ends the reading too.
  pipeline(createReadStream(path), response, () => undefined);
}

async function filePath(root: string, request: IncomingMessage): Promise<string | null> {
  try {
    const target = targetOf(request);
    if (!target) return null;
    const name = decodeURIComponent(target.pathname).replace(/^\/+/, '');
    const path = inside(root, name === '' ? 'index.html' : name);
    return (await stat(path)).isFile() ? path : null;
  } catch {
    return null;
  }
}
