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
import {
  addDecay,
  bindOptimizer,
  decayConstants,
  lerp,
  meanGain,
  parseOptimizerOptions,
} from "../_shared/mod.ts";
import { type CheckedLionOptions, type LionOptions, LionSchema } from "./options.ts";

// P = numbers in the parameter group

/**
 * Lion: steps by the sign of an average, on a flat vector.
 *
 *     p <- p - lr (sign(beta1 m + (1 - beta1) g) + decay p)
 *     m <- m + (1 - beta2) (g - m)
 *
 * Each weight moves by the rate itself, so the rate is 3 to 10 times smaller than Adam's.
 *
 * @see Chen et al. 2023, arXiv:2302.06675, algorithm 2; equals `optax.lion`.
 */
export class Lion implements Optimizer {
  readonly name = "lion";
  readonly options: CheckedLionOptions & OptimizerOptions;
  readonly slots: Optimizer["slots"];

  constructor(options: CheckedLionOptions) {
    this.options = { ...options };
    this.slots = { m: { role: "mean", gain: meanGain(options.beta2) } };
  }

  with(changes: OptimizerOptions): Lion {
    return new Lion(parseOptions("change lion", LionSchema, { ...this.options, ...changes }));
  }

  init(layout: ArenaLayout): OptimizerState {
    return {
      count: 0,
      slots: { m: tf.zeros([layout.size]) },
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
    const { beta1, beta2 } = this.options;
    const { decay } = state.constants;
    const before = state.slots.m as tf.Tensor1D;
    const inputs = { p: parameters_P, g: gradients_P, m: before, ...(decay && { decay }) };
    const attributes = { learningRate, beta1, beta2, ...(donate && { donate }) };
    const [updated_P, m] =
      runFused("TolariaLion", inputs, attributes) ??
      (tf.tidy(() => {
        const sign_P = lerp(before, gradients_P, 1 - beta1).sign<tf.Tensor1D>();
        const step_P = addDecay(sign_P, parameters_P, decay).mul(learningRate);
        return [parameters_P.sub(step_P), lerp(before, gradients_P, 1 - beta2)];
      }) as [tf.Tensor1D, tf.Tensor1D]);
    return { parameters_P: updated_P, state: { ...state, count: state.count + 1, slots: { m } } };
  }
}

/** Updates by Lion. */
export function lion(options: LionOptions = {}): ContainerModule {
  const checked = parseOptimizerOptions("lion", LionSchema, options);
  return bindOptimizer(() => new Lion(checked));
}
