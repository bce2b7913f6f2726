import {
  type ArenaLayout,
  type FusedKernels,
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  type OptimizerUpdate,
  parseOptions,
  runFused,
  wholePower,
} from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import { addDecay, bindOptimizer, decayConstants, parseOptimizerOptions } from "../_shared/mod.ts";
import { type CheckedSgdOptions, type SgdOptions, SgdSchema } from "./options.ts";

// P = numbers in the parameter group

/**
 * Gradient descent with momentum, on a flat vector.
 *
 *     g <- g + decay p
 *     b <- momentum b + (1 - dampening) g          (the first update: b <- g)
 *     p <- p - lr b                                (Nesterov: p - lr (g + momentum b))
 *
 * Without momentum there is no buffer, and p <- p - lr g.
 *
 * @see Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning"; equals
 * `torch.optim.SGD`.
 */
export class Sgd implements Optimizer {
  readonly name = "sgd";
  readonly options: CheckedSgdOptions & OptimizerOptions;
  readonly slots: Optimizer["slots"];

  constructor(options: CheckedSgdOptions) {
    this.options = { ...options };
    const { momentum, dampening } = options;
    this.slots =
      momentum > 0 ? { b: { role: "momentum", gain: bufferGain(momentum, dampening) } } : {};
  }

  with(changes: OptimizerOptions): Sgd {
    return new Sgd(parseOptions("change sgd", SgdSchema, { ...this.options, ...changes }));
  }

  init(layout: ArenaLayout): OptimizerState {
    return {
      count: 0,
      slots: this.options.momentum > 0 ? { b: tf.zeros([layout.size]) } : {},
      constants: decayConstants(this.options, layout),
    };
  }

  update(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    state: OptimizerState,
    learningRate: number,
    donate?: boolean,
  ): OptimizerUpdate {
    const [updated_P, b] = tf.tidy(() => {
      const decayed_P = addDecay(gradients_P, parameters_P, state.constants.decay);
      return (
        this.#fused(parameters_P, decayed_P, state, { learningRate, ...(donate && { donate }) }) ??
        this.#byOps(parameters_P, decayed_P, state, learningRate)
      );
    }) as [tf.Tensor1D, tf.Tensor1D?];
    return {
      parameters_P: updated_P,
      state: { ...state, count: state.count + 1, slots: b ? { b } : {} },
    };
  }

  #fused(
    p: tf.Tensor1D,
    g: tf.Tensor1D,
    { slots }: OptimizerState,
    attributes: FusedKernels["TolariaDescent"]["attributes"],
  ): tf.Tensor1D[] | undefined {
    const { momentum, nesterov, dampening } = this.options;
    if (momentum === 0) return runFused("TolariaDescent", { p, g }, attributes);
    if (dampening > 0) return undefined;
    const inputs = { p, g, b: slots.b as tf.Tensor1D };
    return runFused("TolariaSgd", inputs, { ...attributes, momentum, nesterov });
  }

  #byOps(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    { count, slots }: OptimizerState,
    learningRate: number,
  ): tf.Tensor1D[] {
    const { momentum, nesterov, dampening } = this.options;
    if (momentum === 0) return [parameters_P.sub(gradients_P.mul(learningRate))];
    const kept_P = (slots.b as tf.Tensor1D).mul<tf.Tensor1D>(momentum);
    const share = count === 0 ? 1 : 1 - dampening;
    const b = kept_P.add<tf.Tensor1D>(share === 1 ? gradients_P : gradients_P.mul(share));
    const step_P = nesterov ? gradients_P.add(b.mul(momentum)) : b;
    return [parameters_P.sub(step_P.mul(learningRate)), b];
  }
}

/** What the buffer makes of ones: momentum^(t - 1), and the dampened sum of the later ones. */
function bufferGain(momentum: number, dampening: number): (count: number) => number {
  return (count) => {
    if (count === 0) return 0;
    const first = wholePower(momentum, count - 1);
    return first + ((1 - dampening) * (1 - first)) / (1 - momentum);
  };
}

/** Updates by gradient descent. */
export function sgd(options: SgdOptions = {}): ContainerModule {
  const checked = parseOptimizerOptions("sgd", SgdSchema, options);
  return bindOptimizer(() => new Sgd(checked));
}
