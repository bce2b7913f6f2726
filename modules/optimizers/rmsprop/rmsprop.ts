import {
  type ArenaLayout,
  type FusedKernels,
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
  sumGain,
} from "../_shared/mod.ts";
import { type CheckedRmspropOptions, type RmspropOptions, RmspropSchema } from "./options.ts";

// P = numbers in the parameter group

/** Mean of the squares and, where centered, of the gradients, each [P]. */
type Moments = { readonly v: tf.Tensor1D; readonly a?: tf.Tensor1D };

/** Result of an update. */
type Updated = {
  readonly updated_P: tf.Tensor1D;
  readonly slots: Readonly<Record<string, tf.Tensor1D>>;
};

/**
 * RMSProp, on a flat vector.
 *
 *     g <- g + decay p
 *     v <- v + (1 - alpha) (g^2 - v)
 *     s = g / (sqrt(v) + epsilon)                  (centered: sqrt(v - a^2), with a <- a + (1 - alpha) (g - a))
 *     b <- momentum b + s
 *     p <- p - lr b                                (without momentum: p - lr s)
 *
 * Rounding can take v - a^2 below 0, where PyTorch gives NaN; here it is 0 then.
 *
 * @see Tieleman and Hinton 2012, "Lecture 6.5 - rmsprop"; Graves 2013, arXiv:1308.0850, for the centered
 * one; equals `torch.optim.RMSprop`.
 */
export class Rmsprop implements Optimizer {
  readonly name = "rmsprop";
  readonly options: CheckedRmspropOptions & OptimizerOptions;
  readonly slots: Optimizer["slots"];

  constructor(options: CheckedRmspropOptions) {
    this.options = { ...options };
    const gain = meanGain(options.alpha);
    this.slots = {
      v: { role: "meanSquare", gain },
      ...(options.centered && { a: { role: "mean", gain } }),
      ...(options.momentum > 0 && { b: { role: "step", gain: sumGain(options.momentum) } }),
    };
  }

  with(changes: OptimizerOptions): Rmsprop {
    return new Rmsprop(
      parseOptions("change rmsprop", RmspropSchema, { ...this.options, ...changes }),
    );
  }

  init(layout: ArenaLayout): OptimizerState {
    const zeros = Object.keys(this.slots).map(
      (slot) => [slot, tf.zeros<tf.Rank.R1>([layout.size])] as const,
    );
    return {
      count: 0,
      slots: Object.fromEntries(zeros),
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
    const { updated_P, slots } = tf.tidy(() => {
      const decayed_P = addDecay(gradients_P, parameters_P, state.constants.decay);
      return (
        this.#fused(parameters_P, decayed_P, state, { learningRate, ...(donate && { donate }) }) ??
        this.#byOps(parameters_P, decayed_P, state, learningRate)
      );
    });
    return { parameters_P: updated_P, state: { ...state, count: state.count + 1, slots } };
  }

  #fused(
    p: tf.Tensor1D,
    g: tf.Tensor1D,
    { slots }: OptimizerState,
    attributes: FusedKernels["TolariaDescent"]["attributes"],
  ): Updated | undefined {
    const { alpha, epsilon, momentum } = this.options;
    const { v, a, b } = slots;
    const inputs = { p, g, v: v as tf.Tensor1D, ...(b && { b }) };
    const all = { ...attributes, alpha, epsilon, momentum };
    if (a) {
      const fused = runFused("TolariaCenteredRmsprop", { ...inputs, a }, all);
      return fused && named(fused[0], { v: fused[1], a: fused[2], b: fused[3] });
    }
    const fused = runFused("TolariaRmsprop", inputs, all);
    return fused && named(fused[0], { v: fused[1], b: fused[2] });
  }

  #byOps(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    state: OptimizerState,
    learningRate: number,
  ): Updated {
    const { momentum } = this.options;
    const moments = this.#moments(state, gradients_P);
    const scaled_P = gradients_P.div<tf.Tensor1D>(this.#spread(moments));
    const move = (step_P: tf.Tensor1D) => parameters_P.sub<tf.Tensor1D>(step_P.mul(learningRate));
    if (momentum === 0) return { updated_P: move(scaled_P), slots: moments };
    const b = (state.slots.b as tf.Tensor1D).mul<tf.Tensor1D>(momentum).add<tf.Tensor1D>(scaled_P);
    return { updated_P: move(b), slots: { ...moments, b } };
  }

  #moments({ slots }: OptimizerState, gradients_P: tf.Tensor1D): Moments {
    const share = 1 - this.options.alpha;
    const v = lerp(slots.v as tf.Tensor1D, gradients_P.mul(gradients_P), share);
    return this.options.centered
      ? { v, a: lerp(slots.a as tf.Tensor1D, gradients_P, share) }
      : { v };
  }

  #spread({ v, a }: Moments): tf.Tensor {
    const variance_P = a ? v.sub(a.mul(a)).relu() : v;
    return variance_P.sqrt().add(this.options.epsilon);
  }
}

function named(
  updated_P: tf.Tensor1D,
  slots: Readonly<Record<string, tf.Tensor1D | undefined>>,
): Updated {
  const present = Object.entries(slots).filter(([, slot]) => slot !== undefined);
  return { updated_P, slots: Object.fromEntries(present) as Updated["slots"] };
}

/** Updates by RMSProp. */
export function rmsprop(options: RmspropOptions = {}): ContainerModule {
  const checked = parseOptimizerOptions("rmsprop", RmspropSchema, options);
  return bindOptimizer(() => new Rmsprop(checked));
}
