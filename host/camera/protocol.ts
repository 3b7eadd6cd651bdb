/**
 * Messages between the host and the camera process (IPC), and the framing of previews on the
 * process's extra pipe: [u32 LE JSON length][u32 LE byte length][JSON][bytes].
 */
import type { CameraState, LiveMeasures, Preview } from '../../core/contract/schema/camera.js';
import type { StudioErrorValue } from '../../core/contract/errors.js';
import type { LevelRegion, SimulatorSettings, SourceInfo } from './types.js';
import type { HeldPixels, HeldShot, OpenRequest, WrittenShot } from './service.js';

/** The pipe's number in the camera process: 0 to 2 are standard, 3 is the IPC channel. */
export const PREVIEW_FD = 4;

/** What the process tells of itself; restarts and process id are the supervisor's. */
export type ProcessState = Omit<CameraState, 'restarts' | 'processId'>;

export interface Operations {
  sources: { input: null; output: readonly SourceInfo[] };
  open: { input: OpenRequest; output: ProcessState };
  close: { input: null; output: ProcessState };
  setOption: { input: { name: string; value: number }; output: ProcessState };
  setPreset: { input: { preset: string }; output: ProcessState };
  simulate: { input: Partial<SimulatorSettings>; output: ProcessState };
  setRegion: { input: LevelRegion; output: null };
  hold: { input: { burst: number }; output: HeldShot };
  write: { input: { shotId: string; folder: string }; output: WrittenShot };
  pixels: { input: { shotId: string }; output: HeldPixels };
  release: { input: { shotId: string }; output: null };
  startRecording: { input: { path: string; seconds: number }; output: { path: string } };
  stopRecording: { input: null; output: { path: string | null } };
}
export type OperationName = keyof Operations;

export type HostToProcess =
  | {
      readonly t: 'request';
      readonly id: number;
      readonly op: OperationName;
      readonly input: unknown;
    }
  | { readonly t: 'previews'; readonly wanted: boolean }
  | { readonly t: 'ping' };

export type ProcessToHost =
  | { readonly t: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly t: 'error'; readonly id: number; readonly error: StudioErrorValue }
  | { readonly t: 'state'; readonly state: ProcessState }
  | { readonly t: 'measures'; readonly measures: LiveMeasures }
  | { readonly t: 'pong' }
  | { readonly t: 'ready' };

export type PreviewHeader = Omit<Preview, 'bytes'>;

const HEAD_BYTES = 8;
/** More than any preview; a longer one means the pipe is out of step. */
const MAX_PREVIEW_BYTES = 64 * 1024 * 1024;

export function previewHead(header: PreviewHeader, byteLength: number): Buffer {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const head = Buffer.allocUnsafe(HEAD_BYTES + json.length);
  head.writeUInt32LE(json.length, 0);
  head.writeUInt32LE(byteLength, 4);
  json.copy(head, HEAD_BYTES);
  return head;
}

/** Puts previews together again from the chunks of a pipe. */
export class PreviewReader {
  private readonly chunks: Buffer[] = [];
  private have = 0;
  private readonly got: (preview: Preview) => void;

  constructor(got: (preview: Preview) => void) {
    this.got = got;
  }

  /** @throws Error when the pipe is out of step */
  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.have += chunk.length;
    for (;;) {
      if (this.have < HEAD_BYTES) return;
      const head = this.peek(HEAD_BYTES);
      const jsonLength = head.readUInt32LE(0);
      const byteLength = head.readUInt32LE(4);
      if (jsonLength + byteLength > MAX_PREVIEW_BYTES)
        throw new Error('The preview pipe is out of step');
      const total = HEAD_BYTES + jsonLength + byteLength;
      if (this.have < total) return;
      const message = this.take(total);
      const header = JSON.parse(
        message.toString('utf8', HEAD_BYTES, HEAD_BYTES + jsonLength),
      ) as PreviewHeader;
      this.got({ ...header, bytes: message.subarray(HEAD_BYTES + jsonLength) });
    }
  }

  private peek(bytes: number): Buffer {
    const [first] = this.chunks;
    if (first && first.length >= bytes) return first;
    const joined = Buffer.concat(this.chunks);
    this.chunks.splice(0, this.chunks.length, joined);
    return joined;
  }

  private take(bytes: number): Buffer {
    const all = this.peek(bytes).length >= bytes ? this.chunks : [Buffer.concat(this.chunks)];
    const first = all[0] as Buffer;
    const rest = first.subarray(bytes);
    const taken = first.subarray(0, bytes);
    this.chunks.splice(0, 1, ...(rest.length > 0 ? [rest] : []));
    this.have -= bytes;
    return taken;
  }
}
