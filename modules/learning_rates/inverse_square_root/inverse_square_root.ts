import { PolicyModule, parseOptions } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** A learning rate that falls as one over the square root of the step. */
export interface InverseSquareRootOptions {
  /** Highest rate, greater than 0, reached at the end of the warmup. */
  readonly peak: number;
  /** Steps of the warmup, at least 1. */
  readonly warmupSteps: number;
  /**
   * During the warmup: rise in a straight line, as Vaswani et al.; or stay at the peak, as Raffel et al. @default
   * "linear"
   */
  readonly warmup?: "linear" | "constant";
}

const InverseSquareRootSchema = z.strictObject({
  peak: z.number().positive(),
  warmupSteps: z.int().min(1),
  warmup: z.enum(["linear", "constant"]).default("linear"),
});

/**
 * Lowers the learning rate as one over the square root of the step, for any length of run.
 *
 *     linear:    rate = peak min(n / W, sqrt(W / n)),  n = step + 1
 *     constant:  rate = peak sqrt(W / max(step, W))
 *
 * with W = `warmupSteps`. Vaswani's `d_model^-0.5 min(n^-0.5, n W^-1.5)` is the linear form with
 * `peak` = (d_model W)^-0.5; Raffel's `1 / sqrt(max(step, W))` is the constant form with `peak` = W^-0.5.
 *
 * @see Vaswani et al. 2017, arXiv:1706.03762, equation 3; Raffel et al. 2020, arXiv:1910.10683, section 3.1.2.
 */
export function inverseSquareRoot(options: InverseSquareRootOptions): PolicyModule {
  const checked = parseOptions("make inverseSquareRoot", InverseSquareRootSchema, options);
  const { peak, warmupSteps, warmup } = checked;
  const linear = (step: number) =>
    peak * Math.min((step + 1) / warmupSteps, Math.sqrt(warmupSteps / (step + 1)));
  const constant = (step: number) => peak * Math.sqrt(warmupSteps / Math.max(step, warmupSteps));
  const rateAt = warmup === "linear" ? linear : constant;
  return new PolicyModule(
    () => ({
      name: "inverse-square-root",
      check: () => {},
      rate: ({ step }) => rateAt(step),
    }),
    checked,
  );
}
