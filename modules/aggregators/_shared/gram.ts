// T = tasks

/** G w, [T]: the inner product of each gradient with the combined one. */
export function timesGram(gram_TT: Float64Array, weights_T: Float64Array): Float64Array {
  const tasks = weights_T.length;
  return Float64Array.from({ length: tasks }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < tasks; column++) {
      sum += (gram_TT[row * tasks + column] as number) * (weights_T[column] as number);
    }
    return sum;
  });
}

/** Inner product of two vectors. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** w^T G w: the squared norm of the combined gradient; at least 0 despite rounding. */
export function squaredNormOf(gram_TT: Float64Array, weights_T: Float64Array): number {
  return Math.max(0, dot(weights_T, timesGram(gram_TT, weights_T)));
}
