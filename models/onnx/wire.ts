/** Looks into an encoded model without decoding it: weights of hundreds of megabytes are passed over. */
import protobuf from 'protobufjs/light.js';

/** Fields of onnx.proto that are walked. */
const MODEL_GRAPH = 7;
const MODEL_METADATA = 14;
const GRAPH_INITIALIZER = 5;
const TENSOR_NAME = 8;
/** A field number that no GraphProto has ever used: readers pass it over. */
const GRAPH_UNUSED = 9;
const LENGTH_DELIMITED = 2;

/** Calls `visit` with each length-delimited field between `from` and `to`. */
function walk(
  bytes: Uint8Array,
  from: number,
  to: number,
  visit: (field: number, tagAt: number, start: number, end: number) => void,
): void {
  const reader = protobuf.Reader.create(bytes);
  reader.pos = from;
  while (reader.pos < to) {
    const tagAt = reader.pos;
    const tag = reader.uint32();
    if ((tag & 7) !== LENGTH_DELIMITED) {
      reader.skipType(tag & 7);
      continue;
    }
    const length = reader.uint32();
    const start = reader.pos;
    if (start + length > to) throw new Error('a field of the model runs past its end');
    visit(tag >>> 3, tagAt, start, start + length);
    reader.pos = start + length;
  }
}

/** Entries of a model's metadata. @throws Error when the bytes are no protobuf message */
export function metadataOf(model: Uint8Array): Map<string, string> {
  const entries = new Map<string, string>();
  walk(model, 0, model.length, (field, _, start, end) => {
    if (field !== MODEL_METADATA) return;
    const parts = new Map<number, string>();
    walk(model, start, end, (part, _tag, from, to) => {
      parts.set(part, protobuf.util.utf8.read(model, from, to));
    });
    entries.set(parts.get(1) ?? '', parts.get(2) ?? '');
  });
  return entries;
}

/**
 * Makes an input with a default value one that must be given, in place: onnxruntime for Node feeds no
 * others. The default's tensor becomes a field that every reader passes over.
 * @returns whether the model had such an input
 */
export function requireInput(model: Uint8Array, name: string): boolean {
  let done = false;
  walk(model, 0, model.length, (field, _, start, end) => {
    if (field !== MODEL_GRAPH) return;
    walk(model, start, end, (part, tagAt, from, to) => {
      if (part !== GRAPH_INITIALIZER || done) return;
      walk(model, from, to, (item, _tag, a, b) => {
        if (item !== TENSOR_NAME || protobuf.util.utf8.read(model, a, b) !== name) return;
        model[tagAt] = (GRAPH_UNUSED << 3) | LENGTH_DELIMITED;
        done = true;
      });
    });
  });
  return done;
}
