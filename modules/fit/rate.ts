import { PolicyModule } from "../../core/mod.ts";
import type { tf } from "../../deps.ts";

/** The learning rate of an optimizer of tfjs; undefined if it keeps none. */
export function rateOf(optimizer: tf.Optimizer): number | undefined {
  const { learningRate } = optimizer as unknown as { readonly learningRate?: unknown };
  return typeof learningRate === "number" ? learningRate : undefined;
}

/**
 * The rate of the optimizer that a model was compiled with, as it is before each step: a callback may set
 * `model.optimizer.learningRate`, which is how schedules are written for `model.fit`.
 */
export function compiledRate(optimizer: tf.Optimizer): PolicyModule {
  return new PolicyModule(() => ({
    name: "compiled",
    check: () => {},
    rate: () => rateOf(optimizer) ?? Number.NaN,
  }));
}
