import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBinary,
  encodeMessage,
  hostMessageSchema,
  isLargerThan,
  type HostMessage,
} from './wire.js';

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const fields = fc
  .dictionary(
    fc.string().filter((key) => key !== 'bytes' && key !== '__proto__'),
    json,
  )
  .map((record) => ({ ...record }));
const id = fc.nat();

/** What travels as one binary message: head and bytes, one after the other. */
function join(message: HostMessage): Uint8Array {
  const { head, bytes } = encodeMessage(message);
  if (!head || !bytes) throw new Error('not a binary message');
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return whole;
}

describe('encodeMessage and decodeBinary', () => {
  it('should give back any value with bytes, aligned to 8', () => {
    fc.assert(
      fc.property(id, fields, fc.uint8Array({ maxLength: 400 }), (n, rest, bytes) => {
        const message: HostMessage = { t: 'event', id: n, value: { ...rest, bytes } };
        const whole = join(message);
        const back = decodeBinary(whole);
        expect(back).toEqual(message);
        const value = (back as { value: { bytes: Uint8Array } }).value;
        expect(value.bytes.byteOffset % 8).toBe(0);
      }),
    );
  });

  it('should send a message without bytes as JSON text', () => {
    fc.assert(
      fc.property(id, json, (n, value) => {
        fc.pre(value !== undefined);
        const message: HostMessage = { t: 'result', id: n, value };
        const { text, head, bytes } = encodeMessage(message);
        expect(head).toBeNull();
        expect(bytes).toBeNull();
        expect(hostMessageSchema.parse(JSON.parse(text ?? ''))).toEqual(message);
      }),
    );
  });

  it('should hand the bytes on without a copy', () => {
    const bytes = new Uint8Array(64);
    expect(encodeMessage({ t: 'event', id: 1, value: { bytes } }).bytes).toBe(bytes);
  });

  it('should not write the bytes of a subclass with its own JSON form into the head', () => {
    class Pooled extends Uint8Array {
      toJSON(): unknown {
        return { type: 'Buffer', data: [...this] };
      }
    }
    const { head } = encodeMessage({ t: 'event', id: 1, value: { bytes: new Pooled(5000) } });
    expect(head?.length).toBeLessThan(64);
  });

  it('should keep a field named bytes deeper in the value', () => {
    const bytes = Uint8Array.of(1, 2);
    const value = { inner: { bytes: [3, 4] }, bytes };
    expect(decodeBinary(join({ t: 'result', id: 1, value }))).toEqual({
      t: 'result',
      id: 1,
      value,
    });
  });

  it('should decode any bytes to a valid message or throw an Error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
        expect(() => decodeBinary(data)).toThrow(Error);
      }),
    );
  });

  it('should survive every mutation and truncation of a message', () => {
    const whole = join({ t: 'event', id: 3, value: { a: 'text', bytes: Uint8Array.of(1, 2, 3) } });
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(whole.length),
        (at, byte, length) => {
          const data = whole.slice(0, length);
          if (at < data.length) data[at] = byte;
          let message: HostMessage | null = null;
          try {
            message = decodeBinary(data);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
          }
          if (message) expect(hostMessageSchema.safeParse(message).success).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['no header', Uint8Array.of(1, 2, 3), /no header/],
    ['a foreign start', new Uint8Array(16), /PDS1/],
    ['a length beyond its end', Uint8Array.of(0x50, 0x44, 0x53, 0x31, 255, 255, 255, 255), /ends/],
  ])('should say what is wrong with %s', (_name, data, reason) => {
    expect(() => decodeBinary(data)).toThrow(reason);
  });
});

describe('isLargerThan', () => {
  it('should hold nothing larger than its JSON text by more than its numbers and braces', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        // 8 bytes for each value and 8 for each array place, whose text has at least one character.
        expect(isLargerThan(value, 16 * text.length + 16)).toBe(false);
      }),
    );
  });

  it('should count text, binary data, keys and array places', () => {
    expect(isLargerThan('x'.repeat(100), 100)).toBe(false);
    expect(isLargerThan('x'.repeat(101), 100)).toBe(true);
    expect(isLargerThan({ a: new Uint8Array(200) }, 100)).toBe(true);
    expect(isLargerThan(new ArrayBuffer(200), 100)).toBe(true);
    expect(isLargerThan({ ['k'.repeat(200)]: 1 }, 100)).toBe(true);
    expect(isLargerThan(new Array(1e9), 100)).toBe(true);
    expect(isLargerThan(new Map([['k', 'v'.repeat(200)]]), 100)).toBe(true);
    expect(isLargerThan(new Set(['v'.repeat(200)]), 100)).toBe(true);
  });

  it('should end on a cycle and on deep nesting', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(isLargerThan(cycle, 1e6)).toBe(true);
    let deep: unknown = 0;
    for (let i = 0; i < 50_000; i++) deep = [deep];
    expect(isLargerThan(deep, 1e9)).toBe(false);
  });
});
