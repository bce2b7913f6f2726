import { PolicyModule, parseOptions, realPower } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { AfterEndSchema, Course, type Over, OverSchema } from "../_shared/mod.ts";

/** A learning rate that moves along a power of time. */
export interface PolynomialOptions {
  /** Rate at the start, at least 0. */
  readonly initial: number;
  /** Rate at the end, at least 0. @default 0 */
  readonly end?: number;
  /** The exponent, greater than 0; 1 is a straight line. @default 1 */
  readonly power?: number;
  /** Length of the schedule; if it counts epochs, the rate changes only between them. @default "run" */
  readonly over?: Over;
  /** What a longer run does: keep the rate `end`. Without it, a longer run is refused. */
  readonly afterEnd?: "hold";
}

const PolynomialSchema = z
  .strictObject({
    initial: z.number().min(0),
    end: z.number().min(0).default(0),
    power: z.number().positive().default(1),
    over: OverSchema.default("run"),
    afterEnd: AfterEndSchema,
  })
  .refine(({ initial, end }) => initial > 0 || end > 0, {
    path: ["initial"],
    message: 'greater than 0 where "end" is 0',
  });

/**
 * Moves the learning rate from `initial` to `end` along a power of the remaining time.
 *
 *     rate = end + (initial - end) (1 - t / T)^power
 *
 * with t of the T steps or epochs of `over` done.
 *
 * @see `optax.polynomial_schedule`; `torch.optim.lr_scheduler.PolynomialLR` where `end` is 0, `LinearLR`
 * where `power` is 1.
 */
export function polynomial(options: PolynomialOptions): PolicyModule {
  const checked = parseOptions("make polynomial", PolynomialSchema, options);
  const { initial, end, power, over, afterEnd } = checked;
  const course = new Course("polynomial", over, afterEnd);
  return new PolicyModule(
    () => ({
      name: "polynomial",
      check: (extent) => course.check(extent),
      rate: (moment) => end + (initial - end) * realPower(1 - course.progress(moment), power),
    }),
    checked,
  );
}
