import {
  type ArenaLayout,
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  type OptimizerUpdate,
  parseOptions,
} from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import {
  adamStep,
  addDecay,
  bindOptimizer,
  decayConstants,
  fusedAdam,
  meanGain,
  parseOptimizerOptions,
} from "../_shared/mod.ts";
import { type AdamOptions, AdamSchema, type CheckedAdamOptions } from "./options.ts";

// P = numbers in the parameter group

/**
 * Adam, on a flat vector.
 *
 * With the rate lr and t counted from 1:
 *
 *     g <- g + decay p
 *     m <- m + (1 - beta1) (g - m)
 *     v <- v + (1 - beta2) (g^2 - v)
 *     p <- p - lr mhat / (sqrt(vhat) + epsilon),  mhat = m / (1 - beta1^t),  vhat = v / (1 - beta2^t)
 *
 * Decay that Adam does not scale is `adamw`'s.
 *
 * @see Kingma and Ba 2015, arXiv:1412.6980, algorithm 1; equals `torch.optim.Adam` and `optax.adam`.
 */
export class Adam implements Optimizer {
  readonly name = "adam";
  readonly options: CheckedAdamOptions & OptimizerOptions;
  readonly slots: Optimizer["slots"];

  constructor(options: CheckedAdamOptions) {
    this.options = { ...options };
    this.slots = {
      m: { role: "mean", gain: meanGain(options.beta1) },
      v: { role: "meanSquare", gain: meanGain(options.beta2) },
    };
  }

  with(changes: OptimizerOptions): Adam {
    return new Adam(parseOptions("change adam", AdamSchema, { ...this.options, ...changes }));
  }

  init(layout: ArenaLayout): OptimizerState {
    return {
      count: 0,
      slots: { m: tf.zeros([layout.size]), v: tf.zeros([layout.size]) },
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
    const { decay } = state.constants;
    const decayed_P = tf.tidy(() => addDecay(gradients_P, parameters_P, decay));
    try {
      return (
        fusedAdam(parameters_P, decayed_P, state, learningRate, undefined, donate, this.options) ??
        this.#updateByOps(parameters_P, decayed_P, state, learningRate)
      );
    } finally {
      if (decayed_P !== gradients_P) decayed_P.dispose();
    }
  }

  #updateByOps(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    state: OptimizerState,
    learningRate: number,
  ): OptimizerUpdate {
    const count = state.count + 1;
    const { m, v, updated_P } = tf.tidy(() => {
      const { m, v, step_P } = adamStep(
        gradients_P,
        state.slots,
        this.options,
        count,
        learningRate,
      );
      return { m, v, updated_P: parameters_P.sub<tf.Tensor1D>(step_P) };
    });
    return { parameters_P: updated_P, state: { ...state, count, slots: { m, v } } };
  }
}

/** Updates by Adam. */
export function adam(options: AdamOptions = {}): ContainerModule {
  const checked = parseOptimizerOptions("adam", AdamSchema, options);
  return bindOptimizer(() => new Adam(checked));
}
