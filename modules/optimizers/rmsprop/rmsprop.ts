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
  addDecay,
  bindOptimizer,
  decayConstants,
  lerp,
  meanGain,
  sumGain,
} from "../_shared/mod.ts";
import { type CheckedRmspropOptions, type RmspropOptions, RmspropSchema } from "./options.ts";

// P = numbers in the parameter group

/** Mean of the squares and, where centered, of the gradients, each [P]. */
type Moments = { readonly v: tf.Tensor1D; readonly a?: tf.Tensor1D };

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
  ): OptimizerUpdate {
    const { momentum } = this.options;
    const { updated_P, slots } = tf.tidy(() => {
      const decayed_P = addDecay(gradients_P, parameters_P, state.constants.decay);
      const moments = this.#moments(state, decayed_P);
      const scaled_P = decayed_P.div<tf.Tensor1D>(this.#spread(moments));
      if (momentum === 0) {
        return {
          updated_P: parameters_P.sub<tf.Tensor1D>(scaled_P.mul(learningRate)),
          slots: moments,
        };
      }
      const b = (state.slots.b as tf.Tensor1D)
        .mul<tf.Tensor1D>(momentum)
        .add<tf.Tensor1D>(scaled_P);
      return {
        updated_P: parameters_P.sub<tf.Tensor1D>(b.mul(learningRate)),
        slots: { ...moments, b },
      };
    });
    return { parameters_P: updated_P, state: { ...state, count: state.count + 1, slots } };
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

/** Updates by RMSProp. */
export function rmsprop(options: RmspropOptions = {}): ContainerModule {
  const checked = parseOptions("make rmsprop", RmspropSchema, options);
  return bindOptimizer(() => new Rmsprop(checked));
}
