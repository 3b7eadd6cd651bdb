/**
 * Frames for librealsense's software device from another process, over a local socket: pre-rendered
 * pairs are sent once, then one small message says when each is due. A message is
 * [u32 LE JSON length][u32 LE byte count][JSON][bytes].
 */
import { connect, type Socket } from 'node:net';
import type { Extrinsics, Intrinsics } from '../../../core/geometry/types.js';

/** What the device is, as the feeder tells it. */
export interface FeedSetup {
  readonly name: string;
  readonly serial: string;
  readonly firmware: string;
  readonly usb: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly stream: 'left-ir' | 'colour';
  /** How many pairs follow; frames come when the reader has answered that it has them. */
  readonly pairs: number;
  readonly metresPerCount: number;
  readonly baselineMm: number;
  readonly depthIntrinsics: Intrinsics;
  readonly colourIntrinsics: Intrinsics;
  readonly depthToColour: Extrinsics;
  readonly options: readonly {
    readonly name: string;
    readonly value: number;
    readonly min: number;
    readonly max: number;
    readonly step: number;
  }[];
}

export type FeedMessage =
  | { readonly t: 'setup'; readonly setup: FeedSetup }
  /** Followed by the counts, then the RGB8 pixels of one pair. */
  | { readonly t: 'pair' }
  /** Pair `index` is due; colour is stamped `colourLateMs` after depth. */
  | {
      readonly t: 'frame';
      readonly index: number;
      readonly number: number;
      readonly timestampMs: number;
      readonly colourLateMs: number;
    }
  | { readonly t: 'unplug' };

const HEAD_BYTES = 8;
const MAX_JSON_BYTES = 64 * 1024;
const MAX_PAIR_BYTES = 16 * 1024 * 1024;
const NO_BYTES = Buffer.alloc(0);

export function encodeFeed(message: FeedMessage, bytes: Uint8Array = NO_BYTES): Buffer {
  const json = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(json.length, 0);
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, json, bytes]);
}

/** Reads a feed; `closed` follows the last message. */
export function readFeed(
  path: string,
  onMessage: (message: FeedMessage, bytes: Buffer) => void,
  onClosed: (error: Error | null) => void,
): Socket {
  const socket = connect(path);
  let parts: Buffer[] = [];
  let held = 0;
  let need = HEAD_BYTES;
  let head: Buffer | null = null;
  let failure: Error | null = null;
  const take = (): Buffer => {
    const whole = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    parts = whole.length > need ? [whole.subarray(need)] : [];
    held = whole.length - need;
    return whole.subarray(0, need);
  };
  socket.on('data', (chunk: Buffer) => {
    parts.push(chunk);
    held += chunk.length;
    while (held >= need) {
      const got = take();
      if (head === null) {
        const jsonBytes = got.readUInt32LE(0);
        const byteCount = got.readUInt32LE(4);
        if (jsonBytes > MAX_JSON_BYTES || byteCount > MAX_PAIR_BYTES) {
          socket.destroy(
            new Error(`A message of ${String(jsonBytes + byteCount)} bytes is refused`),
          );
          return;
        }
        head = got;
        need = jsonBytes + byteCount;
        continue;
      }
      const jsonBytes = head.readUInt32LE(0);
      head = null;
      need = HEAD_BYTES;
      const message = JSON.parse(got.toString('utf8', 0, jsonBytes)) as FeedMessage;
      onMessage(message, got.subarray(jsonBytes));
    }
  });
  socket.on('error', (error) => (failure = error));
  socket.on('close', () => {
    onClosed(failure);
  });
  return socket;
}
