import { type Period, PolicyModule, parseOptions, wholePower } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { clockOf, countOf, elapsed, PeriodSchema } from "../_shared/mod.ts";

/** A learning rate that falls at regular intervals. */
export interface StepDecayOptions {
  /** Rate at the start, greater than 0. */
  readonly initial: number;
  /** How often it falls. */
  readonly every: Period;
  /** What it is multiplied by each time, in (0, 1]. @default 0.1 */
  readonly factor?: number;
}

const StepDecaySchema = z.strictObject({
  initial: z.number().positive(),
  every: PeriodSchema,
  factor: z.number().positive().max(1).default(0.1),
});

/**
 * Multiplies the learning rate by a factor at regular intervals, for any length of run.
 *
 *     rate = initial factor^floor(t / every)
 *
 * with t steps or epochs done, by the clock of `every`.
 *
 * @see `torch.optim.lr_scheduler.StepLR`; `optax.exponential_decay` with `staircase`.
 */
export function stepDecay(options: StepDecayOptions): PolicyModule {
  const checked = parseOptions("make stepDecay", StepDecaySchema, options);
  const { initial, every, factor } = checked;
  const clock = clockOf(every);
  const length = countOf(every);
  return new PolicyModule(
    () => ({
      name: "step-decay",
      check: () => {},
      rate: (moment) => initial * wholePower(factor, Math.floor(elapsed(clock, moment) / length)),
    }),
    checked,
  );
}
