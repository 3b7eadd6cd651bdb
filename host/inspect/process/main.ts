/** The compute process: onnxruntime sessions, kept warm. Ends with the host. */
import { constants, setPriority } from 'node:os';
import { toErrorValue } from '../../../core/contract/errors.js';
import { sessionProviders } from '../../detector/session.js';
import type {
  ComputeAnswer,
  ComputeOperation,
  ComputeOperations,
  ComputeRequest,
} from '../protocol.js';
import { Detectors } from './detectors.js';

/** A little below the page and the camera, not so far that a training beside it takes everything. */
const NICE = constants.priority.PRIORITY_BELOW_NORMAL / 2;
// What is on the screen comes first: the running picture must not stutter behind an inference.
try {
  setPriority(NICE);
} catch {
  // A system that forbids it runs inferences as it runs everything.
}

const detectors = new Detectors();

const handlers: {
  readonly [O in ComputeOperation]: (
    input: ComputeOperations[O]['input'],
  ) => Promise<ComputeOperations[O]['output']>;
} = {
  providers: sessionProviders,
  warm: ({ model }) => detectors.warm(model),
  ahead: ({ model, picture }) => {
    detectors.ahead(model, picture);
    return Promise.resolve(null);
  },
  inspect: ({ model, picture }) => detectors.inspect(model, picture),
};

const send = (message: ComputeAnswer): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};

process.on('disconnect', () => {
  process.exit(0);
});
// The terminal's Ctrl+C reaches the whole group; the host decides when this process ends.
process.on('SIGINT', () => undefined);
process.on('message', ({ id, op, input }: ComputeRequest) => {
  const handler = handlers[op] as (input: unknown) => Promise<unknown>;
  handler(input).then(
    (value) => {
      send({ t: 'answer', id, value });
    },
    (error: unknown) => {
      send({ t: 'error', id, error: toErrorValue(error) });
    },
  );
});
