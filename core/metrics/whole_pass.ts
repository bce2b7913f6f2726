import { tf } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import type { Host } from "../ports/host.ts";
import type { Metric } from "../ports/metric.ts";
import type { Objective } from "../ports/objective.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import { evaluateBatch, metricSpecs } from "./objective_metrics.ts";
import { PassMetrics } from "./pass_metrics.ts";
import { PassStates } from "./pass_states.ts";

/** What is measured. */
export interface Measured {
  readonly host: Host;
  readonly objective: Objective;
  /** Further metrics, whose `check` has passed. */
  readonly metrics: readonly Metric[];
}

/** Is shown a batch, with the outputs of the network. The caller disposes both. */
export type OnOutputs = (batch: Batch, outputs: readonly tf.Tensor[]) => void;

/** Measures the batches of a pass. */
export interface PassTally {
  /** Adds a batch, which stays the caller's. */
  add(batch: Batch, onOutputs?: OnOutputs): void;
  /** What was added. Once. */
  report(): PassReport;
}

/** A pass that one process measures whole. */
export class WholePass implements PassTally {
  readonly #measured: Measured;
  readonly #means: PassMetrics;
  readonly #states: PassStates;

  constructor(measured: Measured) {
    this.#measured = measured;
    this.#means = new PassMetrics(metricSpecs(measured.objective));
    this.#states = new PassStates(measured.metrics);
  }

  add(batch: Batch, onOutputs?: OnOutputs): void {
    const { numbers, count } = measureBatch(this.#measured, batch, this.#states, onOutputs);
    this.#means.add(numbers, count);
  }

  report(): PassReport {
    return this.#states.report(this.#means.report());
  }
}

/** Loss and metrics of a batch, and of how many values they are means. */
export interface MeasuredBatch {
  readonly numbers: Float32Array;
  readonly count: number;
}

/** Loss and metrics of the objective, and of how many values they are means; shows the batch to `states`. */
export function measureBatch(
  { host, objective }: Measured,
  batch: Batch,
  states: PassStates,
  onOutputs: OnOutputs | undefined,
): MeasuredBatch {
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
