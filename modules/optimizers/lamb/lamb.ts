import {
  type ArenaLayout,
  type FusedKernels,
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  type OptimizerUpdate,
  offersFused,
  parseOptions,
  runFused,
} from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import {
  adamStep,
  addDecay,
  bindOptimizer,
  decayConstants,
  meanGain,
  parseOptimizerOptions,
} from "../_shared/mod.ts";
import { type CheckedLambOptions, type LambOptions, LambSchema } from "./options.ts";
import { type LambConstants, scaleByTrust, segmentConstants } from "./trust_ratios.ts";

// P = numbers in the parameter group

/**
 * Adam with a step for each weight tensor that is as long as the tensor itself: for large batches.
 *
 *     m, v, mhat, vhat as in Adam
 *     u = mhat / (sqrt(vhat) + epsilon) + decay p
 *     p_k <- p_k - lr |p_k| / |u_k| u_k            (for each weight tensor k; if a norm is 0: p_k - lr u_k)
 *
 * @see You et al. 2020, arXiv:1904.00962, algorithm 2 with phi(z) = z; equals `optax.lamb`.
 */
export class Lamb implements Optimizer {
  readonly name = "lamb";
  readonly options: CheckedLambOptions & OptimizerOptions;
  readonly slots: Optimizer["slots"];

  constructor(options: CheckedLambOptions) {
    this.options = { ...options };
    this.slots = {
      m: { role: "mean", gain: meanGain(options.beta1) },
      v: { role: "meanSquare", gain: meanGain(options.beta2) },
    };
  }

  with(changes: OptimizerOptions): Lamb {
    return new Lamb(parseOptions("change lamb", LambSchema, { ...this.options, ...changes }));
  }

  init(layout: ArenaLayout): OptimizerState {
    return {
      count: 0,
      slots: { m: tf.zeros([layout.size]), v: tf.zeros([layout.size]) },
      constants: { ...decayConstants(this.options, layout), ...segmentConstants(layout) },
    };
  }

  update(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    state: OptimizerState,
    learningRate: number,
    donate?: boolean,
  ): OptimizerUpdate {
    const count = state.count + 1;
    const [updated_P, m, v] =
      this.#fused(parameters_P, gradients_P, state, { learningRate, ...(donate && { donate }) }) ??
      this.#byOps(parameters_P, gradients_P, state, learningRate);
    return { parameters_P: updated_P, state: { ...state, count, slots: { m, v } } };
  }

  #fused(
    p: tf.Tensor1D,
    g: tf.Tensor1D,
    { count, slots, constants }: OptimizerState,
    attributes: FusedKernels["TolariaDescent"]["attributes"],
  ): FusedKernels["TolariaLamb"]["outputs"] | undefined {
    if (!offersFused("TolariaLamb")) return undefined;
    const { beta1, beta2, epsilon } = this.options;
    const { decay, sizes_S } = constants as LambConstants;
    const inputs = { p, g, m: slots.m as tf.Tensor1D, v: slots.v as tf.Tensor1D };
    const sizes = [...sizes_S.dataSync<"int32">()];
    return runFused(
      "TolariaLamb",
      { ...inputs, ...(decay && { decay }) },
      { ...attributes, beta1, beta2, epsilon, count: count + 1, sizes },
    );
  }

  #byOps(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    { count, slots, constants }: OptimizerState,
    learningRate: number,
  ): FusedKernels["TolariaLamb"]["outputs"] {
    return tf.tidy(() => {
      const { m, v, step_P } = adamStep(gradients_P, slots, this.options, count + 1, 1);
      const u_P = addDecay(step_P, parameters_P, constants.decay);
      const scaled_P = scaleByTrust(parameters_P, u_P, constants as LambConstants);
      return [parameters_P.sub<tf.Tensor1D>(scaled_P.mul(learningRate)), m, v];
    }) as FusedKernels["TolariaLamb"]["outputs"];
  }
}

/** Updates by LAMB. */
export function lamb(options: LambOptions = {}): ContainerModule {
  const checked = parseOptimizerOptions("lamb", LambSchema, options);
  return bindOptimizer(() => new Lamb(checked));
}
