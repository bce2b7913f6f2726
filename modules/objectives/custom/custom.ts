import {
  isMetricName,
  METRIC_NAME_RULE,
  type MetricSpec,
  OBJECTIVE,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, type tf, z } from "../../../deps.ts";

/** Compares outputs and targets, each as the network and the data have them. */
export type Comparison = (
  outputs: readonly tf.Tensor[],
  targets: readonly tf.Tensor[],
) => tf.Scalar;

/** An objective of your own. */
export interface CustomOptions {
  /** Name in spans and reports. */
  readonly name: string;
  /** Mean loss over the examples of the batch, differentiable in the outputs. */
  readonly loss: Comparison;
  /** Further metrics by name. @default none */
  readonly metrics?: Readonly<Record<string, CustomMetric>>;
}

/** A metric of your own. */
export interface CustomMetric {
  /** Mean over the examples of the batch. */
  readonly mean: Comparison;
  /** Whether higher or lower values are better. */
  readonly better: MetricSpec["better"];
}

const comparison = z.custom<Comparison>(
  (value) => typeof value === "function",
  "a function of outputs and targets",
);

const CustomSchema: z.ZodType<Required<CustomOptions>> = z.strictObject({
  name: z.string().min(1),
  loss: comparison,
  metrics: z
    .record(
      z.string().refine(isMetricName, METRIC_NAME_RULE),
      z.strictObject({ mean: comparison, better: z.enum(["higher", "lower"]) }),
    )
    .default({}),
});

/** Measures by functions of your own. */
export function custom(options: CustomOptions): ContainerModule {
  const { name, loss, metrics } = parseOptions("make custom", CustomSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue({
      name,
      metrics: Object.entries(metrics).map(([metric, { better }]) => ({ name: metric, better })),
      check: () => {},
      loss,
      computeMetrics: (outputs, targets) =>
        Object.values(metrics).map(({ mean }) => mean(outputs, targets)),
    });
  });
}
