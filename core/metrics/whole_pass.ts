import { tf } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import { fetchValues } from "../late_reads/fetch_values.ts";
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
  /** The same on a backend whose numbers can only be awaited. */
  addLate(batch: Batch, onOutputs?: OnOutputs): Promise<void>;
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

  async addLate(batch: Batch, onOutputs?: OnOutputs): Promise<void> {
    const { targets, weights, inputs } = batch;
    const unread = passForward(this.#measured, batch);
    try {
      const { means_S, count, outputs } = unread;
      const shown = this.#states.any || onOutputs ? [...outputs, ...targets] : [];
      const others = onOutputs ? inputs : [];
      await fetchValues([means_S, ...(count ? [count] : []), ...shown, ...others]);
      if (this.#states.any && weights) await fetchValues([weights]);
      const read = readForward(unread, batch);
      this.#means.add(read.numbers, read.count);
      this.#states.update(batch, outputs);
      onOutputs?.(batch, outputs);
    } finally {
      tf.dispose(unread as unknown as tf.TensorContainer);
    }
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
  measured: Measured,
  batch: Batch,
  states: PassStates,
  onOutputs: OnOutputs | undefined,
): MeasuredBatch {
  let made: MeasuredBatch = { numbers: new Float32Array(), count: batch.size };
  tf.tidy(() => {
    const unread = passForward(measured, batch);
    made = readForward(unread, batch);
    states.update(batch, unread.outputs);
    onOutputs?.(batch, unread.outputs);
  });
  return made;
}

/** What a forward pass made, on the device. */
interface UnreadBatch {
  readonly outputs: readonly tf.Tensor[];
  readonly means_S: tf.Tensor1D;
  /** Only where there are masks. */
  readonly count?: tf.Tensor;
}

function passForward({ host, objective }: Measured, batch: Batch): UnreadBatch {
  return tf.tidy(() => {
    const outputs = host.forward(batch.inputs, false);
    const means_S = evaluateBatch(host, objective, outputs, batch);
    const count = objective.countOf?.(batch.targets, batch.weights);
    return { outputs, means_S, ...(count && { count }) } as unknown as tf.TensorContainer;
  }) as unknown as UnreadBatch;
}

function readForward({ means_S, count }: UnreadBatch, { size }: Batch): MeasuredBatch {
  return {
    numbers: means_S.dataSync<"float32">() as Float32Array,
    count: count?.dataSync()[0] ?? size,
  };
}
