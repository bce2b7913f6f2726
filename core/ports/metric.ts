import type { Column, ColumnValues } from "./dataset.ts";
import type { Host } from "./host.ts";
import type { ClassValue, ConfusionMatrix } from "./reports/pass_report.ts";

// B = examples in the batch

/** Values of a tensor on the host, row-major. */
export interface HostValues {
  /** Shape with the batch axis, [B, ...]. */
  readonly shape: readonly number[];
  /** Read from the device when first asked for, and once for all metrics of a pass. */
  readonly values: ColumnValues;
}

/** What a metric sees of a batch. */
export interface MetricBatch {
  /** B. */
  readonly size: number;
  /** What the network gave, one for each output. */
  readonly outputs: readonly HostValues[];
  /** What it should have given, one for each target column. */
  readonly targets: readonly HostValues[];
  /** Weight of each example, [B], or of each position, [B, T]; undefined if all weigh 1. */
  readonly weights?: HostValues;
}

/** A metric with more to say than one number. */
export interface MetricResult {
  /** Undefined for a metric without `better`. */
  readonly value?: number;
  /** The value of each class. */
  readonly perClass?: readonly ClassValue[];
  /** How often each class was taken for each. */
  readonly matrix?: ConfusionMatrix;
}

/** What a metric has seen of one pass. */
export interface MetricState {
  /** Adds a batch, whose arrays it must not keep. */
  update(batch: MetricBatch): void;
  /** All that it has seen, as numbers that {@link merge} takes. */
  sums(): Float64Array;
  /** Adds what another state of the same metric has seen. */
  merge(sums: Float64Array): void;
  /** The metric of everything that was added; NaN where it is not defined. */
  result(): number | MetricResult;
}

/**
 * Measures a pass over a split: a number of all its examples together, which need not be the mean of its batches.
 *
 * It is measured on validation and test examples, not on training batches, whose outputs never leave the device.
 *
 * A provider must: (1) give the same result however the examples are cut into batches, up to rounding; (2) give that
 * result too if two states are merged that each saw a part; (3) weigh an example as if it were there that many times;
 * (4) check in `check()` all that can be known before the first step; (5) keep each pass in a state of its own;
 * (6) create no tensors.
 */
export interface Metric {
  /** Unique in its run, as Keras names it: `f1`, `val_f1` in the report of an epoch. */
  readonly name: string;
  /** Whether higher or lower values are better; omitted if it has no single value, and cannot be monitored. */
  readonly better?: "higher" | "lower";
  /** Throws if the host's outputs and the targets do not fit this metric. */
  check(host: Host, targets: readonly Column[]): void;
  /** Begins a pass. */
  start(): MetricState;
}
