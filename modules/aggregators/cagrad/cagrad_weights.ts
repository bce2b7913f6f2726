import { minNormPoint, squaredNormOf, timesGram } from "../_shared/mod.ts";

// T = tasks

/** A combined gradient this much shorter than all gradients together is none. */
const NONE = 1e-8;

/** Halvings that leave nothing but rounding of a bracket. */
const MOST_ROUNDS = 100;

/**
 * Weights of the direction that serves the worst-served task best, within c |g_0| of the mean gradient g_0.
 *
 * By the paper's dual it is d = g_0 + (c |g_0| / |g_w|) g_w, where w minimizes g_w . g_0 + c |g_0| |g_w| over
 * the simplex, g_w = sum_i w_i g_i.
 *
 * @param gram_TT Inner products of the task gradients, row-major, [T, T].
 * @returns Weights of the combined gradient, [T]; zeros where g_w is none: no direction serves every task.
 * @see Liu et al. 2021, arXiv:2110.14048, algorithm 1.
 */
export function cagradWeights(gram_TT: Float64Array, c: number): Float64Array {
  const tasks = Math.sqrt(gram_TT.length);
  // Nothing to be averse to; the formula would lengthen the gradient by c.
  if (tasks === 1) return Float64Array.of(1);
  const mean_T = new Float64Array(tasks).fill(1 / tasks);
  const radius = c * Math.sqrt(squaredNormOf(gram_TT, mean_T));
  if (radius === 0) return mean_T;
  const weights_T = worstServed(gram_TT, mean_T, radius);
  const length = Math.sqrt(squaredNormOf(gram_TT, weights_T));
  if (length <= NONE * frobeniusNorm(gram_TT)) return new Float64Array(tasks);
  return mean_T.map((mean, task) => mean + (radius / length) * (weights_T[task] as number));
}

/**
 * The w of the dual, exactly up to rounding.
 *
 * As |g_w| = min over s > 0 of (|g_w|^2 / s + s) / 2, the dual is, for the right s, the shortest vector of the
 * hull of the g_i + (s / radius) g_0; and s is right where it equals |g_w|, which it is below before that and
 * above after it.
 */
function worstServed(gram_TT: Float64Array, mean_T: Float64Array, radius: number): Float64Array {
  const solve = (s: number) => minNormPoint(shifted(gram_TT, mean_T, s / radius));
  let low = 0;
  let high = frobeniusNorm(gram_TT);
  let weights_T = solve(high);
  let [lowGap, highGap] = [-Math.sqrt(squaredNormOf(gram_TT, solve(0))), Number.NaN];
  highGap = high - Math.sqrt(squaredNormOf(gram_TT, weights_T));
  for (let round = 0; round < MOST_ROUNDS && high - low > Number.EPSILON * high; round++) {
    const s = between(low, lowGap, high, highGap, round);
    weights_T = solve(s);
    const gap = s - Math.sqrt(squaredNormOf(gram_TT, weights_T));
    if (Math.abs(gap) <= 2 * Number.EPSILON * s) break;
    if (gap < 0) [low, lowGap] = [s, gap];
    else [high, highGap] = [s, gap];
  }
  return weights_T;
}

/** Where the line through both ends is zero, in turns with the middle, so that neither end stays for good. */
function between(
  low: number,
  lowGap: number,
  high: number,
  highGap: number,
  round: number,
): number {
  const secant = low - (lowGap * (high - low)) / (highGap - lowGap);
  return round % 3 < 2 && secant > low && secant < high ? secant : (low + high) / 2;
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
