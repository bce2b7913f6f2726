import type { Decoded } from "./field.ts";

/**
 * Returns the most likely of several classes, with the probability of each.
 *
 * @param outputs Logits of the classes, or their probabilities if `squashed`.
 */
export function decodeClasses(
  outputs: ArrayLike<number>,
  names: readonly string[],
  squashed: boolean,
): Decoded {
  const scores = Array.from(outputs);
  const probabilities = squashed ? scores : softmax(scores);
  const best = probabilities.reduce(
    (top, probability, at) => (probability > (probabilities[top] as number) ? at : top),
    0,
  );
  return {
    value: names[best] ?? String(best),
    probability: probabilities[best] as number,
    probabilities: Object.fromEntries(
      probabilities.map((probability, at) => [names[at] ?? String(at), probability]),
    ),
  };
}

function softmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
