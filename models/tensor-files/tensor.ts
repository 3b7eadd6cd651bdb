/** A named array of float32 values in row-major order; `data.length` is the product of `shape`. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
