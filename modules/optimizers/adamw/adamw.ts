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
  bindOptimizer,
  decayConstants,
  fusedAdam,
  meanGain,
  parseOptimizerOptions,
  takeDecay,
} from "../_shared/mod.ts";
import { type AdamwOptions, AdamwSchema, type CheckedAdamwOptions } from "./options.ts";

// P = numbers in the parameter group

/**
 * Adam with decoupled weight decay, on a flat vector.
 *
 * With the rate lr and t counted from 1:
 *
 *     m <- m + (1 - beta1) (g - m)
 *     v <- v + (1 - beta2) (g^2 - v)
 *     p <- p - lr (mhat / (sqrt(vhat) + epsilon) + decay p),  mhat = m / (1 - beta1^t),  vhat = v / (1 - beta2^t)
 *
 * @see Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2; equals `torch.optim.AdamW` and
 * `optax.adamw`.
 */
export class Adamw implements Optimizer {
  readonly name = "adamw";
  readonly options: CheckedAdamwOptions & OptimizerOptions;
  readonly slots: Optimizer["slots"];

  constructor(options: CheckedAdamwOptions) {
    this.options = { ...options };
    this.slots = {
      m: { role: "mean", gain: meanGain(options.beta1) },
      v: { role: "meanSquare", gain: meanGain(options.beta2) },
    };
  }

  with(changes: OptimizerOptions): Adamw {
    return new Adamw(parseOptions("change adamw", AdamwSchema, { ...this.options, ...changes }));
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
    const { options } = this;
    const fused = fusedAdam(parameters_P, gradients_P, state, learningRate, decay, donate, options);
    if (fused) return fused;
    const count = state.count + 1;
    const { m, v, updated_P } = tf.tidy(() => {
      const { m, v, step_P } = adamStep(
        gradients_P,
        state.slots,
        this.options,
        count,
        learningRate,
      );
      const decayed_P = takeDecay(parameters_P, decay, learningRate);
      return { m, v, updated_P: decayed_P.sub<tf.Tensor1D>(step_P) };
    });
    return { parameters_P: updated_P, state: { ...state, count, slots: { m, v } } };
  }
}

/** Updates by AdamW. */
export function adamw(options: AdamwOptions = {}): ContainerModule {
  const checked = parseOptimizerOptions("adamw", AdamwSchema, options);
  return bindOptimizer(() => new Adamw(checked));
}
