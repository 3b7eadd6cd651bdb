/** onnxruntime sessions on the host: one model, loaded once, run many times. */
import { availableParallelism } from 'node:os';
import type * as Ort from 'onnxruntime-node';
import { StudioError } from '../../core/contract/errors.js';
import type { ProviderChoice } from '../../core/contract/schema/capture.js';
import { text } from '../../core/text/index.js';

type Runtime = typeof Ort;

export interface SessionOptions {
  /** Default: every core. One gives the same bits on every machine of a kind. */
  readonly threads?: number;
  /**
   * `cpu` is the reference and the default; `auto` tries DirectML on Windows and CoreML on macOS first.
   * One that cannot be used falls back to the CPU, with the reason.
   */
  readonly provider?: ProviderChoice;
  /**
   * Threads sleep at once instead of turning idly after their work: costs an inference 2 %, leaves its
   * core to what is on the screen. Default false.
   */
  readonly yielding?: boolean;
}

export type TensorData =
  | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'uint8'; readonly dims: readonly number[]; readonly data: Uint8Array };

export interface OnnxSession {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What runs it: cpu, dml, cuda, coreml. */
  readonly provider: string;
  /** Why it is not the one that was asked for; null where it is. */
  readonly providerNote: string | null;
  /** @throws StudioError bad-input when the model refuses the inputs */
  run(inputs: Readonly<Record<string, TensorData>>): Promise<Record<string, TensorData>>;
  close(): Promise<void>;
}

/** Loaded when first needed: it brings a library of some 20 MB. */
let runtime: Promise<Runtime> | null = null;
function load(): Promise<Runtime> {
  runtime ??= import('onnxruntime-node').then((module) => {
    // Warnings of graph optimisation are of no use to anybody here.
    module.env.logLevel = 'error';
    return module;
  });
  return runtime;
}

/** Execution providers of this build of onnxruntime that the studio can choose, the CPU first. */
export async function sessionProviders(): Promise<readonly Exclude<ProviderChoice, 'auto'>[]> {
  const { listSupportedBackends } = await load();
  const names = new Set(listSupportedBackends().map(({ name }) => name));
  return (['cpu', 'dml', 'cuda', 'coreml'] as const).filter((name) => names.has(name));
}

const ACCELERATED: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  win32: 'dml',
  darwin: 'coreml',
};

/**
 * @param model a file's path, or its bytes (models of more than 2 GB only by path)
 * @throws StudioError file-corrupt when onnxruntime cannot read it
 */
export async function openSession(
  model: string | Uint8Array,
  { threads = availableParallelism(), provider = 'cpu', yielding = false }: SessionOptions = {},
): Promise<OnnxSession> {
  const ort = await load();
  const wished = provider === 'auto' ? ACCELERATED[process.platform] : provider;
  const known: readonly string[] = await sessionProviders();
  // onnxruntime leaves out what it does not know without a word.
  const accelerated =
    wished !== undefined && wished !== 'cpu' && known.includes(wished) ? wished : undefined;
  let note =
    wished !== undefined && !known.includes(wished)
      ? text('detector.provider-absent', { platform: process.platform })
      : null;
  const create = (providers: string[]): Promise<Ort.InferenceSession> => {
    const options = {
      executionProviders: providers,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(yielding ? { extra: { session: { intra_op: { allow_spinning: '0' } } } } : {}),
      // DirectML demands both.
      ...(accelerated === 'dml'
        ? ({ executionMode: 'sequential', enableMemPattern: false } as const)
        : {}),
    } as const;
    return typeof model === 'string'
      ? ort.InferenceSession.create(model, options)
      : ort.InferenceSession.create(model, options);
  };
  let used = accelerated ?? 'cpu';
  const session = await create(accelerated === undefined ? ['cpu'] : [accelerated, 'cpu'])
    .catch(async (error: unknown) => {
      if (accelerated === undefined) throw error;
      used = 'cpu';
      const opened = await create(['cpu']);
      note = firstLine(reasonOf(error));
      return opened;
    })
    .catch((error: unknown) => {
      throw unreadable(typeof model === 'string' ? model : '', error);
    });
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    provider: used,
    providerNote: note,
    async run(inputs) {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { type, dims, data }]) => [
          name,
          type === 'float32' ? new ort.Tensor(type, data, dims) : new ort.Tensor(type, data, dims),
        ]),
      );
      const results = await session.run(feeds).catch((error: unknown) => {
        throw refused(error);
      });
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [name, tensorData(name, tensor)]),
      );
    },
    close: () => session.release(),
  };
}

function tensorData(name: string, { type, dims, data }: Ort.Tensor): TensorData {
  if (type === 'float32' && data instanceof Float32Array) return { type, dims, data };
  if (type === 'uint8' && data instanceof Uint8Array) return { type, dims, data };
  throw refused(`${name} is of the type ${type}`);
}

function firstLine(reason: string): string {
  return (reason.split('\n')[0] ?? '').slice(0, 200);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unreadable(path: string, error: unknown): StudioError {
  return new StudioError(
    'file-corrupt',
    text('detector.model-unreadable', { path, reason: reasonOf(error) }),
    text('detector.model-unreadable.hint'),
    { path },
    { cause: error },
  );
}

function refused(error: unknown): StudioError {
  return new StudioError(
    'bad-input',
    text('detector.inputs-refused', { reason: reasonOf(error) }),
    text('detector.inputs-refused.hint'),
    {},
    { cause: error },
  );
}
