/**
 * Messages on the channel, and their binary form: a message without bytes travels as JSON text, one
 * with bytes as [u32 LE magic][u32 LE JSON length][JSON][zeros to 8][bytes]. A message's only
 * binary field is `value.bytes`. MessagePorts send the same objects by structured clone.
 */
import { z } from 'zod';
import { studioErrorSchema } from './errors.js';

const id = z.int().nonnegative();

/** What a page may send. */
export const clientMessageSchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('call'), id, name: z.string().max(64), input: z.unknown() }),
  z.strictObject({ t: z.literal('listen'), id, name: z.string().max(64) }),
  z.strictObject({ t: z.literal('credit'), id, count: z.int().min(1).max(8) }),
  z.strictObject({ t: z.literal('cancel'), id }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** What the host may send; `id` is the call's or listener's. */
export const hostMessageSchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('result'), id, value: z.unknown() }),
  z.strictObject({ t: z.literal('event'), id, value: z.unknown() }),
  z.strictObject({ t: z.literal('error'), id, error: studioErrorSchema }),
]);
export type HostMessage = z.infer<typeof hostMessageSchema>;

/** Both ends of a connection: objects out, objects in. Implemented over WebSocket and MessagePort. */
export interface Wire<Out, In> {
  send(message: Out): void;
  /** Called once; `closed` after it no message follows. */
  open(handlers: { message(message: In): void; closed(): void }): void;
  close(): void;
}

/** Largest message a page may send, in bytes: calls carry no pictures, but annotations of many points. */
export const MAX_CLIENT_MESSAGE_BYTES = 16 * 1024 * 1024;

/**
 * Whether a message from a page holds more than `limit` bytes of content (string lengths, binary
 * data, 8 for every other value). Stops as soon as it is known; cycles end at the limit.
 */
export function isLargerThan(raw: unknown, limit: number): boolean {
  let bytes = 0;
  const open: unknown[] = [raw];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') bytes += value.length;
    else if (ArrayBuffer.isView(value)) bytes += value.byteLength;
    else if (value instanceof ArrayBuffer) bytes += value.byteLength;
    else if (value instanceof Map || value instanceof Set) {
      bytes += 8 + value.size * 8;
      if (bytes > limit) return true;
      for (const entry of value.entries()) open.push(entry[0], entry[1]);
    } else if (Array.isArray(value)) {
      bytes += 8 + value.length * 8;
      if (bytes > limit) return true;
      for (const item of value) open.push(item);
    } else if (typeof value === 'object' && value !== null) {
      bytes += 8;
      for (const [key, item] of Object.entries(value)) {
        bytes += key.length;
        open.push(item);
      }
    } else bytes += 8;
    if (bytes > limit) return true;
  }
  return false;
}

const MAGIC = 0x31534450; // "PDS1" little-endian
const HEADER_BYTES = 8;

interface WithBytes {
  readonly value?: unknown;
}

function bytesOf(message: WithBytes): Uint8Array | null {
  const value = message.value;
  if (typeof value !== 'object' || value === null || !('bytes' in value)) return null;
  return value.bytes instanceof Uint8Array ? value.bytes : null;
}

/** A message split into what `encodeHead` writes and the bytes that follow it unchanged. */
export interface Encoded {
  readonly text: string | null;
  readonly head: Uint8Array | null;
  readonly bytes: Uint8Array | null;
}

/** Encodes a host message: text, or head and bytes to be sent as one binary message. */
export function encodeMessage(message: HostMessage): Encoded {
  const bytes = 'value' in message ? bytesOf(message) : null;
  if (bytes === null || !('value' in message))
    return { text: JSON.stringify(message), head: null, bytes: null };
  // Left out before JSON sees it: a Node Buffer would turn itself into a list of numbers.
  const value = { ...(message.value as object), bytes: undefined };
  const json = JSON.stringify({ ...message, value });
  const body = utf8Encode(json);
  const headLength = HEADER_BYTES + body.length;
  const head = new Uint8Array(headLength + ((8 - (headLength % 8)) % 8));
  const view = new DataView(head.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, body.length, true);
  head.set(body, HEADER_BYTES);
  return { text: null, head, bytes };
}

/** Decodes a binary message; `value.bytes` is a view into `data`, 8-byte aligned if `data` is. */
export function decodeBinary(data: Uint8Array): HostMessage {
  if (data.length < HEADER_BYTES)
    throw new Error(`Binary message of ${String(data.length)} bytes has no header`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new Error('Binary message does not start with PDS1');
  const length = view.getUint32(4, true);
  const end = HEADER_BYTES + length;
  if (end > data.length) throw new Error('Binary message ends inside its header');
  const message = hostMessageSchema.parse(JSON.parse(utf8Decode(data.subarray(HEADER_BYTES, end))));
  if (!('value' in message) || typeof message.value !== 'object' || message.value === null) {
    throw new Error('Binary message carries no value');
  }
  const start = end + ((8 - (end % 8)) % 8);
  return { ...message, value: { ...message.value, bytes: data.subarray(start) } };
}

/** Core knows neither Node nor the DOM, so the two text coders are declared here by shape. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };
const utf8Encode = (value: string): Uint8Array => new TextEncoder().encode(value);
const utf8Decode = (value: Uint8Array): string => new TextDecoder().decode(value);
