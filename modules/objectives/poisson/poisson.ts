import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { bindElementwise } from "../_shared/mod.ts";

/** What the outputs are. */
export interface PoissonOptions {
  /** Whether the outputs are logarithms of the expected counts. @default false */
  readonly fromLogs?: boolean;
}

const PoissonSchema: z.ZodType<Required<PoissonOptions>> = z.strictObject({
  fromLogs: z.boolean().default(false),
});

/** Keeps an expected count of 0 away from the logarithm, as in Keras. */
const EPSILON = 1e-7;

/**
 * Negative log-likelihood of counts under a Poisson distribution, without the term that depends on the targets alone; mean
 * over all numbers:
 *
 *     output - target log(output + 1e-7)
 *     exp(output) - target output           with `fromLogs`
 *
 * @see `keras.losses.Poisson`, `torch.nn.PoissonNLLLoss`.
 */
export function poisson(options: PoissonOptions = {}): ContainerModule {
  const { fromLogs } = parseOptions("make poisson", PoissonSchema, options);
  return bindElementwise({
    name: "poisson",
    maker: "poisson",
    options,
    losses: (outputs, targets) =>
      fromLogs
        ? outputs.exp().sub(targets.mul(outputs))
        : outputs.sub(targets.mul(outputs.add(EPSILON).log())),
  });
}
