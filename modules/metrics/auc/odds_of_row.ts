import type { ColumnValues } from "../../../core/mod.ts";

/**
 * Writes the log odds of each class against the others to `odds`, of as many logits from `at` on:
 *
 *     odds_c = s_c - log sum_{j != c} exp(s_j) = log(p_c / (1 - p_c))
 *
 * They rank rows as the softmax does, which as float32 would be 1 for every class that is sure.
 */
export function oddsOfRow(logits: ColumnValues, at: number, odds: Float32Array): void {
  const classes = odds.length;
  let first = 0;
  for (let c = 1; c < classes; c++) {
    if ((logits[at + c] as number) > (logits[at + first] as number)) first = c;
  }
  const highest = logits[at + first] as number;
  // Without the highest: taken off a sum that has it, nothing might be left.
  let others = 0;
  for (let c = 0; c < classes; c++) {
    if (c !== first) others += Math.exp((logits[at + c] as number) - highest);
  }
  for (let c = 0; c < classes; c++) {
    const score = (logits[at + c] as number) - highest;
    odds[c] = score - Math.log(c === first ? others : 1 + others - Math.exp(score));
  }
}
