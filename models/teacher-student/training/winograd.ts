/**
 * 3x3 convolution, stride 1, zero padding 1, by Winograd's F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms
 * for Convolutional Neural Networks", 2015): 36 products per 4x4 outputs instead of 144. Forward and both
 * gradients are batches of 36 matrix products; the transforms are small matrix products too. Rounding
 * differs from the direct form by about 5e-6 of the values. Needs sides that 4 divides.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { FILTER, INPUT, OUTPUT, POINTS, TILE } from '../winograd.js';

/** The three transforms in two dimensions, kept for the length of a training. */
export class Winograd {
  private readonly input = kronecker(INPUT);
  private readonly filter = kronecker(FILTER);
  private readonly output = kronecker(OUTPUT);

  dispose(): void {
    tf.dispose([this.input, this.filter, this.output]);
  }

  /** @param x [batch, height, width, in] @param filter [3, 3, in, out] */
  forward(x: Tensor4D, filter: Tensor): Tensor4D {
    const [batch, height, width] = x.shape;
    const outs = filter.shape[3]!;
    const tiles = [batch, height / TILE, width / TILE] as const;
    return tf.tidy(() => {
      const product = tf.matMul(this.inputTiles(x), this.points(filter));
      const flat = tf.matMul(this.output, rows(product, POINTS * POINTS));
      return untile(flat, tiles, outs);
    });
  }

  /**
   * Both gradients at once: they share the transforms.
   * @returns dx is null where it is not wanted (the first layer)
   */
  backward(
    x: Tensor4D,
    filter: Tensor,
    dy: Tensor4D,
    wantsInput: boolean,
  ): { dx: Tensor4D | null; dFilter: Tensor4D } {
    const [, , ins, outs] = filter.shape as [number, number, number, number];
    const [batch, height, width] = dy.shape;
    const cells = (batch * height * width) / (TILE * TILE);
    const slopes = tf.tidy(() => {
      const flat = rows(tile(dy), TILE * TILE);
      return tf.reshape(tf.matMul(this.output, flat, true), [POINTS * POINTS, cells, outs]);
    });
    const dFilter = tf.tidy(() => {
      const product = tf.matMul(this.inputTiles(x), slopes, true);
      const flat = tf.matMul(this.filter, rows(product, POINTS * POINTS), true);
      return tf.reshape<tf.Rank.R4>(flat, [3, 3, ins, outs]);
    });
    const dx = wantsInput
      ? tf.tidy(() => {
          const product = tf.matMul(slopes, this.points(filter), false, true);
          const flat = tf.matMul(this.input, rows(product, POINTS * POINTS), true);
          return this.overlapAdd(flat, [batch, height / TILE, width / TILE], ins);
        })
      : null;
    slopes.dispose();
    return { dx, dFilter };
  }

  /** [36, in, out] */
  private points(filter: Tensor): Tensor {
    const [, , ins, outs] = filter.shape as [number, number, number, number];
    const flat = tf.matMul(this.filter, tf.reshape<tf.Rank.R2>(filter, [9, ins * outs]));
    return tf.reshape(flat, [POINTS * POINTS, ins, outs]);
  }

  /** [36, batch * tiles, in] */
  private inputTiles(x: Tensor4D): Tensor {
    return tf.tidy(() => {
      const [batch, height, width, ins] = x.shape;
      const down = height / TILE;
      const across = width / TILE;
      const padded = tf.pad(x, [
        [0, 0],
        [1, TILE - 1],
        [1, TILE - 1],
        [0, 0],
      ]);
      const phases = tile(padded);
      const part = (a: number, b: number, i: number, j: number): Tensor =>
        tf.slice(phases, [0, 0, 0, i, j, 0], [a, b, batch, down, across, ins]);
      // Positions 4 and 5 of a tile are positions 0 and 1 of the next one.
      const all = tf.concat(
        [
          tf.concat([part(4, 4, 0, 0), part(4, 2, 0, 1)], 1),
          tf.concat([part(2, 4, 1, 0), part(2, 2, 1, 1)], 1),
        ],
        0,
      );
      const flat = tf.matMul(this.input, rows(all, POINTS * POINTS));
      return tf.reshape(flat, [POINTS * POINTS, batch * down * across, ins]);
    });
  }

  /** Adds the overlapping 6x6 tiles back to [batch, height, width, channels]. */
  private overlapAdd(
    flat: Tensor,
    [batch, down, across]: readonly [number, number, number],
    channels: number,
  ): Tensor4D {
    const tiles = tf.reshape(flat, [POINTS, POINTS, batch, down, across, channels]);
    const part = (r: number, c: number): Tensor => {
      const high = r === 0 ? TILE : POINTS - TILE;
      const wide = c === 0 ? TILE : POINTS - TILE;
      const piece = tf.slice(
        tiles,
        [r, c, 0, 0, 0, 0],
        [high, wide, batch, down, across, channels],
      );
      return tf.pad(piece, [
        [0, TILE - high],
        [0, TILE - wide],
        [0, 0],
        [r === 0 ? 0 : 1, r === 0 ? 1 : 0],
        [c === 0 ? 0 : 1, c === 0 ? 1 : 0],
        [0, 0],
      ]);
    };
    const sum = tf.add(tf.add(part(0, 0), part(0, TILE)), tf.add(part(TILE, 0), part(TILE, TILE)));
    const padded = untile(sum, [batch, down + 1, across + 1], channels);
    return tf.slice(padded, [0, 1, 1, 0], [batch, down * TILE, across * TILE, channels]);
  }
}

/** [batch, 4 rows, 4 columns, c] to [4, 4, batch, rows, columns, c]. */
function tile(x: Tensor4D): Tensor {
  const [batch, height, width, channels] = x.shape;
  const split = tf.reshape(x, [batch, height / TILE, TILE, width / TILE, TILE, channels]);
  return tf.transpose(split, [2, 4, 0, 1, 3, 5]);
}

function untile(
  tiles: Tensor,
  [batch, down, across]: readonly [number, number, number],
  channels: number,
): Tensor4D {
  const split = tf.reshape(tiles, [TILE, TILE, batch, down, across, channels]);
  const joined = tf.transpose(split, [2, 3, 0, 4, 1, 5]);
  return tf.reshape<tf.Rank.R4>(joined, [batch, down * TILE, across * TILE, channels]);
}

function rows(x: Tensor, count: number): Tensor2D {
  return tf.reshape<tf.Rank.R2>(x, [count, x.size / count]);
}

/** M (x) M: the transform of rows and columns as one matrix. */
function kronecker(matrix: readonly (readonly number[])[]): Tensor2D {
  const result = matrix.flatMap((a) => matrix.map((b) => a.flatMap((p) => b.map((q) => p * q))));
  return tf.keep(tf.tensor2d(result));
}
