import { parseOptions, TolariaError } from "../../../core/mod.ts";
import type { z } from "../../../deps.ts";

/** What other libraries call the rate among an optimizer's options. */
const RATES = ["learningRate", "learning_rate", "lr", "rate"];

/**
 * Checks the options of the optimizer that `name` creates.
 *
 * @throws {TolariaError} `options/invalid` for an option that it does not have or a value outside its range. A learning
 * rate is none: it is chosen by a provider of its own.
 */
export function parseOptimizerOptions<S extends z.ZodType>(
  name: string,
  schema: S,
  options: unknown,
): z.output<S> {
  const rate = RATES.find((key) => Object.hasOwn(Object(options), key));
  if (rate === undefined) return parseOptions(`make ${name}`, schema, options);
  throw new TolariaError(
    "options/invalid",
    `"${rate}" is not an option of ${name}: add a learning-rate provider to "modules", such as constant(1e-3) or warmupCosine({ peak: 1e-3, warmupSteps: 100 }).`,
  );
}
