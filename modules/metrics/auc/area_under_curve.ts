/**
 * Area under the ROC curve of the rows of one class against all others.
 *
 *     sum over pairs of w_p w_n ([s_p > s_n] + [s_p = s_n] / 2) / (sum w_p sum w_n)
 *
 * @param scores Of each row; NaN in one makes the result NaN.
 * @param positive Class of the rows that should have the higher scores.
 * @returns NaN if every row is of the class, or none.
 */
export function areaUnderCurve(
  scores: Float32Array,
  labels: Int32Array,
  weights: Float32Array,
  positive: number,
): number {
  if (scores.some(Number.isNaN)) return Number.NaN;
  const order = Uint32Array.from(scores, (_, row) => row).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  );
  let [above, negatives, area] = [0, 0, 0];
  for (let from = 0; from < order.length; ) {
    const score = scores[order[from] as number];
    let [tied, against] = [0, 0];
    let to = from;
    for (; to < order.length && scores[order[to] as number] === score; to++) {
      const row = order[to] as number;
      if (labels[row] === positive) tied += weights[row] as number;
      else against += weights[row] as number;
    }
    area += against * (above + tied / 2);
    above += tied;
    negatives += against;
    from = to;
  }
  return above === 0 || negatives === 0 ? Number.NaN : area / (above * negatives);
}
