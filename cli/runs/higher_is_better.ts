const HIGHER = /accuracy|precision|recall|f1|auc|r2|top_?k/i;

/** Whether higher values of a metric are better, by its name; of a loss and all others, lower ones are. */
export function higherIsBetter(metric: string): boolean {
  return HIGHER.test(metric);
}
