import { arrangeSplits, lookAtValues } from "../data/arrange_splits.ts";
import { BatchFeeder } from "../data/batch_feeder.ts";
import { checkMeasured } from "../metrics/check_measured.ts";
import { evaluatePass } from "../metrics/evaluate_pass.ts";
import type { Dataset } from "../ports/dataset.ts";
import type { Host } from "../ports/host.ts";
import type { Metric } from "../ports/metric.ts";
import type { Objective } from "../ports/objective.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";

/** A network outside of any training, and what it is measured on and by. */
export interface EvaluatedDataset {
  readonly host: Host;
  readonly objective: Objective;
  readonly metrics: readonly Metric[];
  readonly dataset: Dataset;
  /** Examples that go through the network at once. */
  readonly batchSize: number;
  /** Ends the pass. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch with the examples so far. */
  readonly onProgress?: ((examples: number) => void) | undefined;
}

/**
 * Measures a network on all examples of a dataset, as the validation of a training does.
 *
 * @returns Undefined if `signal` ended the pass.
 * @throws {TolariaError} `host/unsupported` if network, objective, metrics and data do not fit together; errors of the data.
 */
export async function evaluateDataset({
  host,
  objective,
  metrics,
  dataset,
  batchSize,
  signal,
  onProgress,
}: EvaluatedDataset): Promise<PassReport | undefined> {
  // There are no training examples here: the ones to measure stand in for them.
  const splits = arrangeSplits(host, objective, { train: dataset, test: dataset });
  checkMeasured(host, objective, metrics, splits);
  lookAtValues(splits);
  const feeder = new BatchFeeder(splits.train, { batchSize });
  let examples = 0;
  const afterBatch = async () => {
    examples = Math.min(examples + batchSize, dataset.size);
    onProgress?.(examples);
    // Timers and signals get their turn.
    await new Promise((resolve) => setImmediate(resolve));
  };
  try {
    return await evaluatePass(
      { host, objective, metrics, feeder },
      { ...(signal && { signal }), afterBatch },
    );
  } finally {
    feeder.dispose();
  }
}
