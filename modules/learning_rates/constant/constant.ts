import { PolicyModule, parseOptions } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** Rules of the options of {@link constant}. */
const ConstantSchema: z.ZodType<{ readonly rate: number }> = z.strictObject({
  rate: z.number().positive(),
});

/**
 * Keeps the learning rate constant.
 *
 * @param rate Greater than 0; use `frozenRate()` for 0.
 * @see `optax.constant_schedule`; `torch.optim.lr_scheduler.ConstantLR` with a factor of 1.
 */
export function constant(rate: number): PolicyModule {
  const checked = parseOptions("make constant", ConstantSchema, { rate });
  return new PolicyModule(
    () => ({
      name: "constant",
      check: () => {},
      rate: () => checked.rate,
    }),
    checked,
  );
}
