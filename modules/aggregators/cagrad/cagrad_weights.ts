import { minNormPoint, squaredNormOf, timesGram } from "../_shared/mod.ts";

// T = tasks

/** A combined gradient this much shorter than the gradients that it is made of is what rounding left of them. */
const NONE = 1e-8;

/** Gradients this much shorter than the longest are zero: those of float32 numbers are not, and their squares are doubles. */
const ZERO = 1e-60;

/** Halvings that leave nothing but rounding of a bracket. */
const MOST_ROUNDS = 100;

/**
 * Weights of the direction that serves the worst-served task best, within c |g_0| of the mean gradient g_0.
 *
 * By the paper's dual it is d = g_0 + (c |g_0| / |g_w|) g_w, where w minimizes g_w . g_0 + c |g_0| |g_w| over
 * the simplex, g_w = sum_i w_i g_i.
 *
 * @param products_TT Inner products of the task gradients, row-major, [T, T].
 * @returns Weights of the combined gradient, [T]; zeros where g_w is none: no direction serves every task.
 * @see Liu et al. 2021, arXiv:2110.14048, algorithm 1.
 */
export function cagradWeights(products_TT: Float64Array, c: number): Float64Array {
  const gram_TT = withoutTiny(products_TT);
  const tasks = Math.sqrt(gram_TT.length);
  // Nothing to be averse to; the formula would lengthen the gradient by c.
  if (tasks === 1) return Float64Array.of(1);
  const mean_T = new Float64Array(tasks).fill(1 / tasks);
  const meanLength = Math.sqrt(squaredNormOf(gram_TT, mean_T));
  const radius = c * meanLength;
  if (radius === 0 || meanLength <= NONE * partsOf(gram_TT, mean_T)) return mean_T;
  const weights_T = worstServed(gram_TT, mean_T, radius);
  if (!weights_T) return new Float64Array(tasks);
  const length = Math.sqrt(squaredNormOf(gram_TT, weights_T));
  if (length <= NONE * partsOf(gram_TT, weights_T)) return new Float64Array(tasks);
  return mean_T.map((mean, task) => mean + (radius / length) * (weights_T[task] as number));
}

/**
 * The w of the dual, exactly up to rounding.
 *
 * As |g_w| = min over s > 0 of (|g_w|^2 / s + s) / 2, the dual is, for the right s, the shortest vector of the
 * hull of the g_i + (s / radius) g_0. The right s equals |g_w|; a smaller s is below it, a larger one above.
 */
function worstServed(
  gram_TT: Float64Array,
  mean_T: Float64Array,
  radius: number,
): Float64Array | undefined {
  const solve = (s: number) => {
    const weights_T = minNormPoint(shifted(gram_TT, mean_T, s / radius));
    return { s, weights_T, gap: s - Math.sqrt(squaredNormOf(gram_TT, weights_T)) };
  };
  let low = solve(NONE * shortest(gram_TT));
  if (low.gap > 0) return undefined;
  let high = solve(frobeniusNorm(gram_TT));
  let last = high;
  for (let round = 0; round < MOST_ROUNDS && high.s - low.s > Number.EPSILON * high.s; round++) {
    last = solve(between(low, high, round));
    if (Math.abs(last.gap) <= 2 * Number.EPSILON * last.s) break;
    if (last.gap < 0) low = last;
    else high = last;
  }
  return last.weights_T;
}

/** An end of the bracket: s, and what it is above |g_w|. */
interface End {
  readonly s: number;
  readonly gap: number;
}

/**
 * Where the line through both ends is zero, in turns with the middle, so that neither end stays for good. Ends that are
 * many times apart are halved by their exponents.
 */
function between(low: End, high: End, round: number): number {
  if (high.s > 4 * low.s) return Math.sqrt(low.s * high.s);
  const secant = low.s - (low.gap * (high.s - low.s)) / (high.gap - low.gap);
  return round % 3 < 2 && secant > low.s && secant < high.s ? secant : (low.s + high.s) / 2;
}

/** Length of the shortest gradient that is not zero. */
function shortest(gram_TT: Float64Array): number {
  const tasks = Math.sqrt(gram_TT.length);
  const squares = gram_TT.filter((square, at) => at % (tasks + 1) === 0 && square > 0);
  return Math.sqrt(squares.reduce((least, square) => Math.min(least, square), Infinity));
}

/** Inner products of the g_i + factor g_0. */
function shifted(gram_TT: Float64Array, mean_T: Float64Array, factor: number): Float64Array {
  const tasks = mean_T.length;
  const toMean_T = timesGram(gram_TT, mean_T);
  const square = factor ** 2 * squaredNormOf(gram_TT, mean_T);
  return gram_TT.map((inner, at) => {
    const row = toMean_T[Math.floor(at / tasks)] as number;
    return inner + factor * (row + (toMean_T[at % tasks] as number)) + square;
  });
}

function frobeniusNorm(gram_TT: Float64Array): number {
  const tasks = Math.sqrt(gram_TT.length);
  let trace = 0;
  for (let task = 0; task < tasks; task++) trace += gram_TT[task * (tasks + 1)] as number;
  return Math.sqrt(trace);
}

/** The inner products with those of tiny gradients 0. */
function withoutTiny(products_TT: Float64Array): Float64Array {
  const tasks = Math.sqrt(products_TT.length);
  const squares = Array.from(
    { length: tasks },
    (_, task) => products_TT[task * (tasks + 1)] as number,
  );
  const least = Math.max(...squares) * ZERO ** 2;
  const tiny = squares.map((square) => square < least);
  return products_TT.map((inner, at) =>
    tiny[Math.floor(at / tasks)] || tiny[at % tasks] ? 0 : inner,
  );
}

/** Lengths of the gradients times their weights, in sum. */
function partsOf(gram_TT: Float64Array, weights_T: Float64Array): number {
  const tasks = weights_T.length;
  return weights_T.reduce(
    (sum, weight, task) => sum + weight * Math.sqrt(gram_TT[task * (tasks + 1)] as number),
    0,
  );
}
