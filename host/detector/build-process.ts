/** Builds a backbone in a process of its own: hashing and writing 100 MB would hold the host up. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StudioError, toErrorValue, type StudioErrorValue } from '../../core/contract/errors.js';
import type { BackboneName } from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { buildBackboneFile, ownBackboneFolder, type Backbone } from './backbones.js';

const ENTRY = fileURLToPath(import.meta.url);
const ARGUMENT = '--build-backbone';

type Reply = { readonly built: Backbone } | { readonly error: StudioErrorValue };

/** @throws StudioError not-found, file-corrupt with the reason */
export async function buildInProcess(weights: string, name: BackboneName): Promise<Backbone> {
  const out = join(ownBackboneFolder(), `${name}.onnx`);
  const reply = await new Promise<Reply | null>((resolve) => {
    const child = fork(ENTRY, [ARGUMENT, weights, name, out], {
      execArgv: [],
      serialization: 'advanced',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    let said: Reply | null = null;
    child.once('message', (message) => {
      said = message as Reply;
    });
    child.once('error', () => {
      resolve(said);
    });
    child.once('close', () => {
      resolve(said);
    });
  });
  if (reply === null) throw new StudioError('internal', text('backbone.build-ended'));
  if ('error' in reply) throw StudioError.fromValue(reply.error);
  return reply.built;
}

const [, , argument, weights, name, out] = process.argv;
if (
  argument === ARGUMENT &&
  weights !== undefined &&
  name !== undefined &&
  out !== undefined &&
  process.send
) {
  const send = process.send.bind(process);
  const reply = await buildBackboneFile(weights, name as BackboneName, out).then(
    (built): Reply => ({ built }),
    (error: unknown): Reply => ({ error: toErrorValue(error) }),
  );
  send(reply, undefined, undefined, () => {
    process.disconnect();
  });
}
