import { PolicyModule } from "../../../core/mod.ts";

/**
 * Keeps the learning rate at 0, so that the weights stay as they are. Said aloud: no other policy is 0 by
 * default, and `constant(0)` is refused.
 *
 * @see `optax.constant_schedule(0)`.
 */
export function frozenRate(): PolicyModule {
  return new PolicyModule(() => ({ name: "frozen-rate", check: () => {}, rate: () => 0 }));
}
