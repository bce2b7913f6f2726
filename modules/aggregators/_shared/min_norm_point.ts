import { affineMinimizer } from "./affine_minimizer.ts";
import { dot, timesGram } from "./gram.ts";

// T = vertices

/** Relative to the vertices' lengths: what is no more than rounding. */
const TOLERANCE = 1e-13;

/**
 * The shortest vector of the convex hull of some vertices, as weights of the vertices, from their inner products.
 *
 * Wolfe's algorithm: exact up to rounding after finitely many steps, however badly the vertices are scaled or
 * however many of them say the same. A corral is a set of vertices none of which the others' plane contains; it
 * grows by the vertex that promises most, and is cut down to those that keep a positive weight.
 *
 * @param gram_TT Inner products of the vertices, row-major, [T, T].
 * @returns Weights, [T]: at least 0, and 1 in sum.
 * @see Wolfe 1976, "Finding the nearest point in a polytope", doi:10.1007/BF01580381.
 */
export function minNormPoint(gram_TT: Float64Array): Float64Array {
  const count = Math.sqrt(gram_TT.length);
  const squareOf = (vertex: number) => gram_TT[vertex * count + vertex] as number;
  const start = indexOfLeast(count, squareOf);
  let corral = [start];
  let weights_T: Float64Array = new Float64Array(count);
  weights_T[start] = 1;
  // No corral comes twice, as the vector shortens each time; the bound is for rounding.
  for (let round = 0; round < 16 * count; round++) {
    const inner_T = timesGram(gram_TT, weights_T);
    const square = dot(weights_T, inner_T);
    const best = indexOfLeast(count, (vertex) => inner_T[vertex] as number);
    const slack = TOLERANCE * (square + Math.sqrt(Math.max(0, square) * squareOf(best)));
    if (corral.includes(best) || (inner_T[best] as number) >= square - slack) break;
    const grown = shrunkToPositive(gram_TT, [...corral, best], weights_T);
    if (!grown) break;
    ({ corral, weights_T } = grown);
  }
  return weights_T;
}

/** Walks from `weights_T` towards the shortest vector of the corral's plane, and drops who gets in the way. */
function shrunkToPositive(
  gram_TT: Float64Array,
  grown: readonly number[],
  before_T: Float64Array,
): { corral: number[]; weights_T: Float64Array } | undefined {
  let corral = [...grown];
  let weights_T: Float64Array = before_T;
  for (;;) {
    const target = affineMinimizer(gram_TT, corral);
    if (!target) return undefined;
    const reach = firstToVanish(corral, weights_T, target);
    const next_T = new Float64Array(weights_T.length);
    corral.forEach((vertex, at) => {
      const from = weights_T[vertex] as number;
      next_T[vertex] = from + reach.share * ((target[at] as number) - from);
    });
    weights_T = next_T;
    if (reach.vertex === undefined) return { corral, weights_T };
    weights_T[reach.vertex] = 0;
    corral = corral.filter((vertex) => vertex !== reach.vertex);
  }
}

/** How far the walk goes before a weight would turn negative, and which weight; all the way if none would. */
function firstToVanish(
  corral: readonly number[],
  weights_T: Float64Array,
  target: Float64Array,
): { share: number; vertex: number | undefined } {
  let share = 1;
  let first: number | undefined;
  corral.forEach((vertex, at) => {
    const [from, to] = [weights_T[vertex] as number, target[at] as number];
    if (to > 0) return;
    const reached = from - to > 0 ? from / (from - to) : 0;
    if (first === undefined || reached < share) {
      share = Math.min(1, reached);
      first = vertex;
    }
  });
  return { share, vertex: first };
}

function indexOfLeast(count: number, entryOf: (index: number) => number): number {
  let least = 0;
  for (let i = 1; i < count; i++) if (entryOf(i) < entryOf(least)) least = i;
  return least;
}
