import { type Measure, OBJECTIVE, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, type tf, z } from "../../../deps.ts";

/** Compares outputs and targets, each as the network and the data have them. */
export type Comparison = (
  outputs: readonly tf.Tensor[],
  targets: readonly tf.Tensor[],
) => tf.Scalar;

/** An objective of the user's own. */
export interface CustomOptions {
  /** Name in spans and reports. */
  readonly name: string;
  /** Mean loss over the examples of the batch, differentiable in the outputs. */
  readonly loss: Comparison;
  /** Further means over the batch by name. @default none */
  readonly metrics?: Readonly<Record<string, CustomMeasure>>;
}

/** A measure of the user's own. */
export interface CustomMeasure {
  /** Mean over the examples of the batch. */
  readonly mean: Comparison;
  /** Which of two values is better. */
  readonly better: Measure["better"];
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
      z.string().min(1),
      z.strictObject({ mean: comparison, better: z.enum(["higher", "lower"]) }),
    )
    .default({}),
});

/** Measures by functions of the user's own. */
export function custom(options: CustomOptions): ContainerModule {
  const { name, loss, metrics } = parseOptions("make custom", CustomSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue({
      name,
      measures: Object.entries(metrics).map(([measure, { better }]) => ({ name: measure, better })),
      check: () => {},
      loss,
      metrics: (outputs, targets) =>
        Object.values(metrics).map(({ mean }) => mean(outputs, targets)),
    });
  });
}
