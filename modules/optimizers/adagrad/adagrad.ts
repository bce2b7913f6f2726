import {
  type ArenaLayout,
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  type OptimizerUpdate,
  parseOptions,
  runFused,
} from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import { addDecay, bindOptimizer, decayConstants, parseOptimizerOptions } from "../_shared/mod.ts";
import { type AdagradOptions, AdagradSchema, type CheckedAdagradOptions } from "./options.ts";

// P = numbers in the parameter group

/**
 * Adagrad, on a flat vector.
 *
 * With t counted from 0:
 *
 *     g <- g + decay p
 *     s <- s + g^2
 *     p <- p - lr / (1 + t rateDecay) g / (sqrt(s) + epsilon)
 *
 * @see Duchi et al. 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization",
 * JMLR 12; equals `torch.optim.Adagrad`.
 */
export class Adagrad implements Optimizer {
  readonly name = "adagrad";
  readonly options: CheckedAdagradOptions & OptimizerOptions;
  readonly slots: Optimizer["slots"];

  constructor(options: CheckedAdagradOptions) {
    this.options = { ...options };
    this.slots = { s: { role: "squareSum", gain: (count) => count } };
  }

  with(changes: OptimizerOptions): Adagrad {
    return new Adagrad(
      parseOptions("change adagrad", AdagradSchema, { ...this.options, ...changes }),
    );
  }

  init(layout: ArenaLayout): OptimizerState {
    return {
      count: 0,
      slots: { s: tf.fill([layout.size], this.options.initialAccumulator) },
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
    const { epsilon, rateDecay } = this.options;
    const rate = learningRate / (1 + state.count * rateDecay);
    const [updated_P, s] = tf.tidy(() => {
      const decayed_P = addDecay(gradients_P, parameters_P, state.constants.decay);
      const before = state.slots.s as tf.Tensor1D;
      const inputs = { p: parameters_P, g: decayed_P, s: before };
      const attributes = { learningRate: rate, epsilon, ...(donate && { donate }) };
      const fused = runFused("TolariaAdagrad", inputs, attributes);
      if (fused) return fused;
      const s = before.add(decayed_P.mul(decayed_P));
      const step_P = decayed_P.mul(rate).div(s.sqrt().add(epsilon));
      return [parameters_P.sub(step_P), s];
    }) as [tf.Tensor1D, tf.Tensor1D];
    return { parameters_P: updated_P, state: { ...state, count: state.count + 1, slots: { s } } };
  }
}

/** Updates by Adagrad. */
export function adagrad(options: AdagradOptions = {}): ContainerModule {
  const checked = parseOptimizerOptions("adagrad", AdagradSchema, options);
  return bindOptimizer(() => new Adagrad(checked));
}
