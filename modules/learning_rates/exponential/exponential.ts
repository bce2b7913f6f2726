import { type Period, PolicyModule, parseOptions, realPower } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { clockOf, countOf, elapsed, PeriodSchema } from "../_shared/mod.ts";

/** A learning rate that falls, or rises, by the same factor in the same time. */
export interface ExponentialOptions {
  /** Rate at the start, greater than 0. */
  readonly initial: number;
  /** Factor per `every`, greater than 0; above 1 the rate rises. */
  readonly factor: number;
  /** The time of one factor; it moves in between too, with each tick of that clock. */
  readonly every: Period;
  /** Rate that it does not go beyond, greater than 0. @default none */
  readonly limit?: number;
}

const ExponentialSchema = z
  .strictObject({
    initial: z.number().positive(),
    factor: z.number().positive(),
    every: PeriodSchema,
    limit: z.number().positive().optional(),
  })
  .refine(
    ({ initial, factor, limit }) =>
      limit === undefined || (factor <= 1 ? limit <= initial : limit >= initial),
    { path: ["limit"], message: 'on the side of "initial" that "factor" leads to' },
  );

/**
 * Multiplies the learning rate by a factor per interval, smoothly, for any length of run.
 *
 *     rate = initial factor^(t / every)
 *
 * with t steps or epochs done, by the clock of `every`.
 *
 * @see `optax.exponential_decay`, with `end_value` = `limit`; `torch.optim.lr_scheduler.ExponentialLR` where
 * `every` is one.
 */
export function exponential(options: ExponentialOptions): PolicyModule {
  const checked = parseOptions("make exponential", ExponentialSchema, options);
  const { initial, factor, every } = checked;
  const { limit = factor <= 1 ? 0 : Number.POSITIVE_INFINITY } = checked;
  const bound = factor <= 1 ? Math.max : Math.min;
  const clock = clockOf(every);
  const length = countOf(every);
  return new PolicyModule(
    () => ({
      name: "exponential",
      check: () => {},
      rate: (moment) => bound(limit, initial * realPower(factor, elapsed(clock, moment) / length)),
    }),
    checked,
  );
}
