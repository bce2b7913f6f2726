import { tf } from "../../deps.ts";
import type { GroupContents } from "../arena/parameter_group.ts";
import type { Optimizer } from "../ports/optimizer.ts";

// P = numbers in the parameter group

/**
 * Computes the factor on the rate with which the next step of `next` lowers the loss as much as that of `from`.
 *
 * A rate means a different step to each optimizer: Adam's step is about as long as the rate, SGD's as long
 * as the rate times the gradient. With g the gradient estimate in the state of `from` and d the step
 * that each takes on it, the loss falls by g . d to first order, so the factor is g . d_from / g . d_next.
 *
 * @returns 1 if the state of `from` has no gradient estimate, or one of the two would not lower the loss.
 * @see Keskar and Socher 2017, arXiv:1712.07628, section 3, which makes SGD's step project onto Adam's instead;
 * where the two directions differ much, that lets the loss fall several times faster, or jump.
 */
export function matchingFactor(from: GroupContents, next: GroupContents, rate: number): number {
  const entry = Object.entries(from.optimizer.slots).find(
    ([slot, { role }]) => (role === "mean" || role === "momentum") && slot in from.state.slots,
  );
  if (!entry || from.state.count === 0 || rate === 0) return 1;
  const [slot, { gain }] = entry;
  const remembered = from.state.slots[slot] as tf.Tensor1D;
  const gradients_P = remembered.mul<tf.Tensor1D>(1 / gain(from.state.count));
  try {
    const [before, after] = [from, next].map((contents) => fall(contents, gradients_P, rate));
    const factor = (before as number) / (after as number);
    return Number.isFinite(factor) && factor > 0 ? factor : 1;
  } finally {
    gradients_P.dispose();
  }
}

/** First-order decrease of the loss in one step. */
function fall(
  { optimizer, parameters_P, state }: GroupContents,
  gradients_P: tf.Tensor1D,
  rate: number,
): number {
  // What an optimizer does besides the step of the one that it wraps, such as going back, is no matter of the rate.
  const stepping = innermost(optimizer);
  const slots = Object.entries(state.slots).filter(([slot]) => slot in stepping.slots);
  const own = { ...state, slots: Object.fromEntries(slots) };
  const updated = stepping.update(parameters_P, gradients_P, own, rate);
  const read = tf.tidy(() => parameters_P.sub(updated.parameters_P).mul(gradients_P).sum());
  const value = read.dataSync()[0] as number;
  tf.dispose([read, updated.parameters_P, updated.state.slots] as tf.TensorContainer);
  return value;
}

function innermost(optimizer: Optimizer): Optimizer {
  return optimizer.wrapped ? innermost(optimizer.wrapped) : optimizer;
}
