// V = ids

/** How the next token is drawn from its scores. */
export interface SamplingOptions {
  /** Divisor of the scores, at least 0: below 1 sharper, above 1 flatter; 0 takes the highest score. @default 1 */
  readonly temperature?: number;
  /** Tokens that can be drawn, at least 1: those with the highest scores. @default all */
  readonly topK?: number;
  /** Probability that the tokens that can be drawn have together at least, in (0, 1]: the most probable ones. @default 1 */
  readonly topP?: number;
}

/** {@link SamplingOptions} with their defaults. */
export interface Sampling {
  readonly temperature: number;
  readonly topK: number | undefined;
  readonly topP: number;
}

/**
 * Returns the probability of each token, [V]: softmax(scores / temperature), then 0 for all but the `topK` highest, then 0
 * for all but the fewest that have `topP` of what is left together.
 *
 * The order is that of transformers: temperature, top k, top p. Of equal scores the lower id counts as higher.
 *
 * @see Holtzman et al. 2020, The Curious Case of Neural Text Degeneration, arXiv:1904.09751, section 3.1 (top p).
 */
export function probabilitiesOf(
  scores: ArrayLike<number>,
  { temperature, topK, topP }: Sampling,
): Float64Array {
  if (temperature === 0) return oneHot(scores.length, highestOf(scores));
  const highest = scores[highestOf(scores)] as number;
  const powers = Float64Array.from(scores, (score) => Math.exp((score - highest) / temperature));
  if ((topK === undefined || topK >= scores.length) && topP === 1) return normalized(powers);
  const ids = Array.from(powers, (_, id) => id);
  ids.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  const kept = ids.slice(0, topK);
  const enough = topP * kept.reduce((sum, id) => sum + (powers[id] as number), 0);
  const result = new Float64Array(powers.length);
  let sum = 0;
  for (const id of kept) {
    result[id] = powers[id] as number;
    sum += powers[id] as number;
    if (sum >= enough) break;
  }
  return normalized(result);
}

/** Returns the token at the share `at` of the probabilities, in [0, 1). */
export function tokenAt(probabilities_V: Float64Array, at: number): number {
  let sum = 0;
  let last = 0;
  for (let id = 0; id < probabilities_V.length; id++) {
    const share = probabilities_V[id] as number;
    if (share === 0) continue;
    sum += share;
    last = id;
    if (at < sum) return id;
  }
  // The sum of all is 1 but for rounding.
  return last;
}

/** The lowest id with the highest score. */
function highestOf(scores: ArrayLike<number>): number {
  let found = 0;
  for (let id = 1; id < scores.length; id++) {
    if ((scores[id] as number) > (scores[found] as number)) found = id;
  }
  return found;
}

function oneHot(size: number, id: number): Float64Array {
  const result = new Float64Array(size);
  result[id] = 1;
  return result;
}

function normalized(powers: Float64Array): Float64Array {
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
