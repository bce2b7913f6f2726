// T = vertices, S = vertices of the corral

/** A pivot this much smaller than its diagonal is rounding: the vertex lies in the others' plane. */
const SINGULAR = 1e-13;

/**
 * Weights of the shortest vector of the plane through some vertices: v with 1^T v = 1 and v^T G v least.
 *
 * With M = G_S + s 11^T, which is positive definite for any s > 0 if no vertex is in the others' plane:
 * M u = 1, v = u / (1^T u).
 *
 * @param gram_TT Inner products of all vertices, row-major, [T, T].
 * @param corral Which of them, [S].
 * @returns v, [S]; undefined if a vertex is in the plane of those before it.
 * @see Wolfe 1976, doi:10.1007/BF01580381, section 4.
 */
export function affineMinimizer(
  gram_TT: Float64Array,
  corral: readonly number[],
): Float64Array | undefined {
  const count = Math.sqrt(gram_TT.length);
  const innerOf = (a: number, b: number) =>
    gram_TT[(corral[a] as number) * count + (corral[b] as number)] as number;
  // As small as the shortest vertex, which long ones must not drown.
  const shift = corral.reduce((least, _, at) => Math.min(least, innerOf(at, at)), Infinity);
  const factor = cholesky(corral.length, (a, b) => innerOf(a, b) + shift);
  if (!factor) return undefined;
  const u = solveOnes(factor, corral.length);
  const total = u.reduce((sum, value) => sum + value, 0);
  return u.map((value) => value / total);
}

/** L with L L^T = M, lower, row-major, [S, S]; undefined where M is not positive definite. */
function cholesky(
  size: number,
  entryOf: (a: number, b: number) => number,
): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = entryOf(row, column);
      for (let k = 0; k < column; k++) {
        rest -= (lower[row * size + k] as number) * (lower[column * size + k] as number);
      }
      if (row === column && !(rest > SINGULAR * entryOf(row, row))) return undefined;
      lower[row * size + column] =
        row === column ? Math.sqrt(rest) : rest / (lower[column * size + column] as number);
    }
  }
  return lower;
}

/** u with L L^T u = 1, [S]. */
function solveOnes(lower: Float64Array, size: number): Float64Array {
  const u = new Float64Array(size).fill(1);
  for (let row = 0; row < size; row++) {
    let rest = u[row] as number;
    for (let k = 0; k < row; k++) rest -= (lower[row * size + k] as number) * (u[k] as number);
    u[row] = rest / (lower[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = u[row] as number;
    for (let k = row + 1; k < size; k++) {
      rest -= (lower[k * size + row] as number) * (u[k] as number);
    }
    u[row] = rest / (lower[row * size + row] as number);
  }
  return u;
}
