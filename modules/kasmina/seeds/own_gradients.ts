import {
  type KasminaParts,
  type RandomStream,
  type SeedGradients,
  withSeededMathRandom,
} from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import type { Plot, Seed } from "./plot.ts";

/**
 * Gradients of the own losses of seeds that learn beside the host.
 *
 * A seed's own loss is the host's objective on what the rest of the host makes of the seed's output. It is
 * differentiated in two parts, so that nothing of it can reach a weight of the host: first in the seed's output s, a
 * value like any other there, which gives p; then s . p in the seed's weights, a function of those alone.
 *
 * The rest of the host runs as in a validation: it draws nothing and updates no buffers.
 *
 * @param weigh Factor of a seed's gradient; its loss is given as it is.
 */
export function ownGradients(
  plots: readonly Plot[],
  { host, objective }: Pick<KasminaParts, "host" | "objective">,
  targets: readonly tf.Tensor[],
  random: RandomStream,
  weigh: (plot: Plot) => number,
): SeedGradients {
  const gradients = new Map<tf.Variable, tf.Tensor>();
  const losses: tf.Scalar[] = [];
  for (const plot of plots) {
    const activation = plot.takeActivation();
    if (!activation) continue;
    const { network } = plot.seed as Seed;
    const lossOf = (output: tf.Tensor) =>
      objective.loss(host.forwardFrom?.(plot.slot, output, false) ?? [], targets);
    const { value, grad: pull } = withSeededMathRandom(random, () =>
      tf.valueAndGrad(lossOf)(network.apply(activation)),
    );
    const weighted = pull.mul(weigh(plot));
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
