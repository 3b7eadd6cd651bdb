/** Chooses what trains: tfjs on TensorFlow's CPU library where it loads, else on WebAssembly. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine, EngineName } from '../../../core/contract/schema/detector.js';
import { StudioError } from '../../../core/contract/errors.js';
import { registerWasmBackFilter } from '../../../models/teacher-student/training/convolution.js';
import {
  plainKernels,
  type TrainingKernels,
} from '../../../models/teacher-student/training/kernels.js';
import { loadTensorflow } from '../../../native/tensorflow.js';
import { tensorflowKernels } from './tensorflow-kernels.js';

export interface TrainingEngine {
  readonly name: EngineName;
  readonly version: string;
  readonly kernels: TrainingKernels;
}

/** Sustained arithmetic rates assumed before the first measurement, in GFLOP/s per core. */
export const ASSUMED_GFLOPS_PER_CORE: Readonly<Record<EngineName, number>> = {
  tensorflow: 100,
  wasm: 20,
};

/**
 * Sets up an engine in this process. One process uses one engine: it keeps libraries and threads.
 * @param wanted null: the best that loads
 * @throws StudioError unsupported, where the wanted engine does not load
 */
export async function openEngine(wanted: EngineName | null): Promise<TrainingEngine> {
  tf.env().set('IS_TEST', true);
  if (wanted !== 'wasm') {
    const { runtime, reason } = loadTensorflow();
    if (runtime) {
      await tf.setBackend('tensorflow');
      return { name: 'tensorflow', version: runtime.version, kernels: tensorflowKernels(runtime) };
    }
    if (wanted === 'tensorflow')
      throw new StudioError(
        'unsupported',
        `TensorFlow cannot be used: ${reason}.`,
        'Train on wasm, or run npm run link-tensorflow.',
      );
  }
  return openWasm();
}

async function openWasm(): Promise<TrainingEngine> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  wasm.setWasmPaths(`${join(folder, 'dist')}/`);
  registerWasmBackFilter();
  await tf.setBackend('wasm');
  return { name: 'wasm', version: wasm.version_wasm, kernels: plainKernels() };
}

/** Which engines this machine has. Loads the library: call it in a process of its own. */
export function examineEngines(): Engine[] {
  const { runtime, reason } = loadTensorflow();
  return [
    {
      name: 'tensorflow',
      available: runtime !== null,
      reason: reason ?? '',
      version: runtime?.version ?? '',
    },
    { name: 'wasm', available: true, reason: '', version: tf.version_core },
  ];
}
