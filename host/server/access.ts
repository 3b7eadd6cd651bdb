/** Who may connect: the page of this very server with this start's token, from this machine. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Path and query of a request; null where its target is none (`//`, `*` and the like). */
export function targetOf(request: IncomingMessage): URL | null {
  try {
    return new URL(`http://localhost${request.url ?? '/'}`);
  } catch {
    return null;
  }
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

/** Compares in constant time; digests, so that not even the length shows. */
export function hasToken(target: URL, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(target.searchParams.get('token') ?? ''), digest(token));
}
