import assert from "node:assert/strict";
import { tf } from "../../deps.ts";
import { assertClose } from "../../testing/_support/tensors.ts";

// M = rows of a product, N = its columns, K = depth

export type ProductSize = readonly [m: number, k: number, n: number];

export const TRANSPOSES = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

const draw = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, "float32", seed);

/** Two matrices, stored transposed if asked, and their product on the current backend. */
export function multiplied([m, k, n]: ProductSize, transposeA = false, transposeB = false) {
  const a = draw(transposeA ? [k, m] : [m, k], 1);
  const b = draw(transposeB ? [n, k] : [k, n], 2);
  return { a, b, c: tf.matMul(a, b, transposeA, transposeB) };
}

/** Checks the current backend's products of matrices, transposed or not, against sums in double precision. */
export function checkProducts(sizes: readonly ProductSize[]): void {
  for (const size of sizes) {
    const [m, k, n] = size;
    for (const [transposeA, transposeB] of TRANSPOSES) {
      const { a, b, c } = multiplied(size, transposeA, transposeB);
      const [left, right] = [a.dataSync(), b.dataSync()];
      const expected = product(
        size,
        (row, depth) => left[transposeA ? depth * m + row : row * k + depth] as number,
        (depth, column) => right[transposeB ? column * k + depth : depth * n + column] as number,
      );
      const name = `[${size}], transposed ${transposeA}, ${transposeB}`;
      assert.deepEqual(c.shape, [m, n]);
      assertClose([...c.dataSync()], expected, 1e-4, name);
    }
  }
}

/** The product a b in float64 of two matrices, which are read by index. */
function product([m, k, n]: ProductSize, a: (row: number, depth: number) => number, b: typeof a) {
  return Array.from({ length: m * n }, (_, index) => {
    let sum = 0;
    for (let depth = 0; depth < k; depth++)
      sum += a(Math.floor(index / n), depth) * b(depth, index % n);
    return sum;
  });
}
