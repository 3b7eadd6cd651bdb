/**
 * PyTorch's `.pth`: the old format (pickles, then the storages) and the new one (a zip). Only tensors are
 * taken; a file that wants anything else called is refused by name, and nothing is ever executed.
 */
import { WeightsError } from './errors.js';
import { BYTES_OF, readStrided, type NumberKind } from './numbers.js';
import {
  parsePickle,
  PickleCall,
  PickleGlobal,
  PicklePersistent,
  type PickleValue,
} from './pickle.js';
import { utf8 } from './safetensors.js';
import type { NamedTensor } from './tensor.js';
import { storedEntries } from './zip.js';

const STORAGES: Readonly<Record<string, NumberKind>> = {
  'torch.DoubleStorage': 'f64',
  'torch.FloatStorage': 'f32',
  'torch.HalfStorage': 'f16',
  'torch.BFloat16Storage': 'bf16',
  'torch.LongStorage': 'i64',
  'torch.IntStorage': 'i32',
  'torch.ShortStorage': 'i16',
  'torch.CharStorage': 'i8',
  'torch.ByteStorage': 'u8',
  'torch.BoolStorage': 'bool',
};

/** The old format's first pickle: the number 0x1950a86a20f9469cfc6c. */
const OLD_START = Uint8Array.of(0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20);
/** Keys under which checkpoints keep their weights. */
const NESTED = ['state_dict', 'model', 'model_state_dict'];
const MAX_DIMENSIONS = 8;

interface Storage {
  readonly kind: NumberKind;
  readonly key: string;
  readonly count: number;
}

export function isOldPth(file: Uint8Array): boolean {
  return OLD_START.every((byte, i) => file[i] === byte);
}

export function isZip(file: Uint8Array): boolean {
  return file[0] === 0x50 && file[1] === 0x4b;
}

/** All tensors as float32, in the file's order. @throws WeightsError */
export function parsePth(file: Uint8Array): NamedTensor[] {
  if (isZip(file)) return parseNew(file);
  if (isOldPth(file)) return parseOld(file);
  throw new WeightsError('it is neither of PyTorch’s two formats');
}

function parseNew(file: Uint8Array): NamedTensor[] {
  const entries = storedEntries(file);
  const pickle = [...entries.keys()].find((name) => name.endsWith('/data.pkl'));
  if (pickle === undefined) throw new WeightsError('it is a zip without data.pkl');
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = entries.get(`${folder}byteorder`);
  if (order && utf8(order) !== 'little') throw new WeightsError('it was written big-endian');
  const { value } = parsePickle(entries.get(pickle) ?? new Uint8Array(), 0);
  return tensorsOf(value, ({ key }) => {
    const bytes = entries.get(`${folder}data/${key}`);
    if (!bytes) throw new WeightsError(`the values ${key} are missing`);
    return bytes;
  });
}

function parseOld(file: Uint8Array): NamedTensor[] {
  let at = 0;
  const next = (): PickleValue => {
    const { value, end } = parsePickle(file, at);
    at = end;
    return value;
  };
  next();
  if (next() !== 1001) throw new WeightsError('its protocol version is not 1001');
  const system = next();
  if (system instanceof Map && system.get('little_endian') === false)
    throw new WeightsError('it was written big-endian');
  const value = next();
  const keys = next();
  if (!Array.isArray(keys)) throw new WeightsError('its list of storages is missing');
  const kinds = new Map<string, NumberKind>();
  collectStorages(value, kinds);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const storages = new Map<string, Uint8Array>();
  for (const key of keys) {
    if (typeof key !== 'string' || at + 8 > file.length)
      throw new WeightsError('it ends before its last values');
    const bytes = Number(view.getBigInt64(at, true)) * BYTES_OF[kinds.get(key) ?? 'u8'];
    at += 8;
    if (bytes < 0 || at + bytes > file.length)
      throw new WeightsError('it ends before its last values');
    storages.set(key, file.subarray(at, at + bytes));
    at += bytes;
  }
  return tensorsOf(value, ({ key }) => {
    const bytes = storages.get(key);
    if (!bytes) throw new WeightsError(`the values ${key} are missing`);
    return bytes;
  });
}

function collectStorages(value: PickleValue, kinds: Map<string, NumberKind>): void {
  for (const [, item] of stateOf(value)) {
    const call = tensorCall(item);
    if (!call) continue;
    const { key, kind } = storageOf(call.args[0] ?? null);
    kinds.set(key, kind);
  }
}

function tensorsOf(value: PickleValue, bytesOf: (storage: Storage) => Uint8Array): NamedTensor[] {
  const tensors: NamedTensor[] = [];
  for (const [name, item] of stateOf(value)) {
    const call = tensorCall(item);
    if (!call || typeof name !== 'string') continue;
    const [stored = null, offset = null, shape = null, strides = null] = call.args;
    const storage = storageOf(stored);
    if (
      typeof offset !== 'number' ||
      !isSizes(shape) ||
      !isSizes(strides) ||
      shape.length !== strides.length
    )
      throw new WeightsError(`the shape of ${name} is not understood`);
    const bytes = bytesOf(storage);
    if (bytes.length < storage.count * BYTES_OF[storage.kind])
      throw new WeightsError(`the values of ${name} are incomplete`);
    tensors.push({ name, shape, data: readStrided(bytes, storage.kind, offset, shape, strides) });
  }
  if (tensors.length === 0) throw new WeightsError('it holds no tensors');
  return tensors;
}

/** The names and values of the state dictionary, which checkpoints keep one level down. */
function stateOf(value: PickleValue): Map<PickleValue, PickleValue> {
  const items = dictionaryOf(value);
  if (!items) throw new WeightsError('it holds no dictionary of tensors');
  for (const key of NESTED) {
    const inner = items.get(key);
    const nested = inner === undefined ? null : dictionaryOf(inner);
    if (nested) return nested;
  }
  return items;
}

function dictionaryOf(value: PickleValue): Map<PickleValue, PickleValue> | null {
  if (value instanceof Map) return value;
  if (value instanceof PickleCall && value.callee === 'collections.OrderedDict') return value.items;
  return null;
}

/** The call that rebuilds a tensor; null for other values. @throws WeightsError for other calls */
function tensorCall(value: PickleValue): PickleCall | null {
  if (!(value instanceof PickleCall)) return null;
  switch (value.callee) {
    case 'torch._utils._rebuild_tensor_v2':
    case 'torch._utils._rebuild_tensor':
      return value;
    case 'torch._utils._rebuild_parameter':
      return tensorCall(value.args[0] ?? null);
    case 'collections.OrderedDict':
      return null;
    default:
      throw new WeightsError(`it asks to call ${value.callee}, which is not done`);
  }
}

/** ('storage', type, key, location, count[, view]). */
function storageOf(value: PickleValue): Storage {
  const id = value instanceof PicklePersistent ? value.id : null;
  if (!Array.isArray(id) || id[0] !== 'storage' || !(id[1] instanceof PickleGlobal))
    throw new WeightsError('a tensor has no storage');
  const kind = STORAGES[id[1].name];
  const key = id[2];
  const count = id[4];
  if (!kind) throw new WeightsError(`values of type ${id[1].name} are not read`);
  if (typeof key !== 'string' || typeof count !== 'number')
    throw new WeightsError('a tensor’s storage is not understood');
  return { kind, key, count };
}

function isSizes(value: PickleValue): value is number[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_DIMENSIONS &&
    value.every((n) => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0)
  );
}
