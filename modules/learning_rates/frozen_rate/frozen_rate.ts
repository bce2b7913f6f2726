import { PolicyModule } from "../../../core/mod.ts";

/**
 * Keeps the learning rate at 0, so that the weights do not change. `constant(0)` is refused, so a rate of 0 is always
 * explicit.
 *
 * @see `optax.constant_schedule(0)`.
 */
export function frozenRate(): PolicyModule {
  return new PolicyModule(() => ({ name: "frozen-rate", check: () => {}, rate: () => 0 }));
}
