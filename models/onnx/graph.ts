/** Builds one ONNX graph: operators by name, constants, named inputs and outputs. */
import {
  ATTRIBUTE_TYPES,
  DATA_TYPES,
  encodeModel,
  type DataType,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './schema.js';

/** Version 18 brought antialiased Resize; onnxruntime has had it since 1.14. */
const OPSET = 18;
const IR_VERSION = 8;

/** A value of the graph, by its name. */
export type Value = string;

/** Whole numbers and lists of them become INT and INTS; `float` marks a FLOAT. */
export type Attributes = Readonly<
  Record<string, number | string | readonly number[] | { readonly float: number }>
>;

type ConstantData =
  Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Uint16Array;

export class Graph {
  readonly #name: string;
  readonly #nodes: OnnxNode[] = [];
  readonly #tensors: OnnxTensor[] = [];
  readonly #inputs: OnnxValueInfo[] = [];
  readonly #outputs: OnnxValueInfo[] = [];
  readonly #small = new Map<string, Value>();
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** @param shape numbers, or names of free sides */
  input(name: string, type: DataType, shape: readonly (number | string)[]): Value {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** An input that may be left out: then it holds this constant. */
  optionalInput(
    name: string,
    type: DataType,
    shape: readonly (number | string)[],
    dims: readonly number[],
    data: ConstantData,
  ): Value {
    this.#inputs.push(valueInfo(name, type, shape));
    this.#tensors.push({ name, dims, dataType: DATA_TYPES[type], rawData: bytesOf(data) });
    return name;
  }

  output(value: Value, name: string, type: DataType, shape: readonly (number | string)[]): void {
    this.#nodes.push({ opType: 'Identity', input: [value], output: [name], attribute: [] });
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** One operator with one output. An empty name leaves an optional input out. */
  op(opType: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.ops(opType, inputs, 1, attributes)[0] ?? '';
  }

  /** One operator with several outputs. */
  ops(
    opType: string,
    inputs: readonly Value[],
    outputs: number,
    attributes: Attributes = {},
  ): Value[] {
    const names = Array.from({ length: outputs }, () => this.#fresh(opType));
    this.#nodes.push({
      opType,
      input: inputs,
      output: names,
      attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
    });
    return names;
  }

  constant(data: ConstantData, shape: readonly number[], type: DataType = typeOf(data)): Value {
    const name = this.#fresh('constant');
    this.#tensors.push({
      name,
      dims: shape,
      dataType: DATA_TYPES[type],
      rawData: bytesOf(data),
    });
    return name;
  }

  /** An int64 list, shared by all who ask for the same. */
  ints(...values: number[]): Value {
    return this.#shared(`i${values.join()}`, () =>
      this.constant(BigInt64Array.from(values, BigInt), [values.length]),
    );
  }

  /** A scalar of the given type, shared. */
  scalar(type: 'float32' | 'float64' | 'int32' | 'int64', value: number): Value {
    return this.#shared(`${type}${String(value)}`, () =>
      this.constant(
        type === 'float32'
          ? Float32Array.of(value)
          : type === 'float64'
            ? Float64Array.of(value)
            : type === 'int32'
              ? Int32Array.of(value)
              : BigInt64Array.of(BigInt(value)),
        [],
      ),
    );
  }

  /** Reads one position of a shape as a scalar int64. */
  side(value: Value, axis: number): Value {
    return this.op('Gather', [this.op('Shape', [value]), this.scalar('int64', axis)], { axis: 0 });
  }

  cast(value: Value, to: DataType): Value {
    return this.op('Cast', [value], { to: DATA_TYPES[to] });
  }

  slice(
    value: Value,
    starts: readonly number[],
    ends: readonly number[],
    axes: readonly number[],
  ): Value {
    return this.op('Slice', [value, this.ints(...starts), this.ints(...ends), this.ints(...axes)]);
  }

  /**
   * `then` or `otherwise`, whichever `condition` (a bool scalar) picks; the other is not computed. Both
   * may read values of this graph.
   */
  choose(
    condition: Value,
    type: DataType,
    shape: readonly (number | string)[],
    then: (branch: Graph) => Value,
    otherwise: (branch: Graph) => Value,
  ): Value {
    const branch = (name: string, build: (branch: Graph) => Value): OnnxAttribute => {
      const inner = new Graph(`${this.#fresh(name)}/`);
      const value = build(inner);
      inner.output(value, `${inner.#name}result`, type, shape);
      return { name, type: ATTRIBUTE_TYPES.graph, g: inner.#graph() };
    };
    const result = this.#fresh('If');
    this.#nodes.push({
      opType: 'If',
      input: [condition],
      output: [result],
      attribute: [branch('then_branch', then), branch('else_branch', otherwise)],
    });
    return result;
  }

  /** Copies another model's graph in; returns its outputs. @throws Error when an input is not given */
  inline(model: OnnxModel, prefix: string, inputs: Readonly<Record<string, Value>>): Value[] {
    const named = new Set(model.graph.initializer.map((tensor) => tensor.name));
    for (const { name } of model.graph.input) {
      if (inputs[name] === undefined && !named.has(name))
        throw new Error(`the graph ${model.graph.name} needs ${name}`);
    }
    const rename = (name: string): string =>
      name === '' ? '' : (inputs[name] ?? `${prefix}/${name}`);
    for (const tensor of model.graph.initializer)
      this.#tensors.push({ ...tensor, name: rename(tensor.name) });
    for (const node of model.graph.node)
      this.#nodes.push({
        ...node,
        input: node.input.map(rename),
        output: node.output.map(rename),
      });
    return model.graph.output.map((value) => rename(value.name));
  }

  model(metadata: Readonly<Record<string, string>> = {}): OnnxModel {
    return {
      irVersion: IR_VERSION,
      producerName: 'pd-studio',
      opsetImport: [{ domain: '', version: OPSET }],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      graph: this.#graph(),
    };
  }

  #graph(): OnnxGraph {
    return {
      name: this.#name,
      node: this.#nodes,
      initializer: this.#tensors,
      input: this.#inputs,
      output: this.#outputs,
    };
  }

  encode(metadata: Readonly<Record<string, string>> = {}): Uint8Array {
    return encodeModel(this.model(metadata));
  }

  #fresh(kind: string): string {
    this.#count += 1;
    // A branch's names must differ from those of the graph around it.
    const scope = this.#name.endsWith('/') ? this.#name : '';
    return `${scope}${kind.toLowerCase()}_${String(this.#count)}`;
  }

  #shared(key: string, make: () => Value): Value {
    const known = this.#small.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.#small.set(key, value);
    return value;
  }
}

function valueInfo(
  name: string,
  type: DataType,
  shape: readonly (number | string)[],
): OnnxValueInfo {
  const dim = shape.map((side) =>
    typeof side === 'number' ? { dimValue: side } : { dimParam: side },
  );
  return { name, type: { tensorType: { elemType: DATA_TYPES[type], shape: { dim } } } };
}

function attributeOf(name: string, value: Attributes[string]): OnnxAttribute {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPES.int, i: value };
  if (typeof value === 'string')
    return { name, type: ATTRIBUTE_TYPES.string, s: asciiBytes(value) };
  if ('float' in value) return { name, type: ATTRIBUTE_TYPES.float, f: value.float };
  return { name, type: ATTRIBUTE_TYPES.ints, ints: value };
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function typeOf(data: ConstantData): DataType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Uint8Array) return 'uint8';
  if (data instanceof Uint16Array) return 'float16';
  return 'int64';
}

function bytesOf(data: ConstantData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
