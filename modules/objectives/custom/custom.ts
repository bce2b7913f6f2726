import {
  isMetricName,
  METRIC_NAME_RULE,
  type MetricSpec,
  OBJECTIVE,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, type tf, z } from "../../../deps.ts";
import { refuse } from "../_shared/mod.ts";

/**
 * Compares outputs and targets, each as the network and the data have them.
 *
 * @param weights Weights of the examples, [B], or of their positions, [B, T], if the objective takes them and the data have
 * them.
 */
export type Comparison = (
  outputs: readonly tf.Tensor[],
  targets: readonly tf.Tensor[],
  weights?: tf.Tensor,
) => tf.Scalar;

/** An objective of your own. */
export interface CustomOptions {
  /** Name in spans and reports. */
  readonly name: string;
  /** Mean loss over the examples of the batch, differentiable in the outputs. */
  readonly loss: Comparison;
  /** Further metrics by name. @default none */
  readonly metrics?: Readonly<Record<string, CustomMetric>>;
  /** Whether the functions take weights; without it, data that have weights are refused. @default false */
  readonly weights?: boolean;
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
  weights: z.boolean().default(false),
});

/** Measures by functions of your own. */
export function custom(options: CustomOptions): ContainerModule {
  const {
    name,
    loss,
    metrics,
    weights: takes,
  } = parseOptions("make custom", CustomSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue({
      name,
      metrics: Object.entries(metrics).map(([metric, { better }]) => ({ name: metric, better })),
      check: (_host, _targets, weights) => {
        if (!weights || takes) return;
        refuse(
          "custom",
          `the data have weights (column "${weights.name}") that loss "${name}" does not take: use them as its third argument, and pass { weights: true }`,
        );
      },
      loss,
      computeMetrics: (outputs, targets, weights) =>
        Object.values(metrics).map(({ mean }) => mean(outputs, targets, weights)),
    });
  });
}
