import { type ContainerModule, tf, z } from "../../../deps.ts";
import { bindWrapper, handleTo, lerp, type WrapperRule } from "../_shared/mod.ts";

// P = numbers in the parameter group

/** How slow weights follow. */
export interface LookaheadOptions {
  /** Updates after which the slow weights follow, at least 1. @default 5 */
  readonly syncEvery?: number;
  /** Share of the way that they follow, in (0, 1]. @default 0.5 */
  readonly alpha?: number;
}

type Checked = Readonly<Required<LookaheadOptions>>;

const RULE: WrapperRule<Checked & Readonly<Record<string, unknown>>> = {
  kind: "lookahead",
  slot: "slow",
  averages: false,
  schema: z.strictObject({
    syncEvery: z.int().min(1).default(5),
    alpha: z.number().positive().max(1).default(0.5),
  }),
  follow: (weights_P, slow_P, count, { syncEvery, alpha }) => {
    if (count % syncEvery !== 0)
      return { weights_P: handleTo(weights_P), slot_P: handleTo(slow_P) };
    const synced_P = tf.tidy(() => lerp(slow_P, weights_P, alpha));
    return { weights_P: synced_P, slot_P: handleTo(synced_P) };
  },
};

/**
 * Lets `optimizer` take some steps, then goes back a part of the way: every `syncEvery` updates,
 *
 *     slow <- slow + alpha (p - slow);  p <- slow
 *
 * The slow weights start as the weights. They are one more vector of the state, and two copies of it in a sync.
 *
 * @param optimizer What makes the steps, as `adamw()`. Its options and those of groups apply as without lookahead.
 * @see Zhang et al. 2019, arXiv:1907.08610, algorithm 1; equals `optax.lookahead`.
 *
 * @example
 * ```ts
 * import { adamw } from "tolaria";
 * import { lookahead } from "tolaria/optimizers";
 *
 * const optimizer = lookahead(adamw({ weightDecay: 0.01 }), { syncEvery: 6 });
 * ```
 */
export function lookahead(
  optimizer: ContainerModule,
  options: LookaheadOptions = {},
): ContainerModule {
  return bindWrapper(RULE, optimizer, options);
}
