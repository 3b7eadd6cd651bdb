/** Who may connect: the page of this very server with this start's token, from this machine. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Host header of this server: a foreign name means DNS rebinding. */
export function isOwnHost(request: IncomingMessage, port: number): boolean {
  return (
    request.headers.host === `127.0.0.1:${String(port)}` ||
    request.headers.host === `localhost:${String(port)}`
  );
}

/** Origin of a WebSocket's page: browsers always send it and pages cannot change it. */
export function isOwnOrigin(request: IncomingMessage, port: number): boolean {
  const { origin } = request.headers;
  return (
    origin === `http://127.0.0.1:${String(port)}` || origin === `http://localhost:${String(port)}`
  );
}

export function hasToken(request: IncomingMessage, token: string): boolean {
  const given = new URL(request.url ?? '/', 'http://localhost').searchParams.get('token') ?? '';
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}
