// T = tasks

/**
 * Takes out of one task's gradient what fights others', one rival after the other, in terms of weights:
 *
 *     g <- g_i
 *     for each rival j:  g <- g - (g . g_j / |g_j|^2) g_j  where  g . g_j < 0
 *
 * The rivals' gradients are the original ones throughout.
 *
 * @param gram_TT Inner products of the gradients, row-major, [T, T].
 * @param rivals Tasks in the order in which they are visited; the task itself is passed over.
 * @returns Weights of the projected gradient, [T].
 */
export function projected(
  gram_TT: Float64Array,
  task: number,
  rivals: readonly number[],
): Float64Array {
  const tasks = Math.sqrt(gram_TT.length);
  const weights_T = new Float64Array(tasks);
  weights_T[task] = 1;
  for (const rival of rivals) {
    if (rival === task) continue;
    const row = rival * tasks;
    let inner = 0;
    for (let other = 0; other < tasks; other++) {
      inner += (gram_TT[row + other] as number) * (weights_T[other] as number);
    }
    const square = gram_TT[row + rival] as number;
    // A gradient of zero fights nobody; rounding must not make it one that does.
    if (inner < 0 && square > 0) weights_T[rival] = (weights_T[rival] as number) - inner / square;
  }
  return weights_T;
}

/** Sum of vectors of the same length. */
export function sumOf(vectors: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number);
  }
  return sum;
}
