import type { tf } from "../../deps.ts";
import type { Batch } from "../data/feeder.ts";
import type { HostValues, Metric, MetricResult, MetricState } from "../ports/metric.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";

/** What the run's metrics have seen of one pass. */
export class PassStates {
  readonly #states: readonly (readonly [name: string, state: MetricState])[];

  constructor(metrics: readonly Metric[]) {
    this.#states = metrics.map((metric) => [metric.name, metric.start()]);
  }

  /** Whether there is a metric. */
  get any(): boolean {
    return this.#states.length > 0;
  }

  /** Adds a batch. Reads from the device what a metric asks for, once for all of them. */
  update(batch: Pick<Batch, "size" | "targets" | "weights">, outputs: readonly tf.Tensor[]): void {
    if (this.#states.length === 0) return;
    const { size, targets, weights } = batch;
    const seen = {
      size,
      outputs: outputs.map(onHost),
      targets: targets.map(onHost),
      ...(weights && { weights: onHost(weights) }),
    };
    for (const [, state] of this.#states) state.update(seen);
  }

  /** All that each metric has seen, as numbers that {@link merge} takes. */
  sums(): readonly Float64Array[] {
    return this.#states.map(([, state]) => state.sums());
  }

  /** Adds what the same metrics have seen elsewhere. */
  merge(sums: readonly Float64Array[]): void {
    this.#states.forEach(([, state], at) => {
      state.merge(sums[at] as Float64Array);
    });
  }

  /** Adds the metrics to what the objective says of the pass; they take the place of its own of the same name. */
  report(pass: PassReport): PassReport {
    if (this.#states.length === 0) return pass;
    const results = this.#states.map(([name, state]) => [name, resultOf(state)] as const);
    const named = <T>(pick: (result: MetricResult) => T | undefined): Record<string, T> =>
      Object.fromEntries(
        results.flatMap(([name, result]) => {
          const value = pick(result);
          return value === undefined ? [] : [[name, value] as const];
        }),
      );
    const perClass = named((result) => result.perClass);
    const matrices = named((result) => result.matrix);
    return {
      ...pass,
      metrics: { ...pass.metrics, ...named((result) => result.value) },
      ...(Object.keys(perClass).length > 0 && { perClass }),
      ...(Object.keys(matrices).length > 0 && { matrices }),
    };
  }
}

function resultOf(state: MetricState): MetricResult {
  const result = state.result();
  return typeof result === "number" ? { value: result } : result;
}

function onHost(tensor: tf.Tensor): HostValues {
  let values: HostValues["values"] | undefined;
  return {
    shape: tensor.shape,
    get values() {
      values ??= tensor.dataSync() as HostValues["values"];
      return values;
    },
  };
}
