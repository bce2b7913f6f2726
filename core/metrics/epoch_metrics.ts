import type { EpochMetrics } from "../ports/learning_rate_policy.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";

/** Means of an epoch by the names that Keras has for them: `loss`, `accuracy`, `val_loss`, `val_accuracy`. */
export function epochMetrics(train: PassReport, validation: PassReport | undefined): EpochMetrics {
  const metrics: Record<string, number> = { loss: train.loss, ...train.metrics };
  if (!validation) return metrics;
  metrics.val_loss = validation.loss;
  for (const [name, mean] of Object.entries(validation.metrics)) metrics[`val_${name}`] = mean;
  return metrics;
}
