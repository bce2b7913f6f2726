import { type Milestones, PolicyModule, parseOptions, wholePower } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { clockOf, elapsed, MilestonesSchema } from "../_shared/mod.ts";

/** A learning rate that falls at given moments. */
export interface MultiStepOptions {
  /** Rate at the start, greater than 0. */
  readonly initial: number;
  /** When it falls: the number of steps or epochs done, ascending. */
  readonly milestones: Milestones;
  /** What it is multiplied by each time, in (0, 1]. @default 0.1 */
  readonly factor?: number;
}

const MultiStepSchema = z.strictObject({
  initial: z.number().positive(),
  milestones: MilestonesSchema,
  factor: z.number().positive().max(1).default(0.1),
});

/**
 * Multiplies the learning rate by a factor at given moments, and keeps it after the last.
 *
 *     rate = initial factor^n
 *
 * with n of the milestones reached, by their clock.
 *
 * @see `torch.optim.lr_scheduler.MultiStepLR`; `optax.piecewise_constant_schedule`.
 */
export function multiStep(options: MultiStepOptions): PolicyModule {
  const checked = parseOptions("make multiStep", MultiStepSchema, options);
  const { initial, milestones, factor } = checked;
  const clock = clockOf(milestones);
  const moments = milestones.steps ?? (milestones.epochs as readonly number[]);
  return new PolicyModule(
    () => ({
      name: "multi-step",
      check: () => {},
      rate: (moment) => initial * wholePower(factor, reached(moments, elapsed(clock, moment))),
    }),
    checked,
  );
}

function reached(moments: readonly number[], done: number): number {
  let count = 0;
  while (count < moments.length && (moments[count] as number) <= done) count += 1;
  return count;
}
