import { cosOfPi, PolicyModule, parseOptions } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { AfterEndSchema, Course, type Over, OverSchema } from "../_shared/mod.ts";

/** A learning rate that falls along half a cosine. */
export interface CosineOptions {
  /** Rate at the start, greater than 0. */
  readonly peak: number;
  /** Rate at the end, at least 0. @default 0 */
  readonly end?: number;
  /** Length of the schedule; if it counts epochs, the rate changes only between them. @default "run" */
  readonly over?: Over;
  /** What a longer run does: keep the rate `end`. Without it, a longer run is refused. */
  readonly afterEnd?: "hold";
}

const CosineSchema = z.strictObject({
  peak: z.number().positive(),
  end: z.number().min(0).default(0),
  over: OverSchema.default("run"),
  afterEnd: AfterEndSchema,
});

/**
 * Lowers the learning rate along half a cosine.
 *
 *     rate = end + (peak - end) (1 + cos(pi t / T)) / 2
 *
 * with t of the T steps or epochs of `over` done.
 *
 * @see Loshchilov and Hutter 2017, arXiv:1608.03983, equation 5; equals `optax.cosine_decay_schedule` with
 * alpha = end / peak, and `torch.optim.lr_scheduler.CosineAnnealingLR` up to T, after which that rises again.
 */
export function cosine(options: CosineOptions): PolicyModule {
  const checked = parseOptions("make cosine", CosineSchema, options);
  const { peak, end, over, afterEnd } = checked;
  const course = new Course("cosine", over, afterEnd);
  return new PolicyModule(
    () => ({
      name: "cosine",
      check: (extent) => course.check(extent),
      rate: (moment) => end + ((peak - end) * (1 + cosOfPi(course.progress(moment)))) / 2,
    }),
    checked,
  );
}
