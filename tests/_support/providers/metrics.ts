import {
  type Column,
  type ColumnValues,
  type Host,
  METRIC,
  type Metric,
  type MetricResult,
} from "../../../core/mod.ts";
import type { ContainerModule } from "../../../deps.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { floats, hostOfOutputs, labels } from "./stub_host.ts";

/** Examples as arrays, [B, ...]. */
export interface Examples {
  readonly size: number;
  /** Shape of an example's output. */
  readonly shape: readonly number[];
  readonly outputs: readonly number[];
  readonly targets: readonly number[];
  /** @default class numbers behind the last axis of the output */
  readonly column?: Column;
  readonly weights?: readonly number[] | undefined;
  readonly host?: Host;
}

/** What the metric of `module` says of `examples`, in batches of `batchSize`. */
export async function measure(
  module: ContainerModule,
  examples: Examples,
  batchSize: number = examples.size,
): Promise<MetricResult> {
  const { shape, size, host = hostOfOutputs([shape]), column = labels(shape.at(-1)) } = examples;
  const metric: Metric = await resolveProvider(METRIC, module);
  metric.check(host, [column]);
  const state = metric.start();
  for (let from = 0; from < size; from += batchSize) {
    const to = Math.min(size, from + batchSize);
    const cut = <T extends ColumnValues>(values: T): T => {
      const each = values.length / size;
      return values.slice(from * each, to * each) as T;
    };
    const { weights } = examples;
    state.update({
      size: to - from,
      outputs: [{ shape: [to - from, ...shape], values: cut(Float32Array.from(examples.outputs)) }],
      targets: [
        {
          shape: [to - from, ...column.shape],
          values: cut(
            column.dtype === "int32"
              ? Int32Array.from(examples.targets)
              : Float32Array.from(examples.targets),
          ),
        },
      ],
      ...(weights && {
        weights: {
          shape: weights.length === size ? [to - from] : [to - from, weights.length / size],
          values: cut(Float32Array.from(weights)),
        },
      }),
    });
  }
  const result = state.result();
  return typeof result === "number" ? { value: result } : result;
}

/** The column of class numbers, or of numbers like the output's. */
export { floats, labels };
