import { type OptimizerState, type OptimizerUpdate, runFused } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import type { CheckedAdamwOptions } from "./options.ts";

// P = numbers in the parameter group

/** The update by a kernel that does all of it in one pass; undefined where the backend offers none. */
export function updateFused(
  parameters_P: tf.Tensor1D,
  gradients_P: tf.Tensor1D,
  state: OptimizerState,
  learningRate: number,
  { beta1, beta2, epsilon }: CheckedAdamwOptions,
): OptimizerUpdate | undefined {
  const { decay } = state.constants;
  const count = state.count + 1;
  const outputs = runFused(
    "TolariaAdamw",
    {
      p: parameters_P,
      g: gradients_P,
      m: state.slots.m as tf.Tensor1D,
      v: state.slots.v as tf.Tensor1D,
      ...(decay && { decay }),
    },
    { learningRate, beta1, beta2, epsilon, count },
  );
  if (!outputs) return undefined;
  const [p, m, v] = outputs;
  return { parameters_P: p, state: { ...state, count, slots: { m, v } } };
}
