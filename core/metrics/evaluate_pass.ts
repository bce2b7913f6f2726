import { tf } from "../../deps.ts";
import type { Batch, Feeder } from "../data/feeder.ts";
import type { Host } from "../ports/host.ts";
import type { Metric } from "../ports/metric.ts";
import type { Objective } from "../ports/objective.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import { evaluateBatch, metricSpecs } from "./objective_metrics.ts";
import { PassMetrics } from "./pass_metrics.ts";
import { PassStates } from "./pass_states.ts";

/** What is measured, on what. */
export interface EvaluatedPass {
  readonly host: Host;
  readonly objective: Objective;
  /** Further metrics, whose `check` has passed. */
  readonly metrics: readonly Metric[];
  /** Stands at the start of an epoch, and is at the start of the next after the pass. */
  readonly feeder: Feeder;
}

/** How a pass shares its thread, and what breaks it off. */
export interface PassControl {
  /** Ends the wait for a batch. */
  readonly signal?: AbortSignal;
  /** Is shown each batch, with the outputs of the network. The caller disposes both. */
  readonly onOutputs?: (batch: Batch, outputs: readonly tf.Tensor[]) => void;
  /** Called after each batch; a promise is awaited. */
  readonly afterBatch?: () => void | Promise<void>;
  /** Whether to break off. */
  readonly stopped?: () => boolean;
}

/**
 * Measures a network on all examples of a split, each counting alike: the one pass that validation, the test split and
 * an evaluation of a saved model are.
 *
 * @returns Undefined if it was broken off: the feeder is put back to where it stood.
 */
export async function evaluatePass(
  { feeder, ...measured }: EvaluatedPass,
  { signal, onOutputs, afterBatch, stopped = () => signal?.aborted ?? false }: PassControl = {},
): Promise<PassReport | undefined> {
  const begin = feeder.cursor();
  const means = new PassMetrics(metricSpecs(measured.objective));
  const states = new PassStates(measured.metrics);
  for (;;) {
    const upcoming = feeder.next(signal);
    const batch = upcoming instanceof Promise ? await upcoming : upcoming;
    if (!batch && !stopped()) return states.report(means.report());
    if (batch) {
      try {
        const { numbers, count } = measure(measured, batch, states, onOutputs);
        means.add(numbers, count);
      } finally {
        batch.dispose();
      }
      const pause = afterBatch?.();
      if (pause) await pause;
      if (!stopped()) continue;
    }
    feeder.seek(begin);
    return undefined;
  }
}

/** Loss and metrics of the objective, and of how many values they are means; shows the batch to `states`. */
function measure(
  { host, objective }: Omit<EvaluatedPass, "feeder">,
  batch: Batch,
  states: PassStates,
  onOutputs: PassControl["onOutputs"],
): { readonly numbers: Float32Array; readonly count: number } {
  const { targets, weights, size } = batch;
  let numbers = new Float32Array();
  let count = size;
  tf.tidy(() => {
    const outputs = host.forward(batch.inputs, false);
    const means_S = evaluateBatch(host, objective, outputs, batch);
    numbers = means_S.dataSync<"float32">() as typeof numbers;
    // Read by itself only where there are masks.
    count = objective.countOf?.(targets, weights)?.dataSync()[0] ?? size;
    states.update(batch, outputs);
    onOutputs?.(batch, outputs);
  });
  return { numbers, count };
}
