import { wholePower } from "../../../core/mod.ts";
import { type ContainerModule, tf, z } from "../../../deps.ts";
import { bindWrapper, handleTo, lerp, type WrapperRule } from "../_shared/mod.ts";

// P = numbers in the parameter group

/** How far an average of the weights reaches back. */
export interface EmaOptions {
  /** What is kept of the average in each update, in [0, 1). @default 0.999 */
  readonly decay?: number;
}

type Checked = Readonly<Required<EmaOptions>>;

const RULE: WrapperRule<Checked & Readonly<Record<string, unknown>>> = {
  kind: "ema",
  slot: "average",
  averages: true,
  schema: z.strictObject({ decay: z.number().min(0).lt(1).default(0.999) }),
  follow: (weights_P, average_P, count, { decay }) => {
    const step = (1 - decay) / (1 - wholePower(decay, count));
    return {
      weights_P: handleTo(weights_P),
      slot_P: tf.tidy(() => lerp(average_P, weights_P, step)),
    };
  },
};

/**
 * Lets `optimizer` train, and keeps an exponential moving average of its weights, which validation, the best epoch and
 * saved models use; training goes on from the weights themselves. After t updates
 *
 *     average <- average + (1 - decay) / (1 - decay^t) (p - average)
 *
 * is the mean of all weights so far, each older one counting `decay` as much: those of before the first update do not
 * count, so that short runs are not held back. One more vector of the state. Buffers, such as the means of batch
 * normalization, are those of the weights.
 *
 * @param optimizer What makes the steps, as `adamw()`. Its options and those of groups apply as without an average.
 * @see Polyak and Juditsky 1992, doi:10.1137/0330046; equals `optax.ema(decay, debias=True)` of the weights.
 *
 * @example
 * ```ts
 * import { adamw } from "tolaria";
 * import { ema } from "tolaria/optimizers";
 *
 * const optimizer = ema(adamw(), { decay: 0.99 });
 * ```
 */
export function ema(optimizer: ContainerModule, options: EmaOptions = {}): ContainerModule {
  return bindWrapper(RULE, optimizer, options);
}
