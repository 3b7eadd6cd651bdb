/**
 * TensorFlow's CPU library through @tensorflow/tfjs-node: loading it, and running any of its operations,
 * also those that tfjs has no name for (fused batch norm, Adam in place on resource variables).
 * The package is optional and needs `npm run link-tensorflow`; where it does not load the reason is told.
 */
import { createRequire } from 'node:module';
import util from 'node:util';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The part of tfjs-node's binding that is used: constants of TensorFlow's C interface. */
interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_Version?: string;
}

interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

interface NodeBackend {
  readonly binding: Binding;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

/** Attributes of an operation by kind; the binding's constants stay in here. */
export type OpAttributes = Readonly<
  Record<string, { type: 'float32' } | { shape: readonly number[] } | string | number | boolean>
>;

export interface TensorflowRuntime {
  /** Version of the linked library. */
  readonly version: string;
  /** Runs an operation by TensorFlow's name; a float attribute is a number. */
  execute(
    name: string,
    attributes: OpAttributes,
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

export type TensorflowLoad =
  | { readonly runtime: TensorflowRuntime; readonly reason: null }
  | { readonly runtime: null; readonly reason: string };

/**
 * Registers the backend `tensorflow` with tfjs. Threads and oneDNN follow the environment variables
 * TF_NUM_INTRAOP_THREADS, TF_NUM_INTEROP_THREADS and TF_ENABLE_ONEDNN_OPTS, read once per process.
 */
export function loadTensorflow(): TensorflowLoad {
  const require = createRequire(import.meta.url);
  mendUtil();
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  try {
    require.resolve('@tensorflow/tfjs-node');
  } catch {
    return { runtime: null, reason: 'the optional package @tensorflow/tfjs-node is not installed' };
  }
  try {
    const node = require('@tensorflow/tfjs-node') as {
      backend(): unknown;
      setBackend(name: string): unknown;
      findBackend(name: string): NodeBackend;
      version: Readonly<Record<string, string>>;
    };
    const backend = node.findBackend('tensorflow');
    return { runtime: runtimeOf(backend), reason: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = message.includes('tfjs_binding.node')
      ? 'its library is not linked (npm run link-tensorflow)'
      : `it does not load: ${message.split('\n')[0] ?? ''}`;
    return { runtime: null, reason };
  }
}

/** tfjs-node 4.22 calls two functions that Node 23 took away. */
function mendUtil(): void {
  const old = util as unknown as Record<string, unknown>;
  old['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  old['isArray'] ??= Array.isArray;
}

function runtimeOf(backend: NodeBackend): TensorflowRuntime {
  const { binding } = backend;
  const attribute = (name: string, value: OpAttributes[string]): OpAttribute => {
    if (typeof value === 'string') return { name, type: binding.TF_ATTR_STRING, value };
    if (typeof value === 'boolean') return { name, type: binding.TF_ATTR_BOOL, value };
    if (typeof value === 'number') return { name, type: binding.TF_ATTR_FLOAT, value };
    if ('shape' in value) return { name, type: binding.TF_ATTR_SHAPE, value: value.shape };
    return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  };
  return {
    version: binding.TF_Version ?? '',
    execute: (name, attributes, inputs, outputs) =>
      backend.executeMultipleOutputs(
        name,
        Object.entries(attributes).map(([key, value]) => attribute(key, value)),
        inputs,
        outputs,
      ),
  };
}
