import {
  type KasminaParts,
  type RandomStream,
  type SeedGradients,
  withSeededMathRandom,
} from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import type { Seed, SlotState } from "./slot_state.ts";

/** What a batch should have come to, and how much its examples weigh. */
interface SeedTargets {
  readonly targets: readonly tf.Tensor[];
  readonly weights?: tf.Tensor | undefined;
}

/**
 * Computes the gradients of the local losses of seeds that train beside the host.
 *
 * A seed's local loss is the host's objective when the rest of the host continues from the seed's output. It is
 * differentiated in two parts, so that no gradient reaches a weight of the host: first by the seed's output s, as a
 * constant input, which gives p; then s . p by the seed's weights, a function of those alone.
 *
 * The rest of the host runs in inference mode: it draws no random numbers and updates no buffers.
 *
 * @param weigh Returns the factor of a seed's gradient; its loss stays unscaled.
 */
export function ownGradients(
  slots: readonly SlotState[],
  { host, objective }: Pick<KasminaParts, "host" | "objective">,
  { targets, weights }: SeedTargets,
  random: RandomStream,
  weigh: (slotState: SlotState) => number,
): SeedGradients {
  const gradients = new Map<tf.Variable, tf.Tensor>();
  const losses: tf.Scalar[] = [];
  for (const slotState of slots) {
    const activation = slotState.takeActivation();
    if (!activation) continue;
    const { network } = slotState.seed as Seed;
    const lossOf = (output: tf.Tensor) =>
      objective.loss(host.forwardFrom?.(slotState.slot, output, false) ?? [], targets, weights);
    const { value, grad: pull } = withSeededMathRandom(random, () =>
      tf.valueAndGrad(lossOf)(network.apply(activation)),
    );
    const weighted = pull.mul(weigh(slotState));
    const pulled = () => network.apply(activation).mul(weighted).sum().asScalar();
    const { grads } = tf.variableGrads(pulled, network.variables);
    for (const variable of network.variables) {
      const gradient = grads[variable.name];
      if (gradient) gradients.set(variable, gradient);
    }
    losses.push(value as tf.Scalar);
    activation.dispose();
  }
  return { gradients, losses };
}
