/**
 * The camera process. Control comes over IPC, previews leave on a pipe of their own, and a preview is
 * made only when the last one has left. Ends with the host.
 */
import { Socket } from 'node:net';
import { constants, setPriority } from 'node:os';
import { toErrorValue } from '../../../core/contract/errors.js';
import {
  PREVIEW_FD,
  previewHead,
  type HostToProcess,
  type OperationName,
  type Operations,
  type ProcessToHost,
} from '../protocol.js';
import { listSources } from '../sources/open-source.js';
import { CameraSession } from './session.js';

// Frames come first; where the system does not allow it, the process runs as any other.
try {
  setPriority(constants.priority.PRIORITY_ABOVE_NORMAL);
} catch {
  // Raising a priority needs rights on Linux and macOS.
}

const pipe = new Socket({ fd: PREVIEW_FD, readable: false, writable: true });
let previewsWanted = false;

const send = (message: ProcessToHost): void => {
  // The host may be gone before its end is noticed here: the callback takes that error.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

/**
 * The SDK may crash while it is torn down (2.59 in a wheel): leave at once and without any
 * destructor, after a recording was completed.
 */
const leave = (): void => {
  try {
    session.stopRecording();
  } catch {
    // A recording that cannot be completed must not keep the process.
  }
  process.kill(process.pid, 'SIGKILL');
};

pipe.on('error', leave);
process.on('disconnect', leave);
process.on('SIGTERM', leave);
// The terminal's Ctrl+C reaches the whole group; the host decides when the camera ends.
process.on('SIGINT', () => undefined);

const session = new CameraSession({
  state(state) {
    send({ t: 'state', state });
  },
  measures(measures) {
    send({ t: 'measures', measures });
  },
  readyForPreview: () => previewsWanted && pipe.writableLength === 0,
  preview({ header, bytes }) {
    pipe.cork();
    pipe.write(previewHead(header, bytes.length));
    pipe.write(bytes, () => {
      session.previewLeft();
    });
    pipe.uncork();
  },
});

type Handlers = {
  readonly [O in OperationName]: (
    input: Operations[O]['input'],
  ) => Promise<Operations[O]['output']> | Operations[O]['output'];
};

const handlers: Handlers = {
  sources: () => listSources(),
  open: (input) => session.open(input),
  close: () => session.close(),
  setOption: ({ name, value }) => session.setOption(name, value),
  setPreset: ({ preset }) => session.setPreset(preset),
  simulate: (input) => session.simulate(input),
  setRegion: (input) => {
    session.setRegion(input);
    return null;
  },
  hold: ({ burst }) => session.hold(burst),
  write: ({ shotId, folder }) => session.write(shotId, folder),
  pixels: ({ shotId }) => session.pixels(shotId),
  release: ({ shotId }) => {
    session.release(shotId);
    return null;
  },
  startRecording: ({ path, seconds }) => session.startRecording(path, seconds),
  stopRecording: () => session.stopRecording(),
};

async function answer(id: number, op: OperationName, input: unknown): Promise<void> {
  try {
    const handler = handlers[op] as (input: unknown) => unknown;
    send({ t: 'answer', id, value: await handler(input) });
  } catch (error) {
    send({ t: 'error', id, error: toErrorValue(error) });
  }
}

process.on('message', (message: HostToProcess) => {
  if (message.t === 'request') void answer(message.id, message.op, message.input);
  else if (message.t === 'previews') {
    previewsWanted = message.wanted;
    session.previewLeft();
  } else send({ t: 'pong' });
});

send({ t: 'ready' });
