/**
 * Python pickles as data: opcodes are parsed, nothing is imported or called. What a file asks to be
 * called becomes a record (`PickleCall`) for the reader of the format to accept by name or refuse.
 */
import { WeightsError } from './errors.js';
import { utf8 } from './safetensors.js';

export class PickleGlobal {
  readonly name: string;
  constructor(module: string, name: string) {
    this.name = `${module}.${name}`;
  }
}

export class PickleCall {
  readonly callee: string;
  readonly args: readonly PickleValue[];
  /** Items set on the result afterwards, as an OrderedDict's are. */
  readonly items = new Map<PickleValue, PickleValue>();
  constructor(callee: string, args: readonly PickleValue[]) {
    this.callee = callee;
    this.args = args;
  }
}

/** A reference to a storage outside the pickle. */
export class PicklePersistent {
  readonly id: PickleValue;
  constructor(id: PickleValue) {
    this.id = id;
  }
}

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleGlobal
  | PickleCall
  | PicklePersistent
  | PickleValue[]
  | Map<PickleValue, PickleValue>;

const MARK = Symbol('mark');
type StackItem = PickleValue | typeof MARK;

/** Deeper stacks than any weights file needs. */
const MAX_STACK = 1_000_000;

/** Reads one pickle from `at`. @returns its value and where it ended @throws WeightsError */
export function parsePickle(bytes: Uint8Array, at: number): { value: PickleValue; end: number } {
  const reader = new PickleReader(bytes, at);
  return { value: reader.run(), end: reader.at };
}

class PickleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #memo = new Map<number, PickleValue>();
  readonly #stack: StackItem[] = [];
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  run(): PickleValue {
    for (;;) {
      const opcode = this.#take(1)[0] ?? 0;
      if (opcode === 0x2e) return this.#pop();
      this.#step(opcode);
      if (this.#stack.length > MAX_STACK) throw new WeightsError('its pickle is nested too deeply');
    }
  }

  #step(opcode: number): void {
    switch (opcode) {
      case 0x80: // PROTO
        this.#take(1);
        return;
      case 0x95: // FRAME
        this.#take(8);
        return;
      case 0x28:
        this.#stack.push(MARK);
        return;
      case 0x4e:
        this.#stack.push(null);
        return;
      case 0x88:
        this.#stack.push(true);
        return;
      case 0x89:
        this.#stack.push(false);
        return;
      case 0x4a:
        this.#stack.push(this.#view.getInt32(this.#skip(4), true));
        return;
      case 0x4b:
        this.#stack.push(this.#view.getUint8(this.#skip(1)));
        return;
      case 0x4d:
        this.#stack.push(this.#view.getUint16(this.#skip(2), true));
        return;
      case 0x8a: // LONG1
        this.#stack.push(longOf(this.#take(this.#view.getUint8(this.#skip(1)))));
        return;
      case 0x47:
        this.#stack.push(this.#view.getFloat64(this.#skip(8), false));
        return;
      case 0x58:
        this.#stack.push(utf8(this.#take(this.#view.getUint32(this.#skip(4), true))));
        return;
      case 0x8c:
        this.#stack.push(utf8(this.#take(this.#view.getUint8(this.#skip(1)))));
        return;
      case 0x42:
        this.#stack.push(this.#take(this.#view.getUint32(this.#skip(4), true)));
        return;
      case 0x43:
        this.#stack.push(this.#take(this.#view.getUint8(this.#skip(1))));
        return;
      default:
        this.#stepStructure(opcode);
    }
  }

  #stepStructure(opcode: number): void {
    switch (opcode) {
      case 0x7d:
        this.#stack.push(new Map());
        return;
      case 0x5d:
      case 0x29:
        this.#stack.push([]);
        return;
      case 0x74: // TUPLE
        this.#stack.push(this.#popToMark());
        return;
      case 0x85:
      case 0x86:
      case 0x87: {
        const items: PickleValue[] = [];
        for (let n = opcode - 0x84; n > 0; n--) items.unshift(this.#pop());
        this.#stack.push(items);
        return;
      }
      case 0x61: {
        const item = this.#pop();
        this.#list().push(item);
        return;
      }
      case 0x65: {
        const items = this.#popToMark();
        this.#list().push(...items);
        return;
      }
      case 0x73: {
        const value = this.#pop();
        const key = this.#pop();
        this.#items().set(key, value);
        return;
      }
      case 0x75: {
        const pairs = this.#popToMark();
        const items = this.#items();
        for (let i = 0; i + 1 < pairs.length; i += 2) items.set(pairs[i]!, pairs[i + 1]!);
        return;
      }
      default:
        this.#stepReference(opcode);
    }
  }

  #stepReference(opcode: number): void {
    switch (opcode) {
      case 0x71:
        this.#memo.set(this.#view.getUint8(this.#skip(1)), this.#top());
        return;
      case 0x72:
        this.#memo.set(this.#view.getUint32(this.#skip(4), true), this.#top());
        return;
      case 0x94:
        this.#memo.set(this.#memo.size, this.#top());
        return;
      case 0x68:
        this.#recall(this.#view.getUint8(this.#skip(1)));
        return;
      case 0x6a:
        this.#recall(this.#view.getUint32(this.#skip(4), true));
        return;
      case 0x63:
        this.#stack.push(new PickleGlobal(this.#line(), this.#line()));
        return;
      case 0x93: {
        const name = this.#pop();
        const module = this.#pop();
        if (typeof name !== 'string' || typeof module !== 'string')
          throw new WeightsError('a name in its pickle is no text');
        this.#stack.push(new PickleGlobal(module, name));
        return;
      }
      case 0x52:
      case 0x81: {
        const args = this.#pop();
        const callee = this.#pop();
        if (!(callee instanceof PickleGlobal) || !Array.isArray(args))
          throw new WeightsError('its pickle calls something that has no name');
        this.#stack.push(new PickleCall(callee.name, args));
        return;
      }
      case 0x62: // BUILD: attributes of an object, such as an OrderedDict's metadata; not needed
        this.#pop();
        return;
      case 0x51:
        this.#stack.push(new PicklePersistent(this.#pop()));
        return;
      default:
        throw new WeightsError(
          `its pickle holds the unknown opcode ${opcode.toString(16)} at ${String(this.at - 1)}`,
        );
    }
  }

  #take(count: number): Uint8Array {
    const from = this.#skip(count);
    return this.#bytes.subarray(from, from + count);
  }

  #skip(count: number): number {
    const from = this.at;
    if (from + count > this.#bytes.length) throw new WeightsError('its pickle ends too early');
    this.at += count;
    return from;
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new WeightsError('its pickle ends too early');
    const line = utf8(this.#bytes.subarray(this.at, end));
    this.at = end + 1;
    return line;
  }

  #pop(): PickleValue {
    const item = this.#stack.pop();
    if (item === undefined || item === MARK) throw new WeightsError('its pickle is malformed');
    return item;
  }

  #top(): PickleValue {
    const item = this.#stack.at(-1);
    if (item === undefined || item === MARK) throw new WeightsError('its pickle is malformed');
    return item;
  }

  #popToMark(): PickleValue[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw new WeightsError('its pickle is malformed');
    const items = this.#stack.slice(mark + 1).filter((item) => item !== MARK);
    this.#stack.length = mark;
    return items;
  }

  #list(): PickleValue[] {
    const top = this.#top();
    if (!Array.isArray(top)) throw new WeightsError('its pickle is malformed');
    return top;
  }

  #items(): Map<PickleValue, PickleValue> {
    const top = this.#top();
    if (top instanceof Map) return top;
    if (top instanceof PickleCall) return top.items;
    throw new WeightsError('its pickle is malformed');
  }

  #recall(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw new WeightsError('its pickle refers to nothing');
    this.#stack.push(value);
  }
}

/** A little-endian two's complement number; exact up to 2^53. */
function longOf(bytes: Uint8Array): number {
  let value = 0n;
  for (const [i, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * i);
  if ((bytes.at(-1) ?? 0) >= 0x80) value -= 1n << BigInt(8 * bytes.length);
  return Number(value);
}
