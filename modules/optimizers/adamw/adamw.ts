import {
  type ArenaLayout,
  OPTIMIZER,
  type Optimizer,
  type OptimizerState,
  type OptimizerUpdate,
  parseOptions,
  wholePower,
} from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import { updateFused } from "./_fused.ts";
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
 * Both bias corrections are folded into two numbers, so that the vectors are passed over as few times as
 * the kernels allow: with c = sqrt(1 - beta2^t), mhat / (sqrt(vhat) + epsilon) is
 * c / (1 - beta1^t) m / (sqrt(v) + c epsilon).
 *
 * @see Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2; equals `torch.optim.AdamW` and
 * `optax.adamw`.
 */
export class Adamw implements Optimizer {
  readonly name = "adamw";
  readonly #options: CheckedAdamwOptions;

  constructor(options: CheckedAdamwOptions) {
    this.#options = options;
  }

  init(layout: ArenaLayout): OptimizerState {
    return {
      count: 0,
      slots: { m: tf.zeros([layout.size]), v: tf.zeros([layout.size]) },
      constants: this.#decays(layout) ? { decay: this.#decayOf(layout) } : {},
    };
  }

  update(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    state: OptimizerState,
    learningRate: number,
  ): OptimizerUpdate {
    return (
      updateFused(parameters_P, gradients_P, state, learningRate, this.#options) ??
      this.#updateByOps(parameters_P, gradients_P, state, learningRate)
    );
  }

  #updateByOps(
    parameters_P: tf.Tensor1D,
    gradients_P: tf.Tensor1D,
    state: OptimizerState,
    learningRate: number,
  ): OptimizerUpdate {
    const { beta1, beta2, epsilon } = this.#options;
    const count = state.count + 1;
    const c = Math.sqrt(1 - wholePower(beta2, count));
    const scale = (learningRate * c) / (1 - wholePower(beta1, count));
    const [m, v, updated_P] = tf.tidy(() => {
      const m = lerp(state.slots.m as tf.Tensor1D, gradients_P, 1 - beta1);
      const v = lerp(state.slots.v as tf.Tensor1D, tf.square(gradients_P), 1 - beta2);
      const step_P = m.mul(scale).div(v.sqrt().add(c * epsilon));
      const { decay } = state.constants;
      const decayed_P = decay
        ? parameters_P.sub(parameters_P.mul(decay.mul(learningRate)))
        : parameters_P;
      return [m, v, decayed_P.sub(step_P)] as tf.Tensor1D[];
    }) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    return { parameters_P: updated_P, state: { ...state, count, slots: { m, v } } };
  }

  #decays(layout: ArenaLayout): boolean {
    const { weightDecay, decays } = this.#options;
    return weightDecay > 0 && layout.segments.some(decays);
  }

  /** The decay of each number, [P]; a single one where it is the same for all. */
  #decayOf(layout: ArenaLayout): tf.Tensor {
    const { weightDecay, decays } = this.#options;
    if (layout.segments.every(decays)) return tf.scalar(weightDecay);
    const values = new Float32Array(layout.size);
    for (const segment of layout.segments) {
      if (decays(segment)) {
        values.fill(weightDecay, segment.offset, segment.offset + segment.size);
      }
    }
    return tf.tensor1d(values);
  }
}

/** `from` moved towards `to` by `share` of the way. */
function lerp(from: tf.Tensor1D, to: tf.Tensor1D, share: number): tf.Tensor1D {
  return from.add(to.sub(from).mul(share));
}

/** Updates by AdamW. */
export function adamw(options: AdamwOptions = {}): ContainerModule {
  const checked = parseOptions("make adamw", AdamwSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(OPTIMIZER)
      .toResolvedValue(() => new Adamw(checked))
      .inSingletonScope();
  });
}
