import { type OptimizerState, type OptimizerUpdate, runFused } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";

// P = numbers in the parameter group

/**
 * The update of Adam by a kernel that does all of it in one pass, with decoupled decay where there is
 * one; undefined if the backend offers none.
 */
export function fusedAdam(
  parameters_P: tf.Tensor1D,
  gradients_P: tf.Tensor1D,
  state: OptimizerState,
  learningRate: number,
  decay: tf.Tensor | undefined,
  donate: boolean | undefined,
  { beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number },
): OptimizerUpdate | undefined {
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
    { learningRate, beta1, beta2, epsilon, count, ...(donate && { donate }) },
  );
  if (!outputs) return undefined;
  const [p, m, v] = outputs;
  return { parameters_P: p, state: { ...state, count, slots: { m, v } } };
}
