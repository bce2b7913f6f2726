import { cosOfPi, type Period, PolicyModule, parseOptions } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { clockOf, countOf, elapsed, PeriodSchema } from "../_shared/mod.ts";

/** A learning rate that falls along a cosine again and again. */
export interface CosineRestartsOptions {
  /** Rate at the start of each cycle, greater than 0. */
  readonly peak: number;
  /** Rate that each cycle falls to, at least 0. @default 0 */
  readonly end?: number;
  /** Length of the first cycle; if it counts epochs, the rate changes only between them. */
  readonly cycle: Period;
  /** Length of each cycle as a multiple of the one before, a whole number, at least 1. @default 1 */
  readonly cycleFactor?: number;
}

const CosineRestartsSchema = z.strictObject({
  peak: z.number().positive(),
  end: z.number().min(0).default(0),
  cycle: PeriodSchema,
  cycleFactor: z.int().min(1).default(1),
});

/**
 * Lowers the learning rate along half a cosine and restarts at the peak, again and again: warm restarts.
 *
 *     rate = end + (peak - end) (1 + cos(pi t / T)) / 2
 *
 * with t of the T steps or epochs of the current cycle done.
 *
 * @see Loshchilov and Hutter 2017, arXiv:1608.03983, equation 5, with T_0 = `cycle`, T_mult = `cycleFactor`;
 * equals `torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`.
 */
export function cosineRestarts(options: CosineRestartsOptions): PolicyModule {
  const checked = parseOptions("make cosineRestarts", CosineRestartsSchema, options);
  const { peak, end, cycle, cycleFactor } = checked;
  const clock = clockOf(cycle);
  return new PolicyModule(
    () => ({
      name: "cosine-restarts",
      check: () => {},
      rate: (moment) => {
        const progress = cycleProgress(elapsed(clock, moment), countOf(cycle), cycleFactor);
        return end + ((peak - end) * (1 + cosOfPi(progress))) / 2;
      },
    }),
    checked,
  );
}

/** Share of the current cycle that is done. */
function cycleProgress(done: number, first: number, factor: number): number {
  if (factor === 1) return (done % first) / first;
  let [since, length] = [done, first];
  while (since >= length) {
    since -= length;
    length *= factor;
  }
  return since / length;
}
