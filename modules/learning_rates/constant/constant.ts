import { LEARNING_RATE_POLICY, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";

/** Rules of the options of {@link constant}. */
const ConstantSchema: z.ZodType<{ readonly rate: number }> = z.strictObject({
  rate: z.number().positive(),
});

/**
 * Keeps the learning rate where it is.
 *
 * @param rate Greater than 0.
 */
export function constant(rate: number): ContainerModule {
  const checked = parseOptions("make constant", ConstantSchema, { rate });
  return new ContainerModule(({ bind }) => {
    bind(LEARNING_RATE_POLICY).toConstantValue({
      name: "constant",
      check: () => {},
      rate: () => checked.rate,
    });
  });
}
